/**
 * From the data key to the key that encrypts the message, and to the commitment.
 *
 * HKDF (RFC 5869) and the HMAC (RFC 2104) that it stands on are written on plain hashes: Node's own `hkdf` first turns
 * its input into a KeyObject, whose copy of the data key nobody can zero, and its `createHmac` throws and catches two
 * exceptions for each key that is no KeyObject (26 instead of 9 µs, three times a file). Here every intermediate value
 * is zeroed before returning.
 * Source: framework/algorithm-suites.md "Key Derivation", "Key Commitment".
 */
import { hash } from 'node:crypto';
import { concat, secretBytes, secretCopy, u16 } from './bytes.ts';
import { COMMITMENT_LENGTH, type HashName, type Suite } from './suites.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const hashLength: Record<HashName, number> = { sha256: 32, sha384: 48, sha512: 64 };
const blockLength: Record<HashName, number> = { sha256: 64, sha384: 128, sha512: 128 };

export interface DerivedKeys {
  /** Encrypts the frames and authenticates the header; an ArrayBuffer of its own, for the caller to zero. */
  readonly key: Uint8Array<ArrayBuffer>;
  /** What the header must state; null where the suite does not commit. */
  readonly commitment: Uint8Array | null;
}

/** Derives the message's keys from the data key, which stays as it is: its owner zeroes it. */
export function deriveKeys(suite: Suite, dataKey: Uint8Array, messageId: Uint8Array): DerivedKeys {
  if (dataKey.length !== suite.keyLength) throw new RangeError('a data key of the wrong length');
  const { kdf } = suite;
  if (kdf === null) return { key: secretCopy(dataKey), commitment: null };
  const salt = suite.committed ? messageId : new Uint8Array(hashLength[kdf]);
  const pseudoRandomKey = extract(kdf, salt, dataKey);
  const derive = (info: Uint8Array, length: number) => expand(kdf, pseudoRandomKey, info, length);
  try {
    if (!suite.committed) {
      return { key: derive(concat([u16(suite.id), messageId]), suite.keyLength), commitment: null };
    }
    return {
      key: derive(concat([u16(suite.id), ascii('DERIVEKEY')]), suite.keyLength),
      commitment: derive(ascii('COMMITKEY'), COMMITMENT_LENGTH),
    };
  } finally {
    pseudoRandomKey.fill(0);
  }
}

/** HKDF-Extract. */
const extract = (name: HashName, salt: Uint8Array, inputKey: Uint8Array): Uint8Array<ArrayBuffer> =>
  hmac(name, salt, [inputKey]);

/** HKDF-Expand for at most one block of output (`length` bytes ≤ the hash's). */
function expand(
  name: HashName,
  pseudoRandomKey: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array<ArrayBuffer> {
  if (length > hashLength[name]) throw new RangeError('more than one block of HKDF output');
  const block = hmac(name, pseudoRandomKey, [info, Uint8Array.of(1)]);
  const output = secretCopy(block, length);
  block.fill(0);
  return output;
}

/** Both steps of HKDF. */
export function hkdf(
  name: HashName,
  inputKey: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array<ArrayBuffer> {
  const pseudoRandomKey = extract(name, salt, inputKey);
  try {
    return expand(name, pseudoRandomKey, info, length);
  } finally {
    pseudoRandomKey.fill(0);
  }
}

/** HMAC of the parts of `message`, one behind the other. */
export function hmac(
  name: HashName,
  key: Uint8Array,
  message: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  // Only salts can be longer than a block, and they are no secret.
  const short = key.length > blockLength[name] ? digest(name, [key]) : key;
  const padded = (value: number): Uint8Array => {
    const block = secretBytes(blockLength[name]).fill(value);
    short.forEach((byte, index) => {
      block[index] = byte ^ value;
    });
    return block;
  };
  const pads = [padded(0x36), padded(0x5c)] as const;
  const inner = digest(name, [pads[0], ...message]);
  try {
    return digest(name, [pads[1], inner]);
  } finally {
    for (const bytes of [...pads, inner]) bytes.fill(0);
  }
}

/**
 * The hash of the parts, one behind the other, in an ArrayBuffer of its own. In one call: a `Hash` object keeps the end
 * of what it was given, and its answer, until it happens to be collected.
 */
function digest(name: HashName, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const message = concat(parts);
  try {
    const answer = hash(name, message, 'buffer');
    const own = secretCopy(answer);
    answer.fill(0);
    return own;
  } finally {
    message.fill(0);
  }
}
