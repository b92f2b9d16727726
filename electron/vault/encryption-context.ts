/**
 * The encryption context that a person gives: what may be in it, and what is added to it.
 *
 * It is authenticated with the file, kept readable in the envelope, and written into CloudTrail by AWS with every call.
 * What KMS or the format would refuse later, and worse explained, is refused here before anybody is contacted.
 */
import { randomUUID } from 'node:crypto';
import { type EncryptionContext, RESERVED_PREFIX } from '../envelope/context.ts';
import { failure } from './explain.ts';

/** The key of the random id in every envelope's context, by which CloudTrail's entries find the envelope. */
export const ENVELOPE_ID = 'envelope-id';

/** UTF-8 bytes of all keys and values; KMS takes 8,192, of which ours (id, a signature's public key) need some 200. */
const MAX_BYTES = 7_936;

/** A list of pairs as a context. Throws `invalid-context`, with the reason in words, also for a key that is there twice. */
export function contextOf(pairs: readonly (readonly [key: string, value: string])[]): EncryptionContext {
  const context = new Map(pairs);
  if (context.size < pairs.length) throw invalid('a name is there twice');
  checkContext(context);
  return context;
}

/** Throws `invalid-context`, with the reason in words. */
export function checkContext(context: EncryptionContext): void {
  let bytes = 0;
  for (const [key, value] of context) {
    if (key === '' || value === '') throw invalid('every pair needs a name and a value');
    if (key.startsWith(RESERVED_PREFIX))
      throw invalid(`names that begin with ${RESERVED_PREFIX} are reserved`);
    if (key === ENVELOPE_ID) throw invalid(`${ENVELOPE_ID} is set by this program`);
    if (!key.isWellFormed() || !value.isWellFormed()) throw invalid('it has text that is not valid Unicode');
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (bytes > MAX_BYTES) throw invalid(`AWS KMS takes no more than ${MAX_BYTES} bytes`);
}

/** With a new id. Envelopes under one data key share the id, since KMS wraps the key together with the context. */
export const identified = (context: EncryptionContext): EncryptionContext =>
  new Map([...context, [ENVELOPE_ID, randomUUID()]]);

/** Throws `context-mismatch` where the envelope does not carry each of the pairs. */
export function requireContext(required: EncryptionContext, found: EncryptionContext): void {
  for (const [key, value] of required) if (found.get(key) !== value) throw failure('context-mismatch');
}

const invalid = (reason: string) => failure('invalid-context', {}, reason);
