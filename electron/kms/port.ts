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
  readonly grantTokens?: readonly string[] | undefined;
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
  readonly grantTokens?: readonly string[] | undefined;
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
  readonly grantTokens?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly meter?: CallMeter | undefined;
}

export interface DecryptedDataKey {
  readonly dataKey: DataKey;
  readonly requestId: string | null;
}

export interface NamedKey {
  readonly arn: string;
  /** Aliases without the `alias/` prefix, sorted. */
  readonly aliases: readonly string[];
}

export interface KmsKey extends NamedKey {
  /** null where it was not described, or may not be. */
  readonly facts: KeyFacts | null;
}

/** What DescribeKey tells, in AWS's own words (`PendingDeletion`, `SYMMETRIC_DEFAULT`); null for what it left out. */
export interface KeyFacts {
  readonly description: string;
  readonly state: string | null;
  readonly spec: string | null;
  readonly usage: string | null;
  /** `CUSTOMER`, or `AWS` for a key that an AWS service manages. */
  readonly manager: string | null;
  readonly origin: string | null;
  /** `PRIMARY` or `REPLICA`; null for a key of one region. */
  readonly multiRegion: string | null;
  /** When the key will be deleted, ISO 8601. */
  readonly deletionDate: string | null;
}

/** The keys of an account and region, as far as this identity may see them. */
export interface ListedKeys {
  /** Customers' keys first, with an alias before those without, sorted by alias. */
  readonly keys: readonly KmsKey[];
  /** Actions that were refused, e.g. `kms:ListAliases`: what they tell is missing. */
  readonly denied: readonly string[];
  /** Whether there are more keys than these. */
  readonly more: boolean;
}

export interface KeyRotation {
  readonly enabled: boolean;
  /** Days between two rotations; null where the service does not tell. */
  readonly periodDays: number | null;
}

export interface DryRunGenerateRequest extends CallOptions {
  /** Key ARN, alias ARN, key id, or `alias/NAME`. */
  readonly keyId: string;
  readonly encryptionContext: EncryptionContext;
}

export interface DryRunDecryptRequest extends DryRunGenerateRequest {
  /** null to ask about any ciphertext of this key and context. */
  readonly ciphertext: Uint8Array | null;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface KmsPort {
  readonly generateDataKey: (request: GenerateDataKeyRequest) => Promise<GeneratedDataKey>;
  /** Encrypts a data key that another key generated, so that this key opens the envelope too. */
  readonly encryptDataKey: (request: EncryptDataKeyRequest) => Promise<EncryptedUnderKey>;
  readonly decryptDataKey: (request: DecryptDataKeyRequest) => Promise<DecryptedDataKey>;
  /** The account whose credentials these are, 12 digits; null where nothing tells it. */
  readonly ownAccount: (options?: CallOptions) => Promise<string | null>;
  readonly listKeys: (options?: CallOptions) => Promise<ListedKeys>;
  /** The key with this ARN, alias ARN, id or `alias/NAME`. */
  readonly describeKey: (keyId: string, options?: CallOptions) => Promise<KmsKey>;
  readonly keyRotation: (keyArn: string, options?: CallOptions) => Promise<KeyRotation>;
  /** Resolves where `generateDataKey` would succeed, and rejects as it would where not; no key is made. */
  readonly dryRunGenerate: (request: DryRunGenerateRequest) => Promise<void>;
  /** Resolves where `decryptDataKey` would succeed, and rejects as it would where not; nothing is decrypted. */
  readonly dryRunDecrypt: (request: DryRunDecryptRequest) => Promise<void>;
}
