/**
 * Decrypts and authenticates the body of a message, frame by frame, in constant memory.
 *
 * Everything handed to the sink is unauthenticated until `openBody` returns: the caller keeps it where nobody takes
 * it for the file, and throws it away if this throws. Accepts any valid IV, full and empty final frames; refuses a
 * sequence out of order, bytes after the end, and any tag or signature that does not hold.
 * Source: data-format/message-body.md, data-format/message-footer.md.
 */
import type { ByteSource } from './bytes.ts';
import { EnvelopeError } from './errors.ts';
import { type ContentKind, contentDecipher, FINAL_MARK, finishContent } from './frames.ts';
import type { Header } from './header.ts';
import { type SignatureVerifier, signatureVerifier } from './signature.ts';
import { IV_LENGTH, TAG_LENGTH } from './suites.ts';

/** Content is taken from the source in pieces of at most this many bytes. */
export const PIECE_LENGTH = 256 * 1024;
/** Largest content of a message without frames: GCM's own limit, in bytes. */
const MAX_BLOCK_LENGTH = 2 ** 36 - 32;

/** Receives decrypted pieces in order; they are valid until it returns. */
export type Sink = (content: Uint8Array) => void;

/**
 * Reads the body (and footer) that follows `header` from `source`; answers the content's length in bytes.
 *
 * `key` is the derived key of a header that `verifyHeader` has accepted. Throws `truncated`, `tampered`,
 * `trailing-bytes`, `invalid-envelope`.
 */
export function openBody(header: Header, key: Uint8Array, source: ByteSource, sink: Sink): number {
  const verifier = signatureVerifier(header);
  verifier?.update(header.authenticated);
  if (header.suite.version === 1) verifier?.update(header.iv);
  verifier?.update(header.tag);
  const body = new BodyReader(header, key, source, sink, verifier);
  if (header.frameLength === null) body.readBlock();
  else body.readFrames(header.frameLength);
  if (verifier !== null) {
    const length = Buffer.from(source.take(2, 'signature')).readUInt16BE();
    verifier.verify(source.take(length, 'signature'));
  }
  if (!source.atEnd()) throw new EnvelopeError('trailing-bytes', 'end of the message');
  return body.contentLength;
}

class BodyReader {
  contentLength = 0;
  readonly #header: Header;
  readonly #key: Uint8Array;
  readonly #source: ByteSource;
  readonly #sink: Sink;
  readonly #verifier: SignatureVerifier | null;
  /** Copies: what a source hands out is valid only until the next call. */
  readonly #iv = Buffer.alloc(IV_LENGTH);

  constructor(
    header: Header,
    key: Uint8Array,
    source: ByteSource,
    sink: Sink,
    verifier: SignatureVerifier | null,
  ) {
    this.#header = header;
    this.#key = key;
    this.#source = source;
    this.#sink = sink;
    this.#verifier = verifier;
  }

  readFrames(frameLength: number): void {
    for (let sequence = 1; ; sequence++) {
      const part = `frame ${sequence}`;
      const mark = this.#u32(part);
      const final = mark === FINAL_MARK;
      if ((final ? this.#u32(part) : mark) !== sequence) throw new EnvelopeError('invalid-envelope', part);
      this.#iv.set(this.#take(IV_LENGTH, part));
      const length = final ? this.#u32(part) : frameLength;
      if (length > frameLength) throw new EnvelopeError('invalid-envelope', part);
      this.#content(final ? 'final' : 'frame', sequence, length, part);
      if (final) return;
    }
  }

  readBlock(): void {
    this.#iv.set(this.#take(IV_LENGTH, 'content'));
    const length = Buffer.from(this.#take(8, 'content')).readBigUInt64BE();
    if (length > MAX_BLOCK_LENGTH) throw new EnvelopeError('limit-exceeded', 'content length');
    this.#content('block', 1, Number(length), 'content');
  }

  #content(kind: ContentKind, sequence: number, length: number, part: string): void {
    const decipher = contentDecipher(this.#header, this.#key, kind, sequence, length, this.#iv);
    for (let left = length; left > 0; ) {
      const piece = this.#take(Math.min(left, PIECE_LENGTH), part);
      left -= piece.length;
      this.#sink(decipher.update(piece));
    }
    finishContent(decipher, this.#take(TAG_LENGTH, part), part);
    this.contentLength += length;
  }

  #u32(part: string): number {
    return Buffer.from(this.#take(4, part)).readUInt32BE();
  }

  #take(length: number, part: string): Uint8Array {
    const bytes = this.#source.take(length, part);
    this.#verifier?.update(bytes);
    return bytes;
  }
}
