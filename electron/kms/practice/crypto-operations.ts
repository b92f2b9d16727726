/**
 * GenerateDataKey, Encrypt and Decrypt of the practice KMS.
 *
 * Checks come in AWS's order: the request's shape, the key it names, the key's state and usage, the blob. A
 * changed blob or context is InvalidCiphertextException, a KeyId that names another key IncorrectKeyException.
 * Plaintext is carried base64 in the answer, as the protocol demands: protocol.ts encodes it and zeroes the bytes.
 * Grant tokens mean nothing here, where one person may use all keys.
 */
import { randomFillSync } from 'node:crypto';
import type { EncryptionContext } from '../port.ts';
import { blobKeyId, openBlob, sealBlob } from './blob.ts';
import { invalid, PracticeException } from './exception.ts';
import {
  encryptionContext,
  type Input,
  optionalBoolean,
  optionalEnum,
  optionalInteger,
  optionalString,
  optionalStrings,
  requiredBlob,
  requiredString,
} from './input.ts';
import type { PracticeKey } from './key-store.ts';
import type { Output, Service } from './operation.ts';
import { keyArn, type Realm, resolveKey } from './resolve-key.ts';

const MAX_PLAINTEXT = 4_096;
const MAX_BLOB = 6_144;

export async function generateDataKey(service: Service, input: Input): Promise<Output> {
  const keyId = requiredString(input, 'KeyId', 1, 2_048);
  const length = dataKeyLength(input);
  const context = encryptionContext(input);
  checkCommon(input);
  const key = resolveKey(service, await service.store.read(), keyId);
  checkUsable(service, key);
  checkDryRun(input);
  const dataKey = randomFillSync(new Uint8Array(length));
  try {
    const blob = await seal(service, key, context, dataKey);
    return { KeyId: keyArn(service, key.id), CiphertextBlob: blob, Plaintext: dataKey };
  } catch (error) {
    dataKey.fill(0);
    throw error;
  }
}

export async function encrypt(service: Service, input: Input): Promise<Output> {
  const keyId = requiredString(input, 'KeyId', 1, 2_048);
  const context = encryptionContext(input);
  checkAlgorithm(input);
  checkCommon(input);
  const plaintext = requiredBlob(input, 'Plaintext', 1, MAX_PLAINTEXT);
  try {
    const key = resolveKey(service, await service.store.read(), keyId);
    checkUsable(service, key);
    checkDryRun(input);
    const blob = await seal(service, key, context, plaintext);
    return {
      KeyId: keyArn(service, key.id),
      CiphertextBlob: blob,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    };
  } finally {
    plaintext.fill(0);
  }
}

export async function decrypt(service: Service, input: Input): Promise<Output> {
  const ignored = ignoresCiphertext(input);
  const blob = ignored ? null : requiredBlob(input, 'CiphertextBlob', 1, MAX_BLOB);
  const named = ignored ? requiredString(input, 'KeyId', 1, 2_048) : optionalString(input, 'KeyId', 1, 2_048);
  const context = encryptionContext(input);
  checkAlgorithm(input);
  checkCommon(input);
  const content = await service.store.read();
  const expected = named === undefined ? null : resolveKey(service, content, named);
  if (expected) checkUsable(service, expected);
  if (blob === null) throw wouldSucceed();
  const id = blobKeyId(blob);
  if (id === null) throw new PracticeException('InvalidCiphertextException', '');
  if (expected && expected.id !== id) {
    throw new PracticeException(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  }
  const key = content.keys.find((candidate) => candidate.id === id);
  if (!key) throw unknownKey();
  checkUsable(service, key);
  const arn = keyArn(service, id);
  const plaintext = await service.store.withMaterial(id, (material) =>
    openBlob(material, arn, context, blob),
  );
  if (!plaintext) throw new PracticeException('InvalidCiphertextException', '');
  try {
    checkDryRun(input);
  } catch (error) {
    plaintext.fill(0);
    throw error;
  }
  return { KeyId: arn, Plaintext: plaintext, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
}

/** Whether a dry run asks about the key alone, without a ciphertext. */
export function ignoresCiphertext(input: Input): boolean {
  const modifiers = optionalStrings(input, 'DryRunModifiers', 10);
  if (modifiers.some((modifier) => modifier !== 'IGNORE_CIPHERTEXT')) {
    throw invalid("Value at 'dryRunModifiers' must satisfy enum value set: [IGNORE_CIPHERTEXT]");
  }
  if (modifiers.length > 0 && !optionalBoolean(input, 'DryRun')) {
    throw invalid('DryRunModifiers can only be used where DryRun is true');
  }
  return modifiers.length > 0;
}

async function seal(
  service: Service,
  { id }: PracticeKey,
  context: EncryptionContext,
  plaintext: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await service.store.withMaterial(id, (material) =>
    sealBlob(material, id, keyArn(service, id), context, plaintext),
  );
  if (!blob) throw unknownKey();
  return blob;
}

function dataKeyLength(input: Input): number {
  const bytes = optionalInteger(input, 'NumberOfBytes', 1, 1_024);
  const spec = optionalEnum(input, 'KeySpec', ['AES_256', 'AES_128']);
  if ((bytes === undefined) === (spec === undefined)) {
    throw invalid('Please specify either number of bytes or key spec.');
  }
  return bytes ?? (spec === 'AES_128' ? 16 : 32);
}

export function checkUsable(realm: Realm, key: PracticeKey): void {
  const arn = keyArn(realm, key.id);
  if (key.state === 'Disabled') throw new PracticeException('DisabledException', `${arn} is disabled.`);
  if (key.state === 'PendingDeletion') {
    throw new PracticeException('KMSInvalidStateException', `${arn} is pending deletion.`);
  }
  if (key.usage !== 'ENCRYPT_DECRYPT') {
    throw new PracticeException('InvalidKeyUsageException', `${arn} key usage is ${key.usage}.`);
  }
}

function checkAlgorithm(input: Input): void {
  const algorithm = optionalEnum(input, 'EncryptionAlgorithm', [
    'SYMMETRIC_DEFAULT',
    'RSAES_OAEP_SHA_1',
    'RSAES_OAEP_SHA_256',
    'SM2PKE',
  ]);
  if (algorithm !== undefined && algorithm !== 'SYMMETRIC_DEFAULT') {
    throw new PracticeException(
      'InvalidKeyUsageException',
      `Algorithm ${algorithm} is incompatible with the key.`,
    );
  }
}

/** What all of them may be given and the practice KMS looks at only here. */
export function checkCommon(input: Input): void {
  optionalStrings(input, 'GrantTokens', 10);
  optionalBoolean(input, 'DryRun');
  if (input.has('Recipient')) {
    throw new PracticeException('UnsupportedOperationException', 'The practice KMS has no Nitro Enclaves.');
  }
}

/** At the very end: AWS answers a dry run only where the call itself would succeed. */
export function checkDryRun(input: Input): void {
  if (optionalBoolean(input, 'DryRun')) throw wouldSucceed();
}

function wouldSucceed(): PracticeException {
  const message = 'The request would have succeeded, but the DryRun option is set.';
  return new PracticeException('DryRunOperationException', message, 412);
}

/** AWS does not say whether a foreign key exists. */
export function unknownKey(): PracticeException {
  return new PracticeException(
    'AccessDeniedException',
    'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
  );
}
