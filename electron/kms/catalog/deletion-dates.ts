/**
 * When a key that is pending deletion will be gone: AWS's refusal does not say it, and nothing is more urgent to know.
 *
 * A whole batch fails by the same key, and asks once. A date holds for a minute, because deletion may be put off; a
 * failure to get it is told to those that wait, and not kept.
 */
import { withSignal } from '../abortable.ts';
import { KmsError } from '../errors.ts';
import type { KmsKey } from '../port.ts';

/** Dates remembered at most. */
const MAX_DATES = 32;
/** Milliseconds. */
const AGE = 60_000;

interface Asked {
  readonly at: number;
  readonly date: Promise<string | null>;
}

/**
 * Answers a function that throws the error it is given on, a `key-pending-deletion` with the date where it may be known.
 * Where `signal` aborts while the date is asked for, that is `cancelled`.
 */
export function createDeletionDates(describe: (keyArn: string) => Promise<KmsKey>) {
  const asked = new Map<string, Asked>();
  function dateOf(keyArn: string): Promise<string | null> {
    const known = asked.get(keyArn);
    if (known !== undefined && performance.now() - known.at < AGE) return known.date;
    if (asked.size >= MAX_DATES) asked.clear();
    const date = describe(keyArn).then(({ facts }) => facts?.deletionDate ?? null);
    asked.set(keyArn, { at: performance.now(), date });
    date.catch(() => asked.delete(keyArn));
    return date;
  }
  return async (error: unknown, signal: AbortSignal | undefined): Promise<never> => {
    if (!(error instanceof KmsError) || error.code !== 'key-pending-deletion') throw error;
    const { keyArn } = error.details;
    if (keyArn === undefined) throw error;
    const deletionDate = await withSignal(signal, () => dateOf(keyArn)).catch(() => null);
    if (signal?.aborted) throw new KmsError('cancelled');
    throw deletionDate === null ? error : new KmsError(error.code, { ...error.details, deletionDate });
  };
}
