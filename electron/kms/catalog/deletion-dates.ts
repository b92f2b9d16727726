/**
 * When a key that is pending deletion will be gone: AWS's refusal does not say it, and nothing is more urgent to know.
 */
import { KmsError } from '../errors.ts';
import type { KmsKey } from '../port.ts';

/** Dates remembered at most: a whole batch fails by the same key, and asks once. */
const MAX_DATES = 32;

/** Answers a function that throws the error it is given on, a `key-pending-deletion` with the date where it may be known. */
export function createDeletionDates(describe: (keyArn: string) => Promise<KmsKey>) {
  const dates = new Map<string, Promise<string | null>>();
  const dateOf = (keyArn: string): Promise<string | null> => {
    const known = dates.get(keyArn);
    if (known !== undefined) return known;
    if (dates.size >= MAX_DATES) dates.clear();
    const date = describe(keyArn).then(
      ({ facts }) => facts?.deletionDate ?? null,
      () => null,
    );
    dates.set(keyArn, date);
    return date;
  };
  return async (error: unknown): Promise<never> => {
    if (!(error instanceof KmsError) || error.code !== 'key-pending-deletion') throw error;
    const { keyArn } = error.details;
    const deletionDate = keyArn === undefined ? null : await dateOf(keyArn);
    throw deletionDate === null ? error : new KmsError(error.code, { ...error.details, deletionDate });
  };
}
