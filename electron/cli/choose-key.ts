/** Which KMS keys encrypt: those that were named, else the only one there is. */
import type { Parts } from '../compose.ts';
import { PRACTICE_PROFILE } from '../vault/candidates.ts';
import { UsageError } from './arguments.ts';

/** What KMS takes for a key as it is; all else is an alias without its prefix. */
const KEY_ID = /^arn:|^alias\/|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^mrk-[0-9a-f]{32}$/;
const MAX_NAMES = 20;

export interface KeySource extends Pick<Parts, 'kmsFor'> {
  readonly practice: Pick<Parts['practice'], 'createKey'>;
}

/**
 * The keys' ids for KMS. Where none is named, the practice key is made if there is none; a profile must have exactly
 * one, else throws `UsageError`.
 */
export async function chooseKeys(
  { practice, kmsFor }: KeySource,
  profileId: string,
  named: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (named.length > 0) return named.map((name) => (KEY_ID.test(name) ? name : `alias/${name}`));
  const kms = await kmsFor(profileId, null);
  const keys = await kms.listKeys({ signal });
  const [only, ...others] = keys;
  if (only !== undefined && others.length === 0) return [only.arn];
  if (profileId === PRACTICE_PROFILE) return [(only ?? (await practice.createKey('practice'))).arn];
  const names = keys.map(({ arn, aliases }) => aliases[0] ?? arn).slice(0, MAX_NAMES);
  throw new UsageError(
    keys.length === 0
      ? 'no key to encrypt with in this account and region'
      : `say which --key: ${names.join(', ')}`,
  );
}
