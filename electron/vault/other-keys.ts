/** Keys that open new envelopes besides the one that makes them: those chosen for a profile, and the escrow key. */
import type { EncryptionOptions } from '../contract/state.ts';
import { isPracticeArn, parseKmsArn } from '../kms/arn.ts';
import { PRACTICE_PROFILE } from './candidates.ts';
import { failure } from './explain.ts';

/** Whether `arn`, of a key or an alias, can be a key of the practice profile, or of all others. */
export const isKeyFor = (arn: string, profileId: string): boolean =>
  profileId === PRACTICE_PROFILE ? isPracticeArn(arn) : isAwsKey(arn);

export const isAwsKey = (arn: string): boolean => parseKmsArn(arn) !== null && !isPracticeArn(arn);

/** Throws `invalid-key-arn`. */
export function checkKeyArns(arns: readonly string[], profileId: string): void {
  if (!arns.every((arn) => isKeyFor(arn, profileId))) throw failure('invalid-key-arn');
}

/** With a profile, of those chosen by profile id; the escrow key is AWS's, so that practice has none. */
export function otherKeysOf(
  otherKeys: Readonly<Record<string, readonly string[]>>,
  { escrowKey }: Pick<EncryptionOptions, 'escrowKey'>,
  profileId: string,
): readonly string[] {
  const escrow = escrowKey !== null && isKeyFor(escrowKey, profileId) ? [escrowKey] : [];
  return [...new Set([...(otherKeys[profileId] ?? []), ...escrow])];
}
