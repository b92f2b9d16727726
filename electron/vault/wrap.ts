/**
 * Getting a data key that several KMS keys can decrypt: all of them, or the file fails with the error of the one that
 * could not.
 *
 * As AWS's specification has it (framework/multi-keyring.md, OnEncrypt): the first key, the generator, makes the data
 * key, each other key encrypts the same one. A key that was named twice, in whatever way, is in the envelope once.
 */
import type { EncryptionContext } from '../envelope/context.ts';
import { type EncryptedDataKey, strictPolicy } from '../envelope/header.ts';
import { defaultSuite } from '../envelope/suites.ts';
import { isPracticeArn, parseKmsArn } from '../kms/arn.ts';
import type { EncryptedUnderKey } from '../kms/port.ts';
import type { Material } from './batch.ts';
import { KMS_PROVIDER, PRACTICE_PROFILE } from './candidates.ts';
import { failure } from './explain.ts';
import type { EncryptOptions } from './options.ts';
import type { KmsFor } from './unwrap.ts';

export type WrapOptions = Pick<
  EncryptOptions,
  'keyId' | 'otherKeyIds' | 'grantTokens' | 'profileId' | 'accountId' | 'signal' | 'meter'
>;

/** The keys that were named, each once, the generator first. */
export function keyIdsOf({ keyId, otherKeyIds = [] }: WrapOptions): readonly string[] {
  return [...new Set([keyId, ...otherKeyIds])];
}

/**
 * Throws `key-not-found` for a practice key among AWS's or the reverse, and `limit-exceeded` for more keys than
 * envelopes are read with, both before anybody is asked.
 */
export function checkKeys(options: WrapOptions): void {
  const keyIds = keyIdsOf(options);
  if (keyIds.length > strictPolicy.maxEncryptedDataKeys) throw failure('limit-exceeded');
  for (const keyId of keyIds) {
    const arn = parseKmsArn(keyId)?.arn;
    const isPractice = options.profileId === PRACTICE_PROFILE;
    if (arn !== undefined && isPracticeArn(arn) !== isPractice)
      throw failure('key-not-found', { keyArn: arn });
  }
}

/** A new data key, encrypted under each of the keys. */
export async function wrap(
  kmsFor: KmsFor,
  options: WrapOptions,
  encryptionContext: EncryptionContext,
): Promise<Material> {
  const { profileId, accountId, grantTokens, signal, meter } = options;
  const [generator = '', ...others] = keyIdsOf(options);
  const kmsOf = (keyId: string) =>
    kmsFor(profileId, parseKmsArn(keyId)?.region ?? null, { signal, accountId });
  const kms = await kmsOf(generator);
  const { keyLength: length } = defaultSuite;
  const common = { encryptionContext, grantTokens, signal, meter };
  const generated = await kms.generateDataKey({ ...common, keyId: generator, length });
  const { dataKey, keyArn, requestId } = generated;
  const encrypted: EncryptedUnderKey[] = [generated];
  try {
    for (const keyId of others) {
      const other = await kmsOf(keyId);
      encrypted.push(await other.encryptDataKey({ ...common, keyId, dataKey: dataKey.bytes }));
    }
  } catch (error) {
    dataKey.wipe();
    throw error;
  }
  return {
    dataKey: dataKey.bytes,
    encryptedDataKeys: distinct(encrypted).map(encryptedDataKey),
    context: encryptionContext,
    keyArn,
    requestId,
  };
}

/** Without what comes twice: an alias and an ARN can be the same key. */
const distinct = (encrypted: readonly EncryptedUnderKey[]): readonly EncryptedUnderKey[] =>
  encrypted.filter(({ keyArn }, at) => encrypted.findIndex((one) => one.keyArn === keyArn) === at);

/** framework/aws-kms/aws-kms-keyring.md, OnEncrypt: "aws-kms", the `KeyId` of the answer, its `CiphertextBlob`. */
const encryptedDataKey = ({ keyArn, ciphertext }: EncryptedUnderKey): EncryptedDataKey => ({
  providerId: KMS_PROVIDER,
  providerInfo: new TextEncoder().encode(keyArn),
  ciphertext,
});
