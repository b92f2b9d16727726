/**
 * GenerateDataKey, Encrypt and Decrypt, with what is believed of their answers (answer.ts): what AWS's specification demands
 * of a keyring's calls (awslabs/aws-encryption-sdk-specification, framework/aws-kms/aws-kms-keyring.md), and it is quoted.
 *
 * Decrypt always names the key. Plaintext keys leave the SDK's memory for a `DataKey` and are zeroed where they came
 * from, also when a check fails. All of them throw what the SDK throws, or a `KmsError` about the answer.
 */
import {
  DecryptCommand,
  EncryptCommand,
  type EncryptCommandOutput,
  GenerateDataKeyCommand,
  type GenerateDataKeyCommandOutput,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { answeredKey, type Home, requestIdOf, takeKey, unexpected } from './answer.ts';
import { contextObject } from './context-object.ts';
import type {
  DecryptDataKeyRequest,
  DecryptedDataKey,
  EncryptDataKeyRequest,
  EncryptedUnderKey,
  GenerateDataKeyRequest,
  GeneratedDataKey,
} from './port.ts';

/** KMS never makes a larger one. */
const MAX_CIPHERTEXT = 6_144;

/** A new data key, which the caller wipes. */
export async function generateDataKey(
  client: KMSClient,
  home: Home,
  { keyId, length, encryptionContext, grantTokens }: GenerateDataKeyRequest,
  abortSignal: AbortSignal,
): Promise<GeneratedDataKey> {
  const output = await client.send(
    new GenerateDataKeyCommand({
      KeyId: keyId,
      NumberOfBytes: length,
      EncryptionContext: contextObject(encryptionContext),
      GrantTokens: tokenList(grantTokens),
    }),
    { abortSignal },
  );
  try {
    const encrypted = encryptedUnderKey(output, keyId, home);
    // OnEncrypt: "MUST verify that the response Plaintext length matches".
    return { ...encrypted, dataKey: takeKey(output, length, 'kms-error', keyId) };
  } finally {
    output.Plaintext?.fill(0);
  }
}

export async function encryptDataKey(
  client: KMSClient,
  home: Home,
  { keyId, dataKey, encryptionContext, grantTokens }: EncryptDataKeyRequest,
  abortSignal: AbortSignal,
): Promise<EncryptedUnderKey> {
  const output = await client.send(
    new EncryptCommand({
      KeyId: keyId,
      Plaintext: dataKey,
      EncryptionContext: contextObject(encryptionContext),
      GrantTokens: tokenList(grantTokens),
    }),
    { abortSignal },
  );
  return encryptedUnderKey(output, keyId, home);
}

function encryptedUnderKey(
  output: GenerateDataKeyCommandOutput | EncryptCommandOutput,
  keyId: string,
  home: Home,
): EncryptedUnderKey {
  // OnEncrypt: "the response's KeyId MUST be a valid AWS KMS key ARN".
  const { arn } = answeredKey(output, keyId, home);
  const ciphertext = output.CiphertextBlob;
  if (!ciphertext || ciphertext.length === 0 || ciphertext.length > MAX_CIPHERTEXT) {
    throw unexpected('kms-error', output, keyId);
  }
  return { keyArn: arn, ciphertext: Uint8Array.from(ciphertext), requestId: requestIdOf(output) };
}

/** The data key, which the caller wipes. */
export async function decryptDataKey(
  client: KMSClient,
  home: Home,
  { keyArn, ciphertext, length, encryptionContext, grantTokens }: DecryptDataKeyRequest,
  abortSignal: AbortSignal,
): Promise<DecryptedDataKey> {
  const output = await client.send(
    new DecryptCommand({
      KeyId: keyArn,
      CiphertextBlob: ciphertext,
      EncryptionContext: contextObject(encryptionContext),
      GrantTokens: tokenList(grantTokens),
    }),
    { abortSignal },
  );
  try {
    // OnDecrypt: "The KeyId field in the response MUST equal the configured AWS KMS key identifier."
    answeredKey(output, keyArn, home);
    // OnDecrypt: "The length of the response's Plaintext MUST equal the key derivation input length".
    return { dataKey: takeKey(output, length, 'data-key-damaged', keyArn), requestId: requestIdOf(output) };
  } finally {
    output.Plaintext?.fill(0);
  }
}

function tokenList(tokens: readonly string[] = []): string[] | undefined {
  return tokens.length === 0 ? undefined : [...tokens];
}
