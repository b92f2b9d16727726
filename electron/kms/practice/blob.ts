/**
 * The practice KMS's ciphertext blob.
 *
 * Layout: `"EVPK" | kind | key id 16 | IV 12 | ciphertext | tag 16`, AES-256-GCM with a random IV; kind 01 is a key of
 * one region, 02 a multi-Region key. The additional data is magic, kind and key id, then the key's ARN (a multi-Region
 * key's without its region), the number of pairs (u32) and the pairs of the encryption context sorted by their UTF-8
 * bytes, each string with its length (u32, big-endian) before it: so no pair can be changed, added, removed, or
 * shifted between key and value, and no blob be opened in another account or under another key, nor, but for
 * multi-Region keys, in another region.
 */
import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { isMultiRegionKeyId } from '../arn.ts';
import type { EncryptionContext } from '../port.ts';

const MAGIC = Uint8Array.of(0x45, 0x56, 0x50, 0x4b);
const ONE_REGION = 1;
const MULTI_REGION = 2;
const ID_AT = 5;
const IV_AT = ID_AT + 16;
const BODY_AT = IV_AT + 12;
const TAG_LENGTH = 16;
/** Bytes that a blob is longer than its plaintext. */
export const BLOB_OVERHEAD = BODY_AT + TAG_LENGTH;

const encoder = new TextEncoder();

/** Encrypts under `material` (32 bytes, the caller's to zero). `keyId` is a UUID or `mrk-` and 32 digits, `keyArn` the same key's ARN. */
export function sealBlob(
  material: Uint8Array,
  keyId: string,
  keyArn: string,
  context: EncryptionContext,
  plaintext: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const blob = new Uint8Array(BLOB_OVERHEAD + plaintext.length);
  blob.set(MAGIC);
  blob[MAGIC.length] = isMultiRegionKeyId(keyId) ? MULTI_REGION : ONE_REGION;
  blob.set(Buffer.from(keyId.replace(/^mrk-|-/g, ''), 'hex'), ID_AT);
  const iv = randomFillSync(blob.subarray(IV_AT, BODY_AT));
  const cipher = createCipheriv('aes-256-gcm', material, iv, { authTagLength: TAG_LENGTH });
  cipher.setAAD(additionalData(blob.subarray(0, IV_AT), keyArn, context));
  blob.set(cipher.update(plaintext), BODY_AT);
  cipher.final();
  blob.set(cipher.getAuthTag(), BODY_AT + plaintext.length);
  return blob;
}

/** The id of the key a blob says it is encrypted under; null where it is none of our blobs. Unverified. */
export function blobKeyId(blob: Uint8Array): string | null {
  const kind = blob[MAGIC.length];
  if (blob.length < BLOB_OVERHEAD || (kind !== ONE_REGION && kind !== MULTI_REGION)) return null;
  if (MAGIC.some((byte, index) => blob[index] !== byte)) return null;
  const hex = Buffer.from(blob.subarray(ID_AT, IV_AT)).toString('hex');
  if (kind === MULTI_REGION) return `mrk-${hex}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Decrypts; null where blob, key or context is not the one it was encrypted with. The caller zeroes the answer. */
export function openBlob(
  material: Uint8Array,
  keyArn: string,
  context: EncryptionContext,
  blob: Uint8Array,
): Uint8Array<ArrayBuffer> | null {
  if (blobKeyId(blob) === null) return null;
  const tagAt = blob.length - TAG_LENGTH;
  const decipher = createDecipheriv('aes-256-gcm', material, blob.subarray(IV_AT, BODY_AT), {
    authTagLength: TAG_LENGTH,
  });
  decipher.setAAD(additionalData(blob.subarray(0, IV_AT), keyArn, context));
  decipher.setAuthTag(blob.subarray(tagAt));
  const pooled = decipher.update(blob.subarray(BODY_AT, tagAt));
  try {
    decipher.final();
    return Uint8Array.from(pooled);
  } catch {
    return null;
  } finally {
    pooled.fill(0);
  }
}

function additionalData(head: Uint8Array, keyArn: string, context: EncryptionContext): Uint8Array {
  const pairs = [...context].map(([key, value]) => [Buffer.from(key), Buffer.from(value)] as const);
  pairs.sort(([a], [b]) => a.compare(b));
  const home = head[MAGIC.length] === MULTI_REGION ? keyArn.replace(/(?<=^arn:[^:]+:kms:)[^:]+/, '') : keyArn;
  const strings = [encoder.encode(home), ...pairs.flat()];
  const withLengths = strings.flatMap((bytes) => [u32(bytes.length), bytes]);
  return Buffer.concat([head, u32(pairs.length), ...withLengths]);
}

function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
