/**
 * Which of an envelope's encrypted data keys may be tried, and where.
 *
 * The list is hostile input: only exact key ARNs of AWS KMS count (aliases are errors, not candidates), practice keys
 * are tried only with the practice profile and AWS's only with the others.
 */
import type { EncryptedDataKey, Header } from '../envelope/header.ts';
import { isPracticeArn, type KeyArn, parseKmsArn } from '../kms/arn.ts';

export const PRACTICE_PROFILE = 'practice';
export const KMS_PROVIDER = 'aws-kms';

export interface CandidateKey {
  readonly arn: string;
  readonly region: string;
  readonly ciphertext: Uint8Array;
}

/** The key that an encrypted data key names; null for other providers and for what is no key ARN. */
export function kmsKeyOf({ providerId, providerInfo }: EncryptedDataKey): KeyArn | null {
  if (providerId !== KMS_PROVIDER) return null;
  const arn = parseKmsArn(Buffer.from(providerInfo).toString('latin1'));
  return arn?.kind === 'key' ? arn : null;
}

/** The keys to try in the envelope's order, each once; with `keyArns` only those. */
export function candidateKeys(
  header: Header,
  profileId: string,
  keyArns?: readonly string[],
): readonly CandidateKey[] {
  return header.encryptedDataKeys.flatMap((encrypted) => {
    const key = kmsKeyOf(encrypted);
    if (key === null || keyArns?.includes(key.arn) === false) return [];
    if (isPracticeArn(key.arn) !== (profileId === PRACTICE_PROFILE)) return [];
    return [{ arn: key.arn, region: key.region, ciphertext: encrypted.ciphertext }];
  });
}
