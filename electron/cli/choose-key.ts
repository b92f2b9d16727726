/** Which KMS keys encrypt, which may decrypt, and a warning where encrypting is a one-way street. */
import type { Parts } from '../compose.ts';
import type { ErrorCode } from '../contract/errors.ts';
import type { ProfileView } from '../contract/state.ts';
import type { EncryptionContext, KmsKey } from '../kms/port.ts';
import { type KeyChoice, nothingAllowed, PRACTICE_PROFILE } from '../vault/candidates.ts';
import { identified } from '../vault/encryption-context.ts';
import { failure } from '../vault/explain.ts';
import { keyIdOf } from '../vault/key-catalog.ts';
import { whyUnusable } from '../vault/key-words.ts';
import { UsageError } from './option-values.ts';

const MAX_NAMES = 20;
const MAX_REASONS = 3;
/** Of decrypting; all other failures meet encrypting, too. */
const NOT_ALLOWED: readonly ErrorCode[] = ['access-denied', 'other-account'];

export interface KeySource {
  readonly catalog: Pick<Parts['catalog'], 'list' | 'canDecrypt'>;
  readonly practice: Pick<Parts['practice'], 'createKey'>;
}

export interface OpenSource {
  readonly catalog: Pick<Parts['catalog'], 'ownAccount'>;
}

/**
 * The keys' ids for KMS. Where none is named, the practice key is made if there is none; a profile must have exactly
 * one that can encrypt, else throws `UsageError`.
 */
export async function chooseKeys(
  { practice, catalog }: KeySource,
  profileId: string,
  named: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (named.length > 0) return named.map(keyIdOf);
  const { keys, denied } = await catalog.list(profileId, { signal });
  const usable = keys.filter((key) => whyUnusable(key) === null);
  const [only, ...others] = usable;
  if (only !== undefined && others.length === 0) return [only.arn];
  if (profileId === PRACTICE_PROFILE) return [(only ?? (await practice.createKey('practice'))).arn];
  throw new UsageError(usable.length === 0 ? noneWords(keys, denied) : `say which --key: ${names(usable)}`);
}

/**
 * Words for a person about to encrypt what they may not decrypt again with any of the keys; empty where they may, where
 * nobody knows, and where a key cannot encrypt either. One dry run a key.
 */
export async function oneWayWarning(
  { catalog }: KeySource,
  profileId: string,
  keyIds: readonly string[],
  context: EncryptionContext,
  signal: AbortSignal,
): Promise<string> {
  for (const keyId of keyIds) {
    const { error } = await catalog.canDecrypt(profileId, keyId, identified(context), { signal });
    if (error === null || !NOT_ALLOWED.includes(error.code)) return '';
  }
  const { message, advice } = failure('cannot-decrypt-again').error;
  return `envelope: warning: ${message} ${advice}\n`;
}

const names = (keys: readonly KmsKey[]): string =>
  keys
    .slice(0, MAX_NAMES)
    .map(({ arn, aliases }) => aliases[0] ?? arn)
    .join(', ');

/** Why there is nothing to choose from, and of the first keys what is the matter with them. */
function noneWords(keys: readonly KmsKey[], denied: readonly string[]): string {
  const missing = denied.length === 0 ? '' : `, as far as it can be seen without ${denied.join(' and ')}`;
  const reasons = keys.slice(0, MAX_REASONS).map((key) => ` ${names([key])}: ${whyUnusable(key)}`);
  return `no key to encrypt with in this account and region${missing}.${reasons.join('')}`;
}

/**
 * The keys that were named; else those of the profile's own account, which its config tells, or AWS in one call, and of
 * `accounts`.
 */
export async function chooseToOpen(
  { catalog }: OpenSource,
  { id, accountId: ownAccount, region }: ProfileView,
  named: readonly string[],
  accounts: readonly string[],
  signal: AbortSignal,
): Promise<KeyChoice> {
  if (named.length > 0) return { named };
  if (id === PRACTICE_PROFILE) return nothingAllowed;
  // Without a region there is nobody to ask.
  const asked = region === null ? null : () => catalog.ownAccount(id, { signal });
  const accountId = ownAccount ?? (await asked?.()) ?? null;
  return { accounts: accountId === null ? accounts : [accountId, ...accounts], region };
}
