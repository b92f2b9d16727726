/**
 * An independent writer of messages, made from AWS's specification alone: it shares no code with electron/envelope.
 *
 * Slow and plain on purpose, and able to write what a good writer never would (foreign IVs, wrong sequence
 * numbers, unsorted contexts), so that tests can tell the reader's rules from the tags' failure.
 * Source: awslabs/aws-encryption-sdk-specification, data-format/*.md, framework/algorithm-suites.md.
 */
import { createCipheriv, hkdfSync } from 'node:crypto';
import { type ReferenceSignature, referenceSigner } from './reference-signer.ts';

type Cipher = 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm';
type Pairs = readonly (readonly [key: string, value: string])[];

interface ReferenceSuite {
  readonly version: 1 | 2;
  readonly cipher: Cipher;
  readonly keyLength: number;
  readonly hash: 'sha256' | 'sha384' | 'sha512' | null;
  readonly signature: ReferenceSignature | null;
}

const p256 = { curve: 'P-256', hash: 'sha256' } as const;
const p384 = { curve: 'P-384', hash: 'sha384' } as const;
const suite = (
  version: 1 | 2,
  keyLength: 16 | 24 | 32,
  hash: ReferenceSuite['hash'],
  signature: ReferenceSuite['signature'] = null,
): ReferenceSuite => {
  const cipher = ({ 16: 'aes-128-gcm', 24: 'aes-192-gcm', 32: 'aes-256-gcm' } as const)[keyLength];
  return { version, cipher, keyLength, hash, signature };
};

/** Every suite of the specification, by id. */
export const referenceSuites = {
  20: suite(1, 16, null),
  70: suite(1, 24, null),
  120: suite(1, 32, null),
  276: suite(1, 16, 'sha256'),
  326: suite(1, 24, 'sha256'),
  376: suite(1, 32, 'sha256'),
  532: suite(1, 16, 'sha256', p256),
  838: suite(1, 24, 'sha384', p384),
  888: suite(1, 32, 'sha384', p384),
  1144: suite(2, 32, 'sha512'),
  1400: suite(2, 32, 'sha512', p384),
} as const;
export type SuiteId = keyof typeof referenceSuites;
export const suiteIds: readonly SuiteId[] = [
  0x0014, 0x0046, 0x0078, 0x0114, 0x0146, 0x0178, 0x0214, 0x0346, 0x0378, 0x0478, 0x0578,
];

export interface Recipe {
  readonly suite: SuiteId;
  readonly dataKey: Uint8Array;
  readonly messageId: Uint8Array;
  /** Written in this order. */
  readonly context?: Pairs;
  /** Serialized; one of AWS KMS where none is given. */
  readonly encryptedDataKeys?: readonly Buffer[];
  readonly content: Uint8Array;
  /** Null for a message without frames. */
  readonly frameLength: number | null;
  /** How content that is an exact multiple of the frame length ends. */
  readonly finalFrame?: 'empty' | 'full';
  readonly iv?: (sequence: number) => Uint8Array;
  /** Sequence number written (and authenticated) in place of the right one. */
  readonly sequence?: (right: number) => number;
  /** Serialized authenticate-only context. */
  readonly extra?: Uint8Array;
}

export interface Message {
  readonly headerParts: readonly (readonly [name: string, bytes: Buffer])[];
  readonly header: Buffer;
  readonly frames: readonly Buffer[];
  readonly footer: Buffer;
  readonly bytes: Buffer;
}

export const be16 = (value: number): Buffer => Buffer.from(value.toString(16).padStart(4, '0'), 'hex');
export const be32 = (value: number): Buffer => Buffer.from(value.toString(16).padStart(8, '0'), 'hex');
const be64 = (value: number): Buffer => Buffer.from(value.toString(16).padStart(16, '0'), 'hex');
const sized = (bytes: Buffer): Buffer => Buffer.concat([be16(bytes.length), bytes]);
const text = (value: string): Buffer => sized(Buffer.from(value));

export const contextBytes = (pairs: Pairs): Buffer =>
  pairs.length === 0
    ? Buffer.alloc(0)
    : Buffer.concat([be16(pairs.length), ...pairs.flatMap(([key, value]) => [text(key), text(value)])]);

export const encryptedDataKey = (providerId: string, providerInfo: string, ciphertext: string): Buffer =>
  Buffer.concat([text(providerId), text(providerInfo), text(ciphertext)]);

/** One encrypted data key as AWS KMS would have made it. */
export const kmsDataKey = encryptedDataKey('aws-kms', 'arn:aws:kms:eu-west-1:111122223333:key/0', 'opaque');

