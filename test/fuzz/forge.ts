/** Makes odd headers and bodies of a message whose every tag and signature holds, as who has the data key could. */
import { createCipheriv } from 'node:crypto';
import { be16, be32, referenceKeys, referenceSuites } from '../envelope/reference.ts';
import { referenceSigner } from '../envelope/reference-signer.ts';
import type { Subject } from './corpus.ts';
import { number } from './mutations/kind.ts';

/** A frame, or the block of a message without frames, as it is written and as its tag sees it. */
export interface Frame {
  readonly kind: 'regular' | 'final' | 'block';
  readonly sequence: number;
  readonly iv: Buffer;
  readonly content: Uint8Array;
  /** The length that is written, and authenticated. */
  readonly length: number;
  /** The kind that its tag is made for. */
  readonly label: Frame['kind'];
}

const labels: Readonly<Record<Frame['kind'], string>> = {
  regular: 'AWSKMSEncryptionClient Frame',
  final: 'AWSKMSEncryptionClient Final Frame',
  block: 'AWSKMSEncryptionClient Single Block',
};

export const ivOf = (sequence: number): Buffer => Buffer.concat([Buffer.alloc(8), be32(sequence)]);

export const frame = (kind: Frame['kind'], sequence: number, content: Uint8Array): Frame => ({
  kind,
  sequence,
  content,
  iv: ivOf(sequence),
  length: content.length,
  label: kind,
});

function gcm({ recipe }: Subject, iv: Uint8Array, aad: Uint8Array, content: Uint8Array): Buffer {
  const cipher = createCipheriv(referenceSuites[recipe.suite].cipher, referenceKeys(recipe).key, iv);
  cipher.setAAD(aad);
  return Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

function sealed(subject: Subject, { kind, sequence, iv, content, length, label }: Frame): Buffer {
  const aad = [
    subject.recipe.messageId,
    Buffer.from(labels[label]),
    be32(sequence),
    number(BigInt(length), 8),
  ];
  const output = gcm(subject, iv, Buffer.concat(aad), content);
  if (kind === 'block') return Buffer.concat([iv, number(BigInt(length), 8), output]);
  if (kind === 'regular') return Buffer.concat([be32(sequence), iv, output]);
  return Buffer.concat([be32(0xffffffff), be32(sequence), iv, number(BigInt(length), 4), output]);
}

/** The message's header as its tag sees it, with parts replaced, by name. */
export const authenticated = (
  { message }: Subject,
  replaced: Readonly<Record<string, Buffer>> = {},
): Buffer =>
  Buffer.concat(
    message.headerParts
      .filter(([name]) => name !== 'iv' && name !== 'tag')
      .map(([name, own]) => replaced[name] ?? own),
  );

/** What takes the place of a message's own header and frames. */
export interface Change {
  readonly header?: Buffer;
  readonly frames?: readonly Frame[];
}

/** The changed message, its tags and its signature made anew. */
export function forged(subject: Subject, { header = authenticated(subject), frames }: Change): Buffer {
  const { suite, messageId } = subject.recipe;
  const { version, signature } = referenceSuites[suite];
  const iv = Buffer.alloc(12);
  const tag = gcm(subject, iv, header, Buffer.alloc(0));
  const body = frames?.map((one) => sealed(subject, one)) ?? subject.message.frames;
  const message = Buffer.concat([header, ...(version === 1 ? [iv] : []), tag, ...body]);
  if (signature === null) return message;
  const footer = referenceSigner(signature, messageId).sign(message);
  return Buffer.concat([message, be16(footer.length), footer]);
}

/** The frames that the message has. */
export function framesOf({ recipe }: Subject): readonly Frame[] {
  const { content, frameLength, finalFrame } = recipe;
  if (frameLength === null) return [frame('block', 1, content)];
  const full = Math.floor(content.length / frameLength);
  const regular = finalFrame === 'full' ? full - 1 : full;
  const piece = (index: number) => content.subarray(index * frameLength, (index + 1) * frameLength);
  return [
    ...Array.from({ length: regular }, (_, index) => frame('regular', index + 1, piece(index))),
    frame('final', regular + 1, piece(regular)),
  ];
}
