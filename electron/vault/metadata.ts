/**
 * A header as `aws-encryption-cli --metadata-output` prints it: the same names, the same types.
 *
 * Measured with aws-encryption-sdk-cli 4.3.0; test/interop/aws-cli-metadata.interop.ts compares with it.
 */
import type { EncryptedDataKey, Header } from '../envelope/header.ts';
import type { Suite } from '../envelope/suites.ts';

/** Bytes are in standard base64. */
export interface HeaderMetadata {
  readonly header: {
    /** `1.0` or `2.0`. */
    readonly version: string;
    /** What only version 1 has: 128, customer authenticated encrypted data. */
    readonly type: number | null;
    /** The suite's name; for the suites with key commitment, without the lengths of IV and tag. */
    readonly algorithm: string;
    readonly message_id: string;
    readonly encryption_context: Readonly<Record<string, string>>;
    /** Sorted by provider id and info. */
    readonly encrypted_data_keys: readonly EncryptedDataKeyMetadata[];
    /** 1 without frames, 2 with. */
    readonly content_type: number;
    /** Bytes; only version 1 says it. */
    readonly header_iv_length: number | null;
    /** Bytes; 0 without frames. */
    readonly frame_length: number;
    readonly commitment_key: string | null;
  };
  readonly header_auth: { readonly iv: string; readonly tag: string };
}

export interface EncryptedDataKeyMetadata {
  readonly key_provider: { readonly provider_id: string; readonly key_info: string };
  readonly encrypted_data_key: string;
}

const CUSTOMER_AUTHENTICATED_DATA = 128;
const NON_FRAMED = 1;
const FRAMED = 2;

export function metadataOf({ suite, ...header }: Header): HeaderMetadata {
  const isVersion1 = suite.version === 1;
  return {
    header: {
      version: `${suite.version}.0`,
      type: isVersion1 ? CUSTOMER_AUTHENTICATED_DATA : null,
      algorithm: algorithmName(suite),
      message_id: base64(header.messageId),
      encryption_context: Object.fromEntries(header.context),
      encrypted_data_keys: [...header.encryptedDataKeys].sort(byProvider).map(keyMetadata),
      content_type: header.frameLength === null ? NON_FRAMED : FRAMED,
      header_iv_length: isVersion1 ? header.iv.length : null,
      frame_length: header.frameLength ?? 0,
      commitment_key: header.commitment === null ? null : base64(header.commitment),
    },
    header_auth: { iv: base64(header.iv), tag: base64(header.tag) },
  };
}

const algorithmName = ({ name, committed }: Suite): string =>
  committed ? name.replace('_IV12_TAG16', '') : name;

const keyMetadata = ({
  providerId,
  providerInfo,
  ciphertext,
}: EncryptedDataKey): EncryptedDataKeyMetadata => ({
  key_provider: { provider_id: base64(Buffer.from(providerId)), key_info: base64(providerInfo) },
  encrypted_data_key: base64(ciphertext),
});

const byProvider = (a: EncryptedDataKey, b: EncryptedDataKey): number =>
  Buffer.compare(providerBytes(a), providerBytes(b));
const providerBytes = ({ providerId, providerInfo }: EncryptedDataKey): Buffer =>
  Buffer.concat([Buffer.from(providerId), providerInfo]);

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
