/** Keys that open new envelopes besides the one that makes them: those chosen for a profile, and the escrow key. */
import type { EncryptionOptions } from '../contract/state.ts';
import { isPracticeArn, parseKmsArn } from '../kms/arn.ts';
import { PRACTICE_PROFILE } from './candidates.ts';
import { failure } from './explain.ts';

/** Whether `arn`, of a key or an alias, can be a key of the practice profile, or of all others. */
export const isKeyFor = (arn: string, profileId: string): boolean =>
  profileId === PRACTICE_PROFILE ? isPracticeArn(arn) : isAwsKey(arn);

export const isAwsKey = (arn: string): boolean => parseKmsArn(arn) !== null && !isPracticeArn(arn);

/** Throws `invalid-key-arn`, with the one that is none, and what is said of it. */
export function checkKeyArns(arns: readonly string[], profileId: string, note = ''): void {
  const wrong = arns.find((arn) => !isKeyFor(arn, profileId));
  if (wrong !== undefined) throw failure('invalid-key-arn', { keyArn: wrong }, note);
}

/**
 * With a profile, of those chosen by profile id; the escrow key is AWS's, so that practice has none.
 *
 * Throws `invalid-key-arn` where one of them is none: no envelope is made that one of them does not open.
 */
export function otherKeysOf(
  otherKeys: Readonly<Record<string, readonly string[]>>,
  { escrowKey }: Pick<EncryptionOptions, 'escrowKey'>,
  profileId: string,
): readonly string[] {
  const escrow = escrowKey !== null && profileId !== PRACTICE_PROFILE ? [escrowKey] : [];
  const arns = [...new Set([...(otherKeys[profileId] ?? []), ...escrow])];
  checkKeyArns(arns, profileId, 'remove it from “Also openable with”, or nothing is encrypted.');
  return arns;
}
