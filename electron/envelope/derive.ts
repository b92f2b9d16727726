/**
 * From the data key to the key that encrypts the message, and to the commitment.
 *
 * HKDF (RFC 5869) is written on HMAC because Node's own `hkdf` first turns its input into a KeyObject, whose copy
 * of the data key nobody can zero. Here every intermediate value is zeroed before returning.
 * Source: framework/algorithm-suites.md "Key Derivation", "Key Commitment".
 */
import { createHmac } from 'node:crypto';
import { concat, u16 } from './bytes.ts';
import type { HashName, Suite } from './suites.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const COMMITMENT_LENGTH = 32;
const hashLength: Record<HashName, number> = { sha256: 32, sha384: 48, sha512: 64 };

export interface DerivedKeys {
  /** Encrypts the frames and authenticates the header; an ArrayBuffer of its own, for the caller to zero. */
  readonly key: Uint8Array<ArrayBuffer>;
  /** What the header must state; null where the suite does not commit. */
  readonly commitment: Uint8Array | null;
}

/** Derives the message's keys from the data key, which stays as it is: its owner zeroes it. */
export function deriveKeys(suite: Suite, dataKey: Uint8Array, messageId: Uint8Array): DerivedKeys {
  if (dataKey.length !== suite.keyLength) throw new RangeError('a data key of the wrong length');
  if (suite.kdf === null) return { key: new Uint8Array(dataKey), commitment: null };
  if (!suite.committed) {
    const salt = new Uint8Array(hashLength[suite.kdf]);
    const info = concat([u16(suite.id), messageId]);
    return { key: hkdf(suite.kdf, dataKey, salt, info, suite.keyLength), commitment: null };
  }
  return {
    key: hkdf(suite.kdf, dataKey, messageId, concat([u16(suite.id), ascii('DERIVEKEY')]), suite.keyLength),
    commitment: hkdf(suite.kdf, dataKey, messageId, ascii('COMMITKEY'), COMMITMENT_LENGTH),
  };
}

/** HKDF-Extract and -Expand for at most one block of output (`length` bytes ≤ the hash's). */
export function hkdf(
  hash: HashName,
  inputKey: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array<ArrayBuffer> {
  if (length > hashLength[hash]) throw new RangeError('more than one block of HKDF output');
  const pseudoRandomKey = createHmac(hash, salt).update(inputKey).digest();
  const block = createHmac(hash, pseudoRandomKey).update(info).update(Uint8Array.of(1)).digest();
  const output = new Uint8Array(length);
  output.set(block.subarray(0, length));
  pseudoRandomKey.fill(0);
  block.fill(0);
  return output;
}
