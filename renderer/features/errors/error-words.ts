/**
 * What is shown of a `VaultError`: facts for [Details], the promise about the file, and the action that fits.
 */
import type { ErrorCode, VaultError } from '../../../electron/contract/errors.ts';
import { printable } from '../../format.ts';
import type { Fact } from '../../ui/details.tsx';

export function errorFacts(error: VaultError): readonly Fact[] {
  const { file, errorName, requestId, keyArn, attempts, others = [] } = error.details;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Code', error.code],
    ['File', file],
    ['Error name', errorName],
    ['Request id', requestId],
    ['KMS key', keyArn],
    ['Attempts', attempts?.toString()],
    ...others.map(
      ({ keyArn: other, code, errorName: name }, at) =>
        [`Other key ${at + 1}`, [other, code, name].filter(Boolean).join(', ')] as const,
    ),
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, printable(value)] as const]));
}

const promise = 'Your file has not been changed.';

/** Every failed job says so once: the promise, or nothing where main's own words already have it. */
export const filePromise = (error: VaultError): string =>
  /has not been changed/i.test(`${error.message} ${error.advice}`) ? '' : promise;

export type JobRemedy = 'keep-both' | 'try-again';

/** What a failed job offers: where the name is taken, trying the same again cannot help, but keeping both can. */
export const remedyFor = (code: ErrorCode): JobRemedy =>
  code === 'target-exists' ? 'keep-both' : 'try-again';
