/** Whether KMS would do something, as an answer and not as a failure. */
import type { ErrorCode } from '../contract/errors.ts';
import type { Preflight } from '../contract/keys.ts';
import { explain } from './explain.ts';

/** Failures that say no. All others (no network, throttling, a server without DryRun) leave the question open. */
const NO: readonly ErrorCode[] = [
  'access-denied',
  'other-account',
  'key-disabled',
  'key-pending-deletion',
  'key-not-found',
  'key-unusable',
  'wrong-key',
  'data-key-damaged',
  'practice-key-missing',
  'no-usable-key',
];

/** What became of a dry run; never rejects. */
export const preflight = (dryRun: Promise<unknown>): Promise<Preflight> =>
  dryRun.then(
    () => ({ answer: 'yes', error: null }),
    (thrown: unknown) => {
      const error = explain(thrown);
      return { answer: NO.includes(error.code) ? 'no' : 'unknown', error };
    },
  );
