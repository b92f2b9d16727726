/**
 * A data key wrapped under a plain AES key instead of KMS, as in AWS's vectors and its raw AES keyring.
 *
 * Source: awslabs/aws-encryption-sdk-specification, framework/raw-aes-keyring.md: provider info is
 * name ‖ tag length in bits u32 ‖ IV length u32 ‖ IV; the ciphertext is followed by its tag.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { EncryptionContext } from '../../electron/envelope/context.ts';
import type { EncryptedDataKey } from '../../electron/envelope/header.ts';
import { be32, contextBytes } from './reference.ts';

const sorted = (context: EncryptionContext): Buffer =>
  contextBytes([...context].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))));

export interface RawAesKey {
  readonly namespace: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function unwrapRawAes(
  { providerInfo, ciphertext }: EncryptedDataKey,
  wrappingKey: Uint8Array,
  context: EncryptionContext,
): Uint8Array {
  const iv = providerInfo.subarray(-12);
  const decipher = createDecipheriv('aes-256-gcm', wrappingKey, iv).setAAD(sorted(context));
  decipher.setAuthTag(ciphertext.subarray(-16));
  return Buffer.concat([decipher.update(ciphertext.subarray(0, -16)), decipher.final()]);
}

export function wrapRawAes(
  { namespace, name, bytes }: RawAesKey,
  dataKey: Uint8Array,
  context: EncryptionContext,
): EncryptedDataKey {
  const iv = Buffer.alloc(12, 5);
  const cipher = createCipheriv('aes-256-gcm', bytes, iv).setAAD(sorted(context));
  const wrapped = Buffer.concat([cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
  return {
    providerId: namespace,
    providerInfo: Buffer.concat([Buffer.from(name), be32(128), be32(12), iv]),
    ciphertext: wrapped,
  };
}
