/**
 * A plaintext data key in the one place that owns it.
 *
 * The bytes lie in shared memory of their own (never Node's shared buffer pool): the worker threads that use them refer
 * to them and get no copies. They are zeroed by `wipe()`, or by whoever took them, in `finally`. They never become a
 * string, and printing or serializing the object shows nothing.
 */
export class DataKey {
  #bytes: Uint8Array<SharedArrayBuffer>;

  /** Copies `source` and zeroes it. */
  constructor(source: Uint8Array) {
    this.#bytes = new Uint8Array(new SharedArrayBuffer(source.length));
    this.#bytes.set(source);
    source.fill(0);
  }

  /** Length in bytes; 0 after `wipe`. */
  get length(): number {
    return this.#bytes.length;
  }

  /** The key's own bytes, for the caller to zero. */
  get bytes(): Uint8Array<SharedArrayBuffer> {
    return this.#bytes;
  }

  wipe(): void {
    this.#bytes.fill(0);
    this.#bytes = new Uint8Array(new SharedArrayBuffer(0));
  }
}
