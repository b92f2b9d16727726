/**
 * GenerateDataKey, Encrypt and Decrypt of the practice KMS.
 *
 * Checks come in AWS's order: the request's shape, the key it names, the key's state and usage, the blob. A
 * changed blob or context is InvalidCiphertextException, a KeyId that names another key IncorrectKeyException.
 * Plaintext is carried base64 in the answer, as the protocol demands: `Secret` marks it, so that the handler
 * encodes it in one place and zeroes the bytes.
 */
import { randomFillSync } from 'node:crypto';
import { blobKeyId, openBlob, sealBlob } from './blob.ts';
import { invalid, PracticeException } from './exception.ts';
import {
  checkGrantTokens,
  encryptionContext,
  type Input,
  optionalBoolean,
  optionalEnum,
  optionalInteger,
  optionalString,
  requiredBlob,
  requiredString,
} from './input.ts';
import type { KeyStore, PracticeKey } from './key-store.ts';
import type { Output, Service } from './operation.ts';
import { keyArn, resolveKey } from './resolve-key.ts';

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
  const arn = keyArn(service, key.id);
  try {
    const blob = await withMaterial(service.store, key.id, (material) =>
      sealBlob(material, key.id, arn, context, dataKey),
    );
    return { KeyId: arn, CiphertextBlob: blob, Plaintext: dataKey };
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
    const arn = keyArn(service, key.id);
    const blob = await withMaterial(service.store, key.id, (material) =>
      sealBlob(material, key.id, arn, context, plaintext),
    );
    return { KeyId: arn, CiphertextBlob: blob, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
  } finally {
    plaintext.fill(0);
  }
}

export async function decrypt(service: Service, input: Input): Promise<Output> {
  const blob = requiredBlob(input, 'CiphertextBlob', 1, MAX_BLOB);
  const named = optionalString(input, 'KeyId', 1, 2_048);
  const context = encryptionContext(input);
  checkAlgorithm(input);
  checkCommon(input);
  const content = await service.store.read();
  const expected = named === undefined ? null : resolveKey(service, content, named);
  if (expected) checkUsable(service, expected);
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
  const plaintext = await withMaterial(service.store, id, (material) =>
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

async function withMaterial<T>(store: KeyStore, id: string, use: (material: Uint8Array) => T): Promise<T> {
  // In an object, so that null means "no such key" whatever `use` answers.
  const used = await store.withMaterial(id, (material) => ({ value: use(material) }));
  if (!used) throw unknownKey();
  return used.value;
}

function dataKeyLength(input: Input): number {
  const bytes = optionalInteger(input, 'NumberOfBytes', 1, 1_024);
  const spec = optionalEnum(input, 'KeySpec', ['AES_256', 'AES_128']);
  if ((bytes === undefined) === (spec === undefined)) {
    throw invalid('Please specify either number of bytes or key spec.');
  }
  return bytes ?? (spec === 'AES_128' ? 16 : 32);
}

function checkUsable(service: Service, key: PracticeKey): void {
  const arn = keyArn(service, key.id);
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

function checkCommon(input: Input): void {
  checkGrantTokens(input);
  optionalBoolean(input, 'DryRun');
  if (input.has('Recipient')) {
    throw new PracticeException('UnsupportedOperationException', 'The practice KMS has no Nitro Enclaves.');
  }
}

/** At the very end: AWS answers a dry run only where the call itself would succeed. */
function checkDryRun(input: Input): void {
  if (optionalBoolean(input, 'DryRun')) {
    throw new PracticeException('DryRunOperationException', 'The request would have succeeded.', 412);
  }
}

/** AWS does not say whether a foreign key exists. */
function unknownKey(): PracticeException {
  return new PracticeException(
    'AccessDeniedException',
    'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
  );
}
