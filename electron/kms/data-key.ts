/**
 * A plaintext data key in the one place that owns it.
 *
 * The bytes lie in an ArrayBuffer of their own (never Node's shared buffer pool), can be given away once to the
 * worker thread that uses them, and are zeroed by `wipe()`, which every user calls in `finally`. They never
 * become a string, and printing or serializing the object shows nothing.
 */
export class DataKey {
  #bytes: Uint8Array<ArrayBuffer>;

  /** Copies `source` and zeroes it. */
  constructor(source: Uint8Array) {
    this.#bytes = new Uint8Array(new ArrayBuffer(source.length));
    this.#bytes.set(source);
    source.fill(0);
  }

  /** Length in bytes; 0 after `wipe` or after the bytes were given away. */
  get length(): number {
    return this.#bytes.length;
  }

  /** The key's own bytes, to be transferred (not copied) to a worker, or zeroed by the caller. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  wipe(): void {
    if (this.#bytes.length > 0) this.#bytes.fill(0);
    this.#bytes = new Uint8Array(0);
  }
}
