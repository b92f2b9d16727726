/**
 * One call of the key service, which ends: with an answer, a `KmsError`, when the person cancels it, or after its
 * deadline. The timeouts of the SDK are those of an attempt, and of silence: a byte now and then defers them forever.
 */
import { withSignal } from './abortable.ts';
import { KmsError } from './errors.ts';
import { translateError } from './translate-error.ts';

export interface CallLimits {
  /** The caller's own. */
  readonly signal: AbortSignal | undefined;
  /** Milliseconds for everything: credentials, attempts and the waits between them. */
  readonly deadline: number;
  /** ARN of the key the call is about, for the error's details. */
  readonly keyArn?: string | undefined;
}

/**
 * Runs `run` under a signal that ends it. Rejects with KmsError only: `cancelled` where the caller's signal aborted,
 * `offline` (`TimeoutError`) after the deadline. `discard` gets the answer that came too late.
 */
export async function limitedCall<T>(
  { signal, deadline, keyArn }: CallLimits,
  run: (signal: AbortSignal) => Promise<T>,
  discard?: (late: T) => void,
): Promise<T> {
  const overdue = new AbortController();
  const timer = setTimeout(() => overdue.abort(), deadline);
  const either = signal ? AbortSignal.any([signal, overdue.signal]) : overdue.signal;
  try {
    return await withSignal(either, () => run(either), discard);
  } catch (error) {
    if (signal?.aborted) throw new KmsError('cancelled', { errorName: 'AbortError' });
    if (!overdue.signal.aborted) throw translateError(error, keyArn);
    throw new KmsError('offline', { errorName: 'TimeoutError', ...(keyArn !== undefined && { keyArn }) });
  } finally {
    clearTimeout(timer);
  }
}
