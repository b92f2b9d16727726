/** AWS's own JavaScript implementation of the format, set up as a peer under a plain AES wrapping key. */
import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  RawAesKeyringNode,
  RawAesWrappingSuiteIdentifier,
} from '@aws-crypto/client-node';
import type { EncryptionContext } from '../../electron/envelope/context.ts';
import { type EncryptedDataKey, type Header, parseHeader } from '../../electron/envelope/header.ts';
import { type RawAesKey, unwrapRawAes, wrapRawAes } from '../envelope/raw-aes.ts';
import { bytesOf, lenientPolicy, type OpenOptions, open } from '../envelope/support.ts';

export const wrappingKey: RawAesKey = { namespace: 'envelope-vault', name: 'test', bytes: bytesOf(32, 90) };

export const keyring = new RawAesKeyringNode({
  keyNamespace: wrappingKey.namespace,
  keyName: wrappingKey.name,
  unencryptedMasterKey: bytesOf(32, 90),
  wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  // Its default is the order of UTF-16 units, which is not the specification's.
  utf8Sorting: true,
});

/** Their strictest policy: key commitment required both ways. */
export const strictClient = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
/** The only one that still writes suites without commitment. */
export const oldClient = buildClient(CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT);
export { AlgorithmSuiteIdentifier };

/** Our data key, wrapped so that their keyring unwraps it. */
export const wrapFor = (dataKey: Uint8Array, context: EncryptionContext): EncryptedDataKey =>
  wrapRawAes(wrappingKey, dataKey, context);

/** The data key of what they wrote under the wrapping key. */
export function unwrapTheirs({ encryptedDataKeys, context }: Header): Uint8Array<ArrayBuffer> {
  const [encryptedDataKey] = encryptedDataKeys;
  if (!encryptedDataKey) throw new Error('no encrypted data key');
  return Uint8Array.from(unwrapRawAes(encryptedDataKey, wrappingKey.bytes, context));
}

/** Opens with electron/envelope what they wrote under the wrapping key. */
export const openTheirs = (message: Uint8Array, options: Pick<OpenOptions, 'policy'> = {}) =>
  open(message, { ...options, dataKey: unwrapTheirs(parseHeader(message, lenientPolicy)) });
