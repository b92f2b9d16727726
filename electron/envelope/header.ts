/**
 * The message header: what stands before the frames, in both versions of the format.
 *
 * Parsing contacts nobody and believes nothing: every length is checked against a limit before it is used, and
 * the result stays unverified until `verifyHeader` has held. The tag authenticates the bytes as they were read,
 * never a re-serialization. `write-header.ts` writes new ones. Source: data-format/message-header.md.
 */
import { createDecipheriv, timingSafeEqual } from 'node:crypto';
import { ByteReader, concat } from './bytes.ts';
import { type EncryptionContext, PUBLIC_KEY_FIELD, parseContext, serializeContext } from './context.ts';
import type { DerivedKeys } from './derive.ts';
import { EnvelopeError } from './errors.ts';
import {
  COMMITMENT_LENGTH,
  gcmName,
  IV_LENGTH,
  MESSAGE_ID_LENGTH,
  type Suite,
  suiteById,
  TAG_LENGTH,
} from './suites.ts';

export interface EncryptedDataKey {
  /** `aws-kms`, `aws-kms-rsa`, or another provider's name. */
  readonly providerId: string;
  /** For AWS KMS the ARN of the key. Hostile input when read. */
  readonly providerInfo: Uint8Array;
  readonly ciphertext: Uint8Array;
}

export interface Header {
  readonly suite: Suite;
  /** 32 bytes in version 2, 16 in version 1; unique to the message. */
  readonly messageId: Uint8Array;
  readonly context: EncryptionContext;
  readonly encryptedDataKeys: readonly EncryptedDataKey[];
  /** Plaintext bytes in each frame but the last; null for a message without frames. */
  readonly frameLength: number | null;
  /** 32 bytes; null where the suite does not commit. */
  readonly commitment: Uint8Array | null;
  /** The bytes that the header tag authenticates, as they were read or written. */
  readonly authenticated: Uint8Array;
  readonly iv: Uint8Array;
  readonly tag: Uint8Array;
  /** Length of the whole header in bytes, tag included: where the body begins. */
  readonly length: number;
}

export interface ReadPolicy {
  /** Open messages whose suite does not commit to one data key. */
  readonly allowUncommitted: boolean;
  readonly maxEncryptedDataKeys: number;
}

/** AWS's "require encrypt, require decrypt" and at most ten encrypted data keys. */
export const strictPolicy: ReadPolicy = { allowUncommitted: false, maxEncryptedDataKeys: 10 };

/** No header is longer than this under a policy; a reader needs no more bytes than that. */
export const maxHeaderLength = (policy: ReadPolicy): number =>
  1024 + 0x10000 + policy.maxEncryptedDataKeys * 3 * 0x10002;

const NON_FRAMED = 1;
/** Content type of a message of frames. */
export const FRAMED = 2;
const VERSION_1_TYPE = 0x80;
const NEWEST_PLAUSIBLE_VERSION = 0x0f;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a header from the beginning of `bytes`.
 *
 * Throws `truncated` where the header goes on after `bytes`, `not-an-envelope`, `unsupported-version`,
 * `unsupported-suite`, `uncommitted-suite`, `limit-exceeded`, and `invalid-envelope` for a broken rule.
 */
