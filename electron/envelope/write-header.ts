/** Writes the header of a new message, in version 2 of the format. Source: data-format/message-header.md. */
import { createCipheriv } from 'node:crypto';
import { concat, prefixed, u16, u32 } from './bytes.ts';
import { type EncryptionContext, PUBLIC_KEY_FIELD, serializeContext } from './context.ts';
import type { DerivedKeys } from './derive.ts';
import { EnvelopeError } from './errors.ts';
import { type EncryptedDataKey, FRAMED, isComplete } from './header.ts';
import { gcmName, IV_LENGTH, MESSAGE_ID_LENGTH, type Suite } from './suites.ts';

export interface HeaderFields {
  readonly suite: Suite;
  /** 32 random bytes, never used before. */
  readonly messageId: Uint8Array;
  readonly context: EncryptionContext;
  readonly encryptedDataKeys: readonly EncryptedDataKey[];
  readonly frameLength: number;
}

/**
 * The whole header of a new version 2 message, tag included.
 *
 * Writes nothing that `parseHeader` would refuse: throws `RangeError` for fields of the wrong size,
 * `invalid-context` and `limit-exceeded`.
 */
export function writeHeader(fields: HeaderFields, keys: DerivedKeys): Uint8Array<ArrayBuffer> {
  const { suite, messageId, context, encryptedDataKeys, frameLength } = fields;
  if (suite.version !== 2 || keys.commitment === null)
    throw new RangeError('only committed suites are written');
  if (messageId.length !== MESSAGE_ID_LENGTH[2]) throw new RangeError('a message id of the wrong length');
  if (encryptedDataKeys.length === 0 || !encryptedDataKeys.every(isComplete))
    throw new RangeError('no encrypted data key, or an incomplete one');
  if (!Number.isInteger(frameLength) || frameLength < 1 || frameLength > 0xffffffff)
    throw new RangeError('a frame length that does not fit its field');
  if (context.has(PUBLIC_KEY_FIELD) !== (suite.signature !== null))
    throw new EnvelopeError('invalid-context', PUBLIC_KEY_FIELD);
  const authenticated = concat([
    Uint8Array.of(2),
    u16(suite.id),
    messageId,
    prefixed(serializeContext(context), 'encryption context'),
    u16(encryptedDataKeys.length),
    ...encryptedDataKeys.flatMap((key) => [
      prefixed(new TextEncoder().encode(key.providerId), 'provider id'),
      prefixed(key.providerInfo, 'provider info'),
      prefixed(key.ciphertext, 'encrypted data key'),
    ]),
    Uint8Array.of(FRAMED),
    u32(frameLength),
    keys.commitment,
  ]);
  const cipher = createCipheriv(gcmName(suite), keys.key, new Uint8Array(IV_LENGTH));
  cipher.setAAD(authenticated).final();
  return concat([authenticated, cipher.getAuthTag()]);
}
