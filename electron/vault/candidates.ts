/**
 * Which of an envelope's encrypted data keys may be tried, and where.
 *
 * The list is hostile input that decides who is contacted: only keys that a person named, or keys of accounts that they
 * allowed, in their profile's partition. Practice keys are tried only with the practice profile and AWS's only with the
 * others. The rules are those of AWS's specification (awslabs/aws-encryption-sdk-specification, framework/aws-kms/).
 */
import type { EncryptedDataKey, Header } from '../envelope/header.ts';
import { inRegion, isPracticeArn, isSameKey, type KeyArn, parseKeyArn, partitionOf } from '../kms/arn.ts';
import { failure } from './explain.ts';

export const PRACTICE_PROFILE = 'practice';
export const KMS_PROVIDER = 'aws-kms';

/** With practice neither accounts nor region matter: its keys are on this computer. */
export type KeyChoice =
  /** "Strict": only these keys, by ARN; a multi-Region key is asked in the region that is named. */
  | { readonly named: readonly string[] }
  /** "Discovery": the envelope's keys in these accounts, in the partition of this region, the profile's own. */
  | { readonly accounts: readonly string[]; readonly region: string | null };

/** What is chosen where nothing is said: no account. */
export const nothingAllowed: KeyChoice = { accounts: [], region: null };

export interface CandidateKey {
  /** To be asked; of a multi-Region key not always the one that the envelope names. */
  readonly arn: string;
  readonly region: string;
  readonly ciphertext: Uint8Array;
}

/** The key that an encrypted data key names; null for other providers and for what is no key ARN. */
export function kmsKeyOf({ providerId, providerInfo }: EncryptedDataKey): KeyArn | null {
  // aws-kms-keyring.md, OnDecrypt: "provider ID MUST exactly match the value aws-kms".
  return providerId === KMS_PROVIDER ? parseKeyArn(Buffer.from(providerInfo).toString('latin1')) : null;
}

/** aws-kms-key-arn.md, "A valid AWS KMS ARN", of a key; ours (kms/arn.ts) are fewer. */
const KEY_ARN = /^arn:[^:]+:kms:[^:]+:[^:]+:key\/.+$/s;

/**
 * The keys to try, in the envelope's order.
 *
 * Throws `invalid-envelope` where a key of AWS KMS has no key ARN, `account-not-allowed` where all keys are in accounts
 * that are not allowed, and `no-usable-key` where none fits for another reason.
 */
export function candidateKeys(
  header: Header,
  profileId: string,
  choice: KeyChoice = nothingAllowed,
): readonly CandidateKey[] {
  header.encryptedDataKeys.forEach(checkProviderInfo);
  const keys = header.encryptedDataKeys.flatMap((encrypted) => kmsKeyOf(encrypted) ?? []);
  checkAllowed(keys, profileId, choice);
  return header.encryptedDataKeys.flatMap((encrypted) => {
    const key = kmsKeyOf(encrypted);
    const asked = key === null ? [] : keysToAsk(key, profileId, choice);
    return asked.map(({ arn, region }) => ({ arn, region, ciphertext: encrypted.ciphertext }));
  });
}

/** Throws `account-not-allowed` or `no-usable-key` where none of the keys may be asked. */
export function checkAllowed(keys: readonly KeyArn[], profileId: string, choice: KeyChoice): void {
  if (keys.some((key) => keysToAsk(key, profileId, choice).length > 0)) return;
  if ('named' in choice) throw failure('no-usable-key');
  const reachable = keys.filter((key) => fits(key, profileId) && isInPartition(key, choice));
  const accounts = [...new Set(reachable.map(({ accountId }) => accountId))];
  throw accounts.length === 0 ? failure('no-usable-key') : failure('account-not-allowed', { accounts });
}

/** aws-kms-keyring.md, OnDecrypt: "MUST be a valid AWS KMS ARN with a resource type of key or OnDecrypt MUST fail". */
function checkProviderInfo({ providerId, providerInfo }: EncryptedDataKey): void {
  if (providerId !== KMS_PROVIDER || KEY_ARN.test(Buffer.from(providerInfo).toString('latin1'))) return;
  throw failure('invalid-envelope', {}, 'header');
}

/** None where the key may not be asked. */
function keysToAsk(key: KeyArn, profileId: string, choice: KeyChoice): readonly KeyArn[] {
  if (!fits(key, profileId)) return [];
  if ('named' in choice) {
    const named = choice.named.flatMap((arn) => parseKeyArn(arn) ?? []);
    // aws-kms-mrk-keyring.md, OnDecrypt: `KeyId` is "the configured AWS KMS key identifier".
    return named.filter((one) => isSameKey(one, key));
  }
  if (profileId === PRACTICE_PROFILE) return [key];
  // aws-kms-discovery-keyring.md, OnDecrypt: "its set of accounts MUST contain the provider info account".
  if (!isInPartition(key, choice) || !choice.accounts.includes(key.accountId)) return [];
  // aws-kms-mrk-discovery-keyring.md, OnDecrypt: the region is the client's, "every other part MUST equal".
  const replica = choice.region === null ? null : inRegion(key, choice.region);
  return replica === null || replica.arn === key.arn ? [key] : [key, replica];
}

const fits = (key: KeyArn, profileId: string): boolean =>
  isPracticeArn(key.arn) === (profileId === PRACTICE_PROFILE);

/** aws-kms-discovery-keyring.md, OnDecrypt: "its partition and the provider info partition MUST match". */
const isInPartition = ({ partition }: KeyArn, { region }: { readonly region: string | null }): boolean =>
  partition === partitionOf(region ?? '');