export function referenceKeys({ suite: id, dataKey, messageId }: Recipe): {
  key: Buffer;
  commitment: Buffer;
} {
  const { version, hash, keyLength } = referenceSuites[id];
  const derive = (salt: Uint8Array, info: Buffer, length: number): Buffer =>
    hash === null ? Buffer.from(dataKey) : Buffer.from(hkdfSync(hash, dataKey, salt, info, length));
  if (version === 1) {
    const info = Buffer.concat([be16(id), messageId]);
    return { key: derive(Buffer.alloc(0), info, keyLength), commitment: Buffer.alloc(0) };
  }
  return {
    key: derive(messageId, Buffer.concat([be16(id), Buffer.from('DERIVEKEY')]), 32),
    commitment: derive(messageId, Buffer.from('COMMITKEY'), 32),
  };
}

function encrypt(cipherName: Cipher, key: Buffer, iv: Uint8Array, aad: Buffer, content: Uint8Array) {
  const cipher = createCipheriv(cipherName, key, iv).setAAD(aad);
  const output = Buffer.concat([cipher.update(content), cipher.final()]);
  return { output, tag: cipher.getAuthTag() };
}

export function referenceMessage(recipe: Recipe): Message {
  const { suite: id, messageId, frameLength, context = [], extra = Buffer.alloc(0) } = recipe;
  const { encryptedDataKeys = [kmsDataKey] } = recipe;
  const { version, cipher, signature } = referenceSuites[id];
  const { key, commitment } = referenceKeys(recipe);
  const signer = signature && referenceSigner(signature, messageId);
  const pairs = signer ? [...context, ['aws-crypto-public-key', signer.publicKey] as const] : context;
  const untagged: [string, Buffer][] = [
    ['version', Buffer.from(version === 1 ? [1, 0x80] : [2])],
    ['suite', be16(id)],
    ['message id', Buffer.from(messageId)],
    ['context', sized(contextBytes(pairs))],
    ['data key count', be16(encryptedDataKeys.length)],
    ['data keys', Buffer.concat(encryptedDataKeys)],
    ['content type', Buffer.of(frameLength === null ? 1 : 2)],
  ];
  if (version === 1) untagged.push(['reserved', be32(0)], ['iv length', Buffer.of(12)]);
  untagged.push(['frame length', be32(frameLength ?? 0)]);
  if (version === 2) untagged.push(['commitment', commitment]);
  const authenticated = Buffer.concat(untagged.map(([, bytes]) => bytes));
  const headerIv = Buffer.alloc(12);
  const { tag } = encrypt(cipher, key, headerIv, Buffer.concat([authenticated, extra]), Buffer.alloc(0));
  const headerParts = [...untagged];
  if (version === 1) headerParts.push(['iv', headerIv]);
  headerParts.push(['tag', tag]);
  const header = Buffer.concat(headerParts.map(([, bytes]) => bytes));
  const frames = frameLength === null ? [block(recipe, key)] : framed(recipe, frameLength, key);
  const signed = Buffer.concat([header, ...frames]);
  const footer = signer ? sized(signer.sign(signed)) : Buffer.alloc(0);
  return { headerParts, header, frames, footer, bytes: Buffer.concat([signed, footer]) };
}

const plainIv = (sequence: number): Buffer => Buffer.concat([Buffer.alloc(8), be32(sequence)]);

const aad = (recipe: Recipe, label: string, sequence: number, length: number): Buffer =>
  Buffer.concat([recipe.messageId, Buffer.from(label), be32(sequence), be64(length)]);

function framed(recipe: Recipe, frameLength: number, key: Buffer): Buffer[] {
  const { content, finalFrame = 'empty', iv: ivOf = plainIv, sequence: numbered = (right) => right } = recipe;
  const { cipher } = referenceSuites[recipe.suite];
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += frameLength)
    pieces.push(content.subarray(at, at + frameLength));
  const exact = content.length % frameLength === 0;
  if (exact && (finalFrame === 'empty' || pieces.length === 0)) pieces.push(new Uint8Array(0));
  return pieces.map((piece, index) => {
    const sequence = numbered(index + 1);
    const iv = ivOf(index + 1);
    const final = index === pieces.length - 1;
    const label = final ? 'AWSKMSEncryptionClient Final Frame' : 'AWSKMSEncryptionClient Frame';
    const { output, tag } = encrypt(cipher, key, iv, aad(recipe, label, sequence, piece.length), piece);
    return final
      ? Buffer.concat([be32(0xffffffff), be32(sequence), iv, be32(piece.length), output, tag])
      : Buffer.concat([be32(sequence), iv, output, tag]);
  });
}

function block(recipe: Recipe, key: Buffer): Buffer {
  const { content, iv: ivOf = plainIv } = recipe;
  const label = aad(recipe, 'AWSKMSEncryptionClient Single Block', 1, content.length);
  const { output, tag } = encrypt(referenceSuites[recipe.suite].cipher, key, ivOf(1), label, content);
  return Buffer.concat([ivOf(1), be64(content.length), output, tag]);
}
