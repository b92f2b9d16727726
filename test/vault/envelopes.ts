/** Headers as the vault reads them, with encrypted data keys of a test's choice. */
import { type EncryptedDataKey, type Header, parseHeader } from '../../electron/envelope/header.ts';
import { be16 } from '../envelope/reference.ts';
import { kmsKey, lenientPolicy, reference, seal, withHeaderPart } from '../envelope/support.ts';

export const region = 'eu-west-1';
export const account = '111122223333';
export const keyId = '1234abcd-12ab-34cd-56ef-1234567890ab';
export const awsArn = `arn:aws:kms:${region}:${account}:key/${keyId}`;
export const otherArn = `arn:aws:kms:us-east-1:444455556666:key/${keyId}`;
export const practiceArn = `arn:aws:kms:practice-1:000000000000:key/${keyId}`;

export const encryptedKey = (info: string | Uint8Array, providerId = 'aws-kms'): EncryptedDataKey => ({
  providerId,
  providerInfo: typeof info === 'string' ? Buffer.from(info, 'latin1') : info,
  ciphertext: Buffer.from(`ciphertext of ${info}`),
});

/** A whole message with these keys. */
export const messageWith = (
  keys: readonly EncryptedDataKey[],
  content: Uint8Array = Buffer.from('content'),
  context: ReadonlyMap<string, string> = new Map([['a', 'b']]),
): Buffer => seal({ content, frameLength: 64, encryptedDataKeys: keys, context });

export const headerWith = (...keys: readonly EncryptedDataKey[]): Header =>
  parseHeader(messageWith(keys.length === 0 ? [kmsKey] : keys), lenientPolicy);

/** A header of suite 0x0178 that names this key, under a tag that nobody checks before it is decrypted. */
export function uncommittedWith(arn: string): Buffer {
  const fields = ['aws-kms', arn, 'ciphertext'].map((field) => Buffer.from(field));
  const keys = Buffer.concat(fields.flatMap((field) => [be16(field.length), field]));
  const message = reference({ suite: 0x0178, content: Buffer.from('content'), frameLength: 64 });
  return withHeaderPart(message, 'data keys', keys);
}
