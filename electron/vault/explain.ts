/**
 * The one table from codes to words: every failure of the layers below becomes a `VaultError` here.
 *
 * Words come from this file only; no message of AWS or the system is passed on, since those can quote content.
 */
import type { ErrorCode, ErrorDetails, VaultError } from '../contract/errors.ts';
import { EngineError } from '../engine/errors.ts';
import { EnvelopeError } from '../envelope/errors.ts';
import { KmsError } from '../kms/errors.ts';
import { VaultFailure } from './failure.ts';
import { texts } from './texts.ts';

/** Codes whose words leave room for a reason. */
const reasoned: ReadonlySet<ErrorCode> = new Set(['profile-unusable', 'invalid-context', 'key-unusable']);

/**
 * Makes a failure with the words for `code`.
 *
 * `note` is more about it in our own words: the part of an envelope, or why a profile, key or encryption context
 * cannot be used.
 */
export function failure(code: ErrorCode, details: ErrorDetails = {}, note = ''): VaultFailure {
  const { message, advice } = texts[code];
  const place = /^frame \d+$/.test(note) || note === 'header' || note === 'signature' ? ` (${note})` : '';
  const reason = reasoned.has(code) && note !== '' ? `: ${note}` : '.';
  const accounts = details.accounts?.join(', ') ?? '';
  const words = message
    .replace('{place}', () => place)
    .replace('{reason}', () => reason)
    .replace('{accounts}', () => accounts);
  return new VaultFailure({ code, message: words, advice, details });
}

/** What a caught exception is to a person; `file` is the name, without folder, of the file it is about. */
export function explain(error: unknown, file?: string): VaultError {
  const about: ErrorDetails = file === undefined ? {} : { file };
  if (error instanceof VaultFailure) {
    return { ...error.error, details: { ...about, ...error.error.details } };
  }
  return toFailure(error, about).error;
}

function toFailure(error: unknown, about: ErrorDetails): VaultFailure {
  if (error instanceof EnvelopeError) return failure(error.code, about, error.part);
  if (error instanceof EngineError) {
    return failure(error.code, error.errorName === null ? about : { ...about, errorName: error.errorName });
  }
  if (error instanceof KmsError) return failure(error.code, { ...about, ...error.details });
  return failure('internal', error instanceof Error ? { ...about, errorName: error.name } : about);
}
