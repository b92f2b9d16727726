/**
 * From the data key to the key that encrypts the message, and to the commitment.
 *
 * HKDF (RFC 5869) and the HMAC (RFC 2104) that it stands on are written on plain hashes: Node's own `hkdf` first turns
 * its input into a KeyObject, whose copy of the data key nobody can zero, and its `createHmac` throws and catches two
 * exceptions for each key that is no KeyObject (26 instead of 9 µs, three times a file). Here every intermediate value
 * is in a `SecretMemory`, and zeroed before returning.
 * Source: framework/algorithm-suites.md "Key Derivation", "Key Commitment".
 */
import { hash } from 'node:crypto';
import { concat, type SecretBytes, u16 } from './bytes.ts';
import { SecretMemory } from './secret-memory.ts';
import { COMMITMENT_LENGTH, type HashName, type Suite } from './suites.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const hashLength: Record<HashName, number> = { sha256: 32, sha384: 48, sha512: 64 };
const blockLength: Record<HashName, number> = { sha256: 64, sha384: 128, sha512: 128 };

export interface DerivedKeys {
  /** Encrypts the frames and authenticates the header; zeroed by the caller, or by the work that has the memory. */
  readonly key: SecretBytes;
  /** What the header must state; null where the suite does not commit. */
  readonly commitment: Uint8Array | null;
}

/** Derives the message's keys from the data key, which stays as it is, into `memory`. */
export function deriveKeys(
  suite: Suite,
  dataKey: Uint8Array,
  messageId: Uint8Array,
  memory: SecretMemory = new SecretMemory(),
): DerivedKeys {
  if (dataKey.length !== suite.keyLength) throw new RangeError('a data key of the wrong length');
  const { id, kdf, committed } = suite;
  const key = memory.take(suite.keyLength);
  const commitment = committed ? new Uint8Array(COMMITMENT_LENGTH) : null;
  if (kdf === null) key.set(dataKey);
  else {
    const salt = committed ? messageId : new Uint8Array(hashLength[kdf]);
    const info = concat([u16(id), committed ? ascii('DERIVEKEY') : messageId]);
    memory.during(() => {
      const pseudoRandomKey = extract(kdf, salt, dataKey, memory);
      key.set(expand(kdf, pseudoRandomKey, info, key.length, memory));
      commitment?.set(expand(kdf, pseudoRandomKey, ascii('COMMITKEY'), COMMITMENT_LENGTH, memory));
    });
  }
  return { key, commitment };
}

/** HKDF-Extract. */
const extract = (name: HashName, salt: Uint8Array, inputKey: Uint8Array, memory: SecretMemory): SecretBytes =>
  hmac(name, salt, [inputKey], memory);

/** HKDF-Expand for at most one block of output (`length` bytes ≤ the hash's). */
function expand(
  name: HashName,
  pseudoRandomKey: Uint8Array,
  info: Uint8Array,
  length: number,
  memory: SecretMemory,
): SecretBytes {
  if (length > hashLength[name]) throw new RangeError('more than one block of HKDF output');
  return hmac(name, pseudoRandomKey, [info, Uint8Array.of(1)], memory).subarray(0, length);
}

/** Both steps of HKDF; `memory` has all that was on the way, too. */
export const hkdf = (
  name: HashName,
  inputKey: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
  memory: SecretMemory = new SecretMemory(),
): SecretBytes => expand(name, extract(name, salt, inputKey, memory), info, length, memory);

/** HMAC of the parts of `message`, one behind the other; `memory` has all that was on the way, too. */
export function hmac(
  name: HashName,
  key: Uint8Array,
  message: readonly Uint8Array[],
  memory: SecretMemory = new SecretMemory(),
): SecretBytes {
  // Only salts can be longer than a block, and they are no secret.
  const short = key.length > blockLength[name] ? digest(name, [key], memory) : key;
  const padded = (value: number): Uint8Array => {
    const block = memory.take(blockLength[name]).fill(value);
    short.forEach((byte, index) => {
      block[index] = byte ^ value;
    });
    return block;
  };
  const inner = digest(name, [padded(0x36), ...message], memory);
  return digest(name, [padded(0x5c), inner], memory);
}

/**
 * The hash of the parts, one behind the other. In one call: a `Hash` object keeps the end of what it was given, and its
 * answer, until it happens to be collected.
 */
function digest(name: HashName, parts: readonly Uint8Array[], memory: SecretMemory): SecretBytes {
  const message = memory.take(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    message.set(part, offset);
    offset += part.length;
  }
  const answer = hash(name, message, 'buffer');
  const own = memory.take(answer.length);
  own.set(answer);
  answer.fill(0);
  return own;
}
