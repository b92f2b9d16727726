/** What uses keys: the practice KMS's operations with whoever may, and those that are made of them. */
import { randomFillSync } from 'node:crypto';
import { blobKeyId } from '../../../electron/kms/practice/blob.ts';
import * as practice from '../../../electron/kms/practice/crypto-operations.ts';
import { PracticeException } from '../../../electron/kms/practice/exception.ts';
import { optionalInteger, requiredBlob, requiredString } from '../../../electron/kms/practice/input.ts';
import type { Operation, Output } from '../../../electron/kms/practice/operation.ts';
import { authorizeAtHome, type Call, findKeyId, mayDo, reachKey, serviceOf, type Target } from './call.ts';
import { invalidCiphertext, rsaDecrypt, rsaEncrypt, wrongUsage } from './rsa.ts';

export function generateDataKey(call: Call): Promise<Output> {
  return runNamed(call, 'GenerateDataKey', practice.generateDataKey, wrongUsage);
}

export async function generateDataKeyWithoutPlaintext(call: Call): Promise<Output> {
  const action = 'GenerateDataKeyWithoutPlaintext';
  const { Plaintext, ...rest } = await runNamed(call, action, practice.generateDataKey, wrongUsage);
  if (Plaintext instanceof Uint8Array) Plaintext.fill(0);
  return rest;
}

export async function generateRandom(call: Call): Promise<Output> {
  const length = optionalInteger(call.input, 'NumberOfBytes', 1, 1_024) ?? 0;
  practice.checkCommon(call.input);
  if (length === 0) throw new PracticeException('ValidationException', 'NumberOfBytes is required.');
  authorizeAtHome(call, 'GenerateRandom');
  return { Plaintext: randomFillSync(new Uint8Array(length)) };
}

export function encrypt(call: Call, action = 'Encrypt'): Promise<Output> {
  return runNamed(call, action, practice.encrypt, rsaEncrypt);
}

export async function decrypt(call: Call, action = 'Decrypt'): Promise<Output> {
  const target = await decryptingKey(call, action);
  if (target.facts.privateKey) return rsaDecrypt(call, target);
  return practice.decrypt(serviceOf(call, target.realm), call.input);
}

/** Runs an operation on the key that KeyId names, by the key's kind. */
async function runNamed(
  call: Call,
  action: string,
  symmetric: Operation,
  rsa: (call: Call, target: Target) => Promise<Output>,
): Promise<Output> {
  const target = await reachKey(call, requiredString(call.input, 'KeyId', 1, 2_048), action, true);
  if (target.facts.privateKey) return rsa(call, target);
  return symmetric(serviceOf(call, target.realm), call.input);
}

/**
 * The key that is named, else the one that the ciphertext says it is encrypted under, of which nothing is told, not even
 * its name, to whom it is closed.
 */
async function decryptingKey(call: Call, action: string): Promise<Target> {
  if (call.input.has('KeyId') || practice.ignoresCiphertext(call.input)) {
    return reachKey(call, requiredString(call.input, 'KeyId', 1, 2_048), action, true);
  }
  const keyId = blobKeyId(requiredBlob(call.input, 'CiphertextBlob', 1, 6_144));
  if (keyId === null) throw invalidCiphertext();
  const target = await findKeyId(call, keyId);
  if (!target || !mayDo(call, target, action, true)) throw practice.unknownKey();
  return target;
}
