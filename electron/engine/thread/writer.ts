/** How a worker thread writes files: in writes that fit the pieces of the system's page cache. */
import { writeSync } from 'node:fs';
import { onSideSync } from '../errors.ts';

/**
 * Writes end at multiples of this many bytes of the file: the page cache then keeps them in few large pieces, which
 * costs a fifth less processor time than writes of frames where they happen to be (docs/decisions/003-frame-length.md).
 */
const BLOCK_LENGTH = 64 * 1024;

/** Reused by every job of this thread; holds content, never key bytes. */
const gathered = Buffer.allocUnsafeSlow(BLOCK_LENGTH);

/** Writes bytes that mostly follow each other; one at a time in a thread. */
export class Writer {
  /** Bytes put, written or not. */
  length = 0;
  readonly #fd: number | null;
  /** Position in the file of the first byte that was not written. */
  #start = 0;
  #waiting = 0;

  /** null for nowhere. */
  constructor(fd: number | null) {
    this.#fd = fd;
  }

  /** Takes `bytes` for `position` of the file; they may change afterwards. */
  put(bytes: Uint8Array, position: number): void {
    this.length += bytes.length;
    if (this.#fd === null) return;
    if (position !== this.#start + this.#waiting) {
      this.flush();
      this.#start = position;
    }
    for (let rest = bytes; rest.length > 0; ) {
      const piece = rest.subarray(0, BLOCK_LENGTH - ((this.#start + this.#waiting) % BLOCK_LENGTH));
      rest = rest.subarray(piece.length);
      if (piece.length === BLOCK_LENGTH) this.#write(piece);
      else this.#gather(piece);
    }
  }

  /** Writes what waits; call when all is put, and before anybody else may count on it. */
  flush(): void {
    const waiting = gathered.subarray(0, this.#waiting);
    this.#waiting = 0;
    this.#write(waiting);
  }

  #gather(piece: Uint8Array): void {
    gathered.set(piece, this.#waiting);
    this.#waiting += piece.length;
    if ((this.#start + this.#waiting) % BLOCK_LENGTH === 0) this.flush();
  }

  #write(bytes: Uint8Array): void {
    const fd = this.#fd;
    if (fd === null) return;
    for (let written = 0; written < bytes.length; ) {
      const more = onSideSync('target', () =>
        writeSync(fd, bytes, written, bytes.length - written, this.#start),
      );
      written += more;
      this.#start += more;
    }
  }
}
