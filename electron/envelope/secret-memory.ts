/**
 * Secrets that come and go together, side by side in one piece of shared memory.
 *
 * What a piece of work takes is zeroed when that work ends. Where a thread dies before, nothing in it can zero anything
 * any more, and its own memory is freed as it is: then whoever gave it this memory zeroes it.
 */
import type { SecretBytes } from './bytes.ts';

/** Bytes: three times what `deriveKeys` takes at most. */
const LENGTH = 8 * 1024;

export const newSecretMemory = (): SharedArrayBuffer => new SharedArrayBuffer(LENGTH);

export class SecretMemory {
  readonly #memory: SharedArrayBuffer;
  #used = 0;

  constructor(memory: SharedArrayBuffer = newSecretMemory()) {
    this.#memory = memory;
  }

  /** Zeroes, until the work that took them ends. */
  take(length: number): SecretBytes {
    const bytes = new Uint8Array(this.#memory, this.#used, length);
    this.#used += length;
    return bytes;
  }

  /** Runs `work`; what it took is zeroed then, however it ends. */
  during<T>(work: () => T): T {
    const before = this.#used;
    try {
      return work();
    } finally {
      new Uint8Array(this.#memory).fill(0, before, this.#used);
      this.#used = before;
    }
  }
}
