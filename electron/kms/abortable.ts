/** Aborting what does not listen to signals by itself, without leaving a secret behind. */

/**
 * Runs `run`, and rejects as soon as `signal` aborts: the SDK notices an abort only while a request is on the
 * wire, not while it waits to retry or for credentials. `discard` gets the answer that came too late.
 */
export async function withSignal<T>(
  signal: AbortSignal | undefined,
  run: () => Promise<T>,
  discard: (late: T) => void = () => {},
): Promise<T> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    let late = false;
    const onAbort = () => {
      late = true;
      reject(new DOMException('aborted', 'AbortError'));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    run()
      .then((value) => (late ? discard(value) : resolve(value)), reject)
      .finally(() => signal?.removeEventListener('abort', onAbort));
  });
}
