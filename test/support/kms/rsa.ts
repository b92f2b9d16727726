/**
 * RSA keys that encrypt and decrypt: real RSAES-OAEP of node:crypto, whose ciphertext names no key.
 *
 * Source: docs.aws.amazon.com/kms/latest/developerguide/asymmetric-key-specs.html (sizes of plaintexts, algorithms).
 */
import {
  constants,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto';
import { promisify } from 'node:util';
import {
  checkCommon,
  checkDryRun,
  checkUsable,
  ignoresCiphertext,
} from '../../../electron/kms/practice/crypto-operations.ts';
import { invalid, PracticeException } from '../../../electron/kms/practice/exception.ts';
import {
  encryptionContext,
  type Input,
  optionalEnum,
  requiredBlob,
} from '../../../electron/kms/practice/input.ts';
import type { Output } from '../../../electron/kms/practice/operation.ts';
import type { Call, Target } from './call.ts';

const hashes = { RSAES_OAEP_SHA_1: 'sha1', RSAES_OAEP_SHA_256: 'sha256' } as const;
/** Bytes that OAEP adds: two digests and two bytes. */
const overhead = { RSAES_OAEP_SHA_1: 42, RSAES_OAEP_SHA_256: 66 } as const;
export const rsaAlgorithms = ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] as const;
export const rsaSpecs: Readonly<Record<string, number>> = { RSA_2048: 2048, RSA_3072: 3072, RSA_4096: 4096 };

export async function makeRsaKey(modulusLength: number): Promise<KeyObject> {
  return (await promisify(generateKeyPair)('rsa', { modulusLength })).privateKey;
}

export function rsaSpecOf(key: KeyObject): string {
  return `RSA_${key.asymmetricKeyDetails?.modulusLength}`;
}

export async function rsaEncrypt({ input }: Call, target: Target): Promise<Output> {
  const { key, EncryptionAlgorithm } = prepare(input, target);
  const max = sizeOf(key) - overhead[EncryptionAlgorithm];
  const plaintext = requiredBlob(input, 'Plaintext', 1, 4_096);
  if (plaintext.length > max) {
    throw invalid(
      `Algorithm ${EncryptionAlgorithm} and key spec ${rsaSpecOf(key)} cannot encrypt data larger than ${max} bytes.`,
    );
  }
  checkDryRun(input);
  const blob = publicEncrypt(padding(createPublicKey(key), EncryptionAlgorithm), plaintext);
  return { KeyId: target.arn, CiphertextBlob: Uint8Array.from(blob), EncryptionAlgorithm };
}

export async function rsaDecrypt({ input }: Call, target: Target): Promise<Output> {
  const { key, EncryptionAlgorithm } = prepare(input, target);
  if (ignoresCiphertext(input)) checkDryRun(input);
  const blob = requiredBlob(input, 'CiphertextBlob', 1, 6_144);
  const Plaintext = openOaep(key, EncryptionAlgorithm, blob);
  checkDryRun(input);
  return { KeyId: target.arn, Plaintext, EncryptionAlgorithm };
}

export async function getPublicKey(_: Call, target: Target): Promise<Output> {
  const { privateKey } = target.facts;
  if (!privateKey)
    throw new PracticeException('UnsupportedOperationException', `${target.arn} has no public key.`);
  checkUsable(target.realm, target.key);
  const spec = rsaSpecOf(privateKey);
  return {
    KeyId: target.arn,
    PublicKey: Uint8Array.from(createPublicKey(privateKey).export({ type: 'spki', format: 'der' })),
    CustomerMasterKeySpec: spec,
    KeySpec: spec,
    KeyUsage: 'ENCRYPT_DECRYPT',
    EncryptionAlgorithms: rsaAlgorithms,
  };
}

/** Operations that only symmetric keys have. */
export async function wrongUsage(_: Call, { arn, facts }: Target): Promise<never> {
  const spec = facts.privateKey && rsaSpecOf(facts.privateKey);
  throw new PracticeException(
    'InvalidKeyUsageException',
    `${arn} key spec is ${spec} which is not valid for this operation.`,
  );
}

export function invalidCiphertext(): PracticeException {
  return new PracticeException('InvalidCiphertextException', '');
}

/** Checks what Encrypt and Decrypt share; an algorithm must be named, and there is no encryption context. */
function prepare(input: Input, target: Target) {
  const EncryptionAlgorithm = optionalEnum(input, 'EncryptionAlgorithm', rsaAlgorithms);
  checkCommon(input);
  const key = target.facts.privateKey;
  if (!key || EncryptionAlgorithm === undefined) {
    throw new PracticeException(
      'InvalidKeyUsageException',
      `Algorithm SYMMETRIC_DEFAULT is incompatible with key ${target.arn}.`,
    );
  }
  if (encryptionContext(input).size > 0)
    throw invalid('EncryptionContext is not supported with an asymmetric key');
  checkUsable(target.realm, target.key);
  return { key, EncryptionAlgorithm };
}

function openOaep(key: KeyObject, algorithm: keyof typeof hashes, blob: Uint8Array): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(privateDecrypt(padding(key, algorithm), blob));
  } catch {
    throw invalidCiphertext();
  }
}

const padding = (key: KeyObject, algorithm: keyof typeof hashes) => ({
  key,
  padding: constants.RSA_PKCS1_OAEP_PADDING,
  oaepHash: hashes[algorithm],
});

const sizeOf = (key: KeyObject): number => (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
