/**
 * The arithmetic and the cryptography of frames.
 *
 * A frame is encrypted under the derived key with its sequence number as IV, so a key, a message id and a sequence
 * number must never meet twice with different content. A message id is random and used for one message only; several
 * `FrameSealer`s may share a message where each run of it is claimed once (`engine/thread/control.ts`).
 * Source: data-format/message-body.md "Framed data", data-format/message-body-aad.md.
 */
import { createCipheriv, createDecipheriv, type DecipherGCM } from 'node:crypto';
import { u32 } from './bytes.ts';
import { EnvelopeError } from './errors.ts';
import type { Header } from './header.ts';
import { gcmName, IV_LENGTH, type Suite, TAG_LENGTH } from './suites.ts';

/** Stands where a sequence number would, before the final frame. */
export const FINAL_MARK = 0xffffffff;
export const MAX_SEQUENCE = 0xffffffff;

/** Bytes around the content of a frame: sequence number, IV, tag. */
export const FRAME_OVERHEAD = 4 + IV_LENGTH + TAG_LENGTH;
/** Bytes around the content of the final frame: mark, sequence number, IV, length, tag. */
export const FINAL_FRAME_OVERHEAD = 4 + 4 + IV_LENGTH + 4 + TAG_LENGTH;

/** Bytes around the content of a message without frames: IV, length, tag. */
const BLOCK_OVERHEAD = IV_LENGTH + 8 + TAG_LENGTH;

const label = {
  frame: Buffer.from('AWSKMSEncryptionClient Frame'),
  final: Buffer.from('AWSKMSEncryptionClient Final Frame'),
  block: Buffer.from('AWSKMSEncryptionClient Single Block'),
} as const;
export type ContentKind = keyof typeof label;

/** Frames of a message of `size` bytes: the final one may be empty. */
export const frameCount = (size: number, frameLength: number): number => Math.floor(size / frameLength) + 1;

/** Bytes of the body (all frames) of a message of `size` bytes. */
export const bodyLength = (size: number, frameLength: number): number =>
  size + (frameCount(size, frameLength) - 1) * FRAME_OVERHEAD + FINAL_FRAME_OVERHEAD;

/**
 * Content bytes of an unsigned body of `length` bytes; null where no message has a body of that length.
 * `frameLength` is null for a message without frames.
 */
export function contentLength(length: number, frameLength: number | null): number | null {
  if (frameLength === null) {
    const content = length - BLOCK_OVERHEAD;
    return content >= 0 ? content : null;
  }
  const frames = length - FINAL_FRAME_OVERHEAD;
  const last = frames % (frameLength + FRAME_OVERHEAD);
  if (frames < 0 || last > frameLength) return null;
  return Math.floor(frames / (frameLength + FRAME_OVERHEAD)) * frameLength + last;
}

/** message id ‖ label ‖ sequence number u32 ‖ content length u64 */
export function contentAad(
  messageId: Uint8Array,
  kind: ContentKind,
  sequence: number,
  length: number,
): Buffer {
  const aad = Buffer.allocUnsafeSlow(messageId.length + label[kind].length + 12);
  aad.set(messageId, 0);
  aad.set(label[kind], messageId.length);
  aad.writeUInt32BE(sequence, aad.length - 12);
  aad.writeBigUInt64BE(BigInt(length), aad.length - 8);
  return aad;
}

/** Encrypts the frames of one new message. */
export class FrameSealer {
  readonly #suite: Suite;
  readonly #key: Uint8Array;
  readonly #messageId: Uint8Array;

  /** Uses `key` without copying it; its owner zeroes it. */
  constructor(suite: Suite, key: Uint8Array, messageId: Uint8Array) {
    this.#suite = suite;
    this.#key = key;
    this.#messageId = messageId;
  }

  /** A regular frame, as pieces to be written one behind the other. */
  seal(sequence: number, content: Uint8Array): readonly Uint8Array[] {
    if (sequence === FINAL_MARK) throw new RangeError('a regular frame with the mark of the final one');
    return this.#content('frame', sequence, content, Buffer.concat([u32(sequence), this.#iv(sequence)]));
  }

  /** The final frame, which may be empty, as pieces to be written one behind the other. */
  sealFinal(sequence: number, content: Uint8Array): readonly Uint8Array[] {
    const head = [u32(FINAL_MARK), u32(sequence), this.#iv(sequence), u32(content.length)];
    return this.#content('final', sequence, content, Buffer.concat(head));
  }

  #iv(sequence: number): Uint8Array {
    // The header's tag has the IV 0 under the same key.
    if (!(sequence >= 1 && sequence <= MAX_SEQUENCE))
      throw new RangeError('a frame with a number that is none');
    const iv = new Uint8Array(IV_LENGTH);
    iv.set(u32(sequence), IV_LENGTH - 4);
    return iv;
  }

  #content(
    kind: ContentKind,
    sequence: number,
    content: Uint8Array,
    head: Uint8Array,
  ): readonly Uint8Array[] {
    const cipher = createCipheriv(gcmName(this.#suite), this.#key, this.#iv(sequence));
    cipher.setAAD(contentAad(this.#messageId, kind, sequence, content.length));
    const encrypted = cipher.update(content);
    cipher.final();
    return [head, encrypted, cipher.getAuthTag()];
  }
}

/** A decipher for one frame or block; `finishContent` on it proves the content. */
export function contentDecipher(
  header: Header,
  key: Uint8Array,
  kind: ContentKind,
  sequence: number,
  length: number,
  iv: Uint8Array,
): DecipherGCM {
  const decipher = createDecipheriv(gcmName(header.suite), key, iv, { authTagLength: TAG_LENGTH });
  decipher.setAAD(contentAad(header.messageId, kind, sequence, length));
  return decipher;
}

/** Throws `tampered`, naming `part`, unless everything that went through `decipher` is authentic. */
export function finishContent(decipher: DecipherGCM, tag: Uint8Array, part: string): void {
  try {
    decipher.setAuthTag(tag).final();
  } catch {
    throw new EnvelopeError('tampered', part);
  }
}
