/**
 * Overwrites what calls that have ended left on this thread's stack.
 *
 * Node's TLS decrypts into a buffer on the stack, of 16 KiB, and leaves it as it was: an answer with a data key would lie
 * there until calls as deep happen to pass over it.
 */

/** Calls, each of which takes and fills at least 100 bytes of the stack: about ten times that buffer. */
const DEPTH = 1_500;

/** Resolves when it is done: in a turn of its own, since calls of this one still hold their buffers. */
export const scrubStack = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(() => {
      descend(DEPTH);
      resolve();
    });
  });

/** Goes down and comes back; a loop would stay where it is. */
function descend(depth: number): number {
  return depth === 0 ? 0 : descend(depth - 1) + 1;
}
