/**
 * Whether a call would succeed, asked with KMS's DryRun: no key is made, and none is decrypted.
 *
 * AWS answers a dry run that would succeed with an exception of its own, and one that would not as it answers the call.
 */
import {
  DecryptCommand,
  DryRunModifierType,
  GenerateDataKeyCommand,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { contextObject } from '../context-object.ts';
import type { DryRunDecryptRequest, DryRunGenerateRequest } from '../port.ts';

const YES = 'DryRunOperationException';
const ANY_LENGTH = 32;

/** Resolves where GenerateDataKey would succeed; rejects with what the SDK throws where it would not. */
export function dryRunGenerate(
  client: KMSClient,
  { keyId, encryptionContext }: DryRunGenerateRequest,
  abortSignal: AbortSignal,
): Promise<void> {
  const command = new GenerateDataKeyCommand({
    KeyId: keyId,
    NumberOfBytes: ANY_LENGTH,
    EncryptionContext: contextObject(encryptionContext),
    DryRun: true,
  });
  return outcome(client.send(command, { abortSignal }));
}

/** The same for Decrypt; without a ciphertext, whether the permission is there for one that fits. */
export function dryRunDecrypt(
  client: KMSClient,
  { keyId, ciphertext, encryptionContext }: DryRunDecryptRequest,
  abortSignal: AbortSignal,
): Promise<void> {
  const command = new DecryptCommand({
    KeyId: keyId,
    EncryptionContext: contextObject(encryptionContext),
    DryRun: true,
    ...(ciphertext === null
      ? { DryRunModifiers: [DryRunModifierType.IGNORE_CIPHERTEXT] }
      : { CiphertextBlob: ciphertext }),
  });
  return outcome(client.send(command, { abortSignal }));
}

async function outcome(call: Promise<{ readonly Plaintext?: Uint8Array | undefined }>): Promise<void> {
  try {
    // A server that does not know DryRun has done it, and given a key that nobody wants.
    (await call).Plaintext?.fill(0);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== YES) throw error;
  }
}
