/**
 * The encryption context: pairs of strings that are authenticated with the message but not secret.
 *
 * Read strictly (no duplicate key, valid UTF-8, lengths that add up), held as a Map (`__proto__` is a legal key),
 * written sorted by UTF-8 bytes. Source: data-format/structures.md "Encryption Context" and
 * data-format/message-header.md "AAD".
 */
import { ByteReader, concat, prefixed, u16 } from './bytes.ts';
import { EnvelopeError } from './errors.ts';

export type EncryptionContext = ReadonlyMap<string, string>;

/** Keys that begin so belong to the format itself. */
export const RESERVED_PREFIX = 'aws-crypto-';
/** Holds the compressed public key of a signed message, in base64. */
export const PUBLIC_KEY_FIELD = 'aws-crypto-public-key';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Pairs count and pairs, or nothing at all for an empty context.
 *
 * Throws `invalid-context` for strings that are not valid Unicode and `limit-exceeded` for too many or too long ones.
 */
export function serializeContext(context: EncryptionContext): Uint8Array {
  if (context.size === 0) return new Uint8Array(0);
  if (context.size > 0xffff) throw new EnvelopeError('limit-exceeded', 'encryption context');
  const pairs = [...context].map(([key, value]) => ({ key: encode(key), value: encode(value) }));
  pairs.sort((a, b) => Buffer.compare(a.key, b.key));
  const fields = pairs.flatMap(({ key, value }) => [
    prefixed(key, 'encryption context key'),
    prefixed(value, 'encryption context value'),
  ]);
  return concat([u16(context.size), ...fields]);
}

/** Reads what `serializeContext` writes, in any order of keys. Throws `invalid-envelope`. */
export function parseContext(bytes: Uint8Array): EncryptionContext {
  const context = new Map<string, string>();
  if (bytes.length === 0) return context;
  try {
    const reader = new ByteReader(bytes);
    const count = reader.u16('count');
    for (let pair = 0; pair < count; pair++) {
      const key = utf8.decode(reader.prefixed('key'));
      const value = utf8.decode(reader.prefixed('value'));
      if (context.has(key))
        throw new EnvelopeError('invalid-envelope', 'duplicate key in the encryption context');
      context.set(key, value);
    }
    if (count > 0 && reader.offset === bytes.length) return context;
  } catch (error) {
    // Lengths that do not add up and invalid UTF-8 are the same to a reader: a context that cannot be.
    if (error instanceof EnvelopeError && error.code === 'invalid-envelope') throw error;
  }
  throw new EnvelopeError('invalid-envelope', 'encryption context');
}

function encode(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new EnvelopeError('invalid-context', 'text that is not valid Unicode');
  return new TextEncoder().encode(text);
}