export function parseHeader(bytes: Uint8Array, policy: ReadPolicy): Header {
  const reader = new ByteReader(bytes);
  const version = readVersion(reader, bytes);
  const suite = suiteById(reader.u16('suite'), version);
  if (!suite.committed && !policy.allowUncommitted) throw new EnvelopeError('uncommitted-suite', suite.name);
  const messageId = reader.bytes(MESSAGE_ID_LENGTH[version], 'message id');
  const context = parseContext(reader.prefixed('encryption context'));
  if (context.has(PUBLIC_KEY_FIELD) !== (suite.signature !== null)) {
    throw new EnvelopeError('invalid-envelope', `${PUBLIC_KEY_FIELD} does not fit the suite`);
  }
  const encryptedDataKeys = readEncryptedDataKeys(reader, policy);
  const contentType = reader.u8('content type');
  if (contentType !== FRAMED && contentType !== NON_FRAMED)
    throw new EnvelopeError('invalid-envelope', 'content type');
  if (version === 1) readVersion1Constants(reader);
  const frameLength = reader.u32('frame length');
  if ((contentType === FRAMED) !== frameLength > 0)
    throw new EnvelopeError('invalid-envelope', 'frame length');
  const commitment = suite.committed ? reader.bytes(COMMITMENT_LENGTH, 'commitment') : null;
  const authenticated = bytes.subarray(0, reader.offset);
  const iv = version === 1 ? reader.bytes(IV_LENGTH, 'header') : new Uint8Array(IV_LENGTH);
  const tag = reader.bytes(TAG_LENGTH, 'header');
  return {
    suite,
    messageId,
    context,
    encryptedDataKeys,
    frameLength: contentType === FRAMED ? frameLength : null,
    commitment,
    authenticated,
    iv,
    tag,
    length: reader.offset,
  };
}

function readVersion(reader: ByteReader, bytes: Uint8Array): 1 | 2 {
  if (bytes.length === 0) throw new EnvelopeError('not-an-envelope', 'empty');
  const version = reader.u8('version');
  if (version === 1) {
    if (reader.u8('type') !== VERSION_1_TYPE) throw new EnvelopeError('not-an-envelope', 'type');
    return 1;
  }
  if (version === 2) return 2;
  const code = version > 2 && version <= NEWEST_PLAUSIBLE_VERSION ? 'unsupported-version' : 'not-an-envelope';
  throw new EnvelopeError(code, `version ${version}`);
}

function readEncryptedDataKeys(reader: ByteReader, policy: ReadPolicy): readonly EncryptedDataKey[] {
  const count = reader.u16('encrypted data keys');
  if (count === 0) throw new EnvelopeError('invalid-envelope', 'no encrypted data key');
  if (count > policy.maxEncryptedDataKeys)
    throw new EnvelopeError('limit-exceeded', `${count} encrypted data keys`);
  return Array.from({ length: count }, () => {
    const key = {
      providerId: decodeProviderId(reader.prefixed('provider id')),
      providerInfo: reader.prefixed('provider info'),
      ciphertext: reader.prefixed('encrypted data key'),
    };
    if (!isComplete(key)) throw new EnvelopeError('invalid-envelope', 'encrypted data key');
    return key;
  });
}

/** AWS's JavaScript implementation opens no message with a key of which a part is empty. */
export const isComplete = (key: EncryptedDataKey): boolean =>
  key.providerId.length > 0 && key.providerInfo.length > 0 && key.ciphertext.length > 0;

function decodeProviderId(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new EnvelopeError('invalid-envelope', 'provider id');
  }
}

function readVersion1Constants(reader: ByteReader): void {
  if (reader.u32('reserved') !== 0) throw new EnvelopeError('invalid-envelope', 'reserved field');
  if (reader.u8('IV length') !== IV_LENGTH) throw new EnvelopeError('invalid-envelope', 'IV length');
}

/**
 * Proves that the keys belong to this header and that the header is as it was written.
 *
 * Throws `key-commitment-failed` (checked first, in constant time) or `tampered`. `extraContext` is authenticated
 * but not stored (the specification's "required encryption context").
 */
export function verifyHeader(
  header: Header,
  keys: DerivedKeys,
  extraContext: EncryptionContext = new Map(),
): void {
  if (header.commitment !== null) {
    if (keys.commitment === null || !timingSafeEqual(header.commitment, keys.commitment)) {
      throw new EnvelopeError('key-commitment-failed', 'header');
    }
  }
  const decipher = createDecipheriv(gcmName(header.suite), keys.key, header.iv, {
    authTagLength: TAG_LENGTH,
  });
  decipher.setAuthTag(header.tag);
  decipher.setAAD(concat([header.authenticated, serializeContext(extraContext)]));
  try {
    decipher.final();
  } catch {
    throw new EnvelopeError('tampered', 'header');
  }
}
