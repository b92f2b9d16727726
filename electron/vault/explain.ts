/**
 * The one table from codes to words: every failure of the layers below becomes a `VaultError` here.
 *
 * Words come from this file only; no message of AWS or the system is passed on, since those can quote content.
 */
import type { ErrorCode, ErrorDetails, VaultError } from '../contract/errors.ts';
import { EngineError } from '../engine/errors.ts';
import { EnvelopeError } from '../envelope/errors.ts';
import { parseKeyArn } from '../kms/arn.ts';
import { KmsError } from '../kms/errors.ts';
import { accessRequest } from './access-request.ts';
import { VaultFailure } from './failure.ts';
import { texts } from './texts.ts';

/**
 * Makes a failure with the words for `code`.
 *
 * `details.command` takes the place of the advice. `note` is more about it in our own words, for messages that leave
 * room for it: the part of an envelope, or why a profile, key or encryption context cannot be used.
 */
export function failure(code: ErrorCode, details: ErrorDetails = {}, note = ''): VaultFailure {
  const { message, advice } = texts[code];
  const place = /^frame \d+$/.test(note) || note === 'header' || note === 'signature' ? ` (${note})` : '';
  const reason = note === '' ? '.' : `: ${note}`;
  const accounts = details.accounts?.join(', ') ?? '';
  const words = message
    .replace('{place}', () => place)
    .replace('{reason}', () => reason)
    .replace('{accounts}', () => accounts)
    .replace('{role}', () => roleWords(details.role, accounts));
  const todo = details.command === undefined ? advice : `Run: ${details.command}`;
  return new VaultFailure({ code, message: words, advice: todo, details });
}

const roleWords = (role: string | undefined, accounts: string): string =>
  role === undefined ? "this profile's role" : `${role}${accounts && ` in account ${accounts}`}`;

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
  if (error instanceof KmsError) return ofKms(error, about);
  return failure('internal', error instanceof Error ? { ...about, errorName: error.name } : about);
}

/** With what only the details tell, and whom to ask for what. */
function ofKms(error: KmsError, about: ErrorDetails): VaultFailure {
  const { asked, caller, clockOff, deletionDate, ...plain } = error.details;
  const accounts = error.code === 'access-denied' ? foreignAccount(caller, plain.keyArn) : '';
  const code = accounts === '' ? error.code : 'other-account';
  const request = asked === undefined ? null : accessRequest(code, asked, error.details);
  const notes: Partial<Record<ErrorCode, string>> = {
    'other-account': accounts,
    'clock-skew': clockOff ? `it is ${clockOff} ${clockOff === 1 ? 'minute' : 'minutes'} off.` : '',
    'key-pending-deletion': deletionDate === undefined ? '' : `it will be deleted on ${day(deletionDate)}.`,
  };
  return failure(code, { ...about, ...plain, ...(request !== null && { request }) }, notes[code]);
}

/** Whose the key is and who asked, where that is another account; else empty. */
function foreignAccount(caller: string | undefined, keyArn: string | undefined): string {
  const owner = parseKeyArn(keyArn ?? '')?.accountId;
  const own = caller?.split(':')[4];
  if (owner === undefined || own === undefined || own === owner) return '';
  return `${owner}, and you are in ${own}.`;
}

/** `2026-12-24` of a date in ISO 8601. */
export const day = (date: string): string => date.slice(0, 'YYYY-MM-DD'.length);
