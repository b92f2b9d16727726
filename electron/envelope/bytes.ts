/**
 * Reading and writing the big-endian fields of the format, without trusting a single length.
 *
 * `ByteReader` walks over bytes in memory and throws `truncated` instead of reading past the end.
 * `ByteSource` is what the body is read from: a file in the engine, an array in tests.
 */
import { EnvelopeError } from './errors.ts';

export interface ByteSource {
  /** Exactly `length` bytes, valid until the next call; throws `truncated` (naming `part`) where there are fewer. */
  readonly take: (length: number, part: string) => Uint8Array;
  /** Whether every byte was taken. */
  readonly atEnd: () => boolean;
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#offset;
  }

  u8(part: string): number {
    return this.#view.getUint8(this.#advance(1, part));
  }

  u16(part: string): number {
    return this.#view.getUint16(this.#advance(2, part));
  }

  u32(part: string): number {
    return this.#view.getUint32(this.#advance(4, part));
  }

  /** A view of the next `length` bytes. */
  bytes(length: number, part: string): Uint8Array {
    const start = this.#advance(length, part);
    return this.#bytes.subarray(start, start + length);
  }

  /** A view of bytes prefixed with their length as u16. */
  prefixed(part: string): Uint8Array {
    return this.bytes(this.u16(part), part);
  }

  #advance(length: number, part: string): number {
    const start = this.#offset;
    if (this.#bytes.length - start < length) throw new EnvelopeError('truncated', part);
    this.#offset = start + length;
    return start;
  }
}

export const u16 = (value: number): Uint8Array => Uint8Array.of(value >>> 8, value);

export const u32 = (value: number): Uint8Array =>
  Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);

/** `bytes` behind their length as u16; `limit-exceeded` (naming `part`) above 65,535 bytes. */
export function prefixed(bytes: Uint8Array, part: string): Uint8Array {
  if (bytes.length > 0xffff) throw new EnvelopeError('limit-exceeded', part);
  return concat([u16(bytes.length), bytes]);
}

/** Bytes in shared memory: threads refer to them, where others would be copied, and their owner zeroes them for all. */
export type SecretBytes = Uint8Array<SharedArrayBuffer>;

/**
 * Zeroes in memory of their own, for secrets. V8 keeps the bytes of other small arrays in its heap: it moves them, and
 * copies them out of it when native code asks for them, and nobody can zero what stays behind.
 */
export const secretBytes = (length: number): SecretBytes => new Uint8Array(new SharedArrayBuffer(length));

/** A copy, of the first `length` bytes, in `secretBytes`. */
export function secretCopy(bytes: Uint8Array, length = bytes.length): SecretBytes {
  const copy = secretBytes(length);
  copy.set(bytes.subarray(0, length));
  return copy;
}

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
