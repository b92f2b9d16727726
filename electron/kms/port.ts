/**
 * What the vault needs of a key service, whichever one it is.
 *
 * `aws-kms.ts` implements it on the AWS SDK, for real AWS and, with the practice handler inside the same client,
 * for practice. Every function rejects with a `KmsError` (errors.ts) and nothing else, except that an aborted
 * signal rejects with code `cancelled`.
 */
import type { DataKey } from './data-key.ts';

export type EncryptionContext = ReadonlyMap<string, string>;

/** Told what a request costs: each attempt counts against AWS's quota and on its bill. */
export interface CallMeter {
  /** An attempt goes out. */
  readonly sent: () => void;
  /** AWS asked for fewer: it goes on, later. */
  readonly slowed: () => void;
}

export interface GenerateDataKeyRequest {
  /** Key ARN, alias ARN, key id, or `alias/NAME`. */
  readonly keyId: string;
  readonly encryptionContext: EncryptionContext;
  /** Length of the data key in bytes: 16, 24 or 32. */
  readonly length: number;
  readonly signal?: AbortSignal | undefined;
  readonly meter?: CallMeter | undefined;
}

export interface GeneratedDataKey extends EncryptedUnderKey {
  readonly dataKey: DataKey;
}

export interface EncryptDataKeyRequest {
  /** Key ARN, alias ARN, key id, or `alias/NAME`. */
  readonly keyId: string;
  /** The data key's bytes, which stay the caller's: neither changed nor kept. */
  readonly dataKey: Uint8Array;
  readonly encryptionContext: EncryptionContext;
  readonly signal?: AbortSignal | undefined;
  readonly meter?: CallMeter | undefined;
}

/** A data key as one KMS key has encrypted it. */
export interface EncryptedUnderKey {
  /** Key ARN as the service answered it. */
  readonly keyArn: string;
  /** KMS's CiphertextBlob. */
  readonly ciphertext: Uint8Array;
  readonly requestId: string | null;
}

export interface DecryptDataKeyRequest {
  /** Key ARN; always sent, and the service's answer must name the same key. */
  readonly keyArn: string;
  readonly ciphertext: Uint8Array;
  readonly encryptionContext: EncryptionContext;
  /** Length the data key must have, in bytes. */
  readonly length: number;
  readonly signal?: AbortSignal | undefined;
  readonly meter?: CallMeter | undefined;
}

export interface DecryptedDataKey {
  readonly dataKey: DataKey;
  readonly requestId: string | null;
}

export interface KmsKey {
  readonly arn: string;
  /** Aliases without the `alias/` prefix, sorted. */
  readonly aliases: readonly string[];
}

export interface KmsPort {
  readonly generateDataKey: (request: GenerateDataKeyRequest) => Promise<GeneratedDataKey>;
  /** Encrypts a data key that another key generated, so that this key opens the envelope too. */
  readonly encryptDataKey: (request: EncryptDataKeyRequest) => Promise<EncryptedUnderKey>;
  readonly decryptDataKey: (request: DecryptDataKeyRequest) => Promise<DecryptedDataKey>;
  /** Keys of the account and region that can encrypt (symmetric, enabled, not managed by AWS), sorted by alias. */
  readonly listKeys: (options?: { readonly signal?: AbortSignal }) => Promise<readonly KmsKey[]>;
}
