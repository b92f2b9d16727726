/** Aborting what does not listen to signals by itself, without leaving a secret behind. */

/**
 * Rejects as soon as `signal` aborts: the SDK notices an abort only while a request is on the wire, not while it
 * waits to retry or for credentials. `discard` gets the answer that came too late.
 */
export async function withSignal<T>(
  signal: AbortSignal | undefined,
  run: () => Promise<T>,
  discard: (late: T) => void = () => {},
): Promise<T> {
  if (!signal) return run();
  signal.throwIfAborted();
  const running = run();
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => {
    running.then(discard, () => {});
    aborted.reject(new DOMException('aborted', 'AbortError'));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([running, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
