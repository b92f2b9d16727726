/**
 * How things are written for a terminal.
 *
 * File names and envelope fields are hostile input: nothing of them that could steer a terminal gets through.
 */
import type { ErrorCode, VaultError } from '../contract/errors.ts';

/** Control and format characters, breaks of lines, and lone surrogates (which stand for bytes: names.ts). */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** The text with everything that could steer a terminal replaced. */
export const safe = (text: string): string => text.replace(UNSAFE, '\ufffd');

/** One line of JSON with everything that could steer a terminal escaped, so that nothing is lost. */
export const safeJson = (value: unknown): string =>
  JSON.stringify(value).replace(UNSAFE, (found) =>
    found
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );

export function formatSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}

/** Failures that are about no file's content. */
const WITHOUT_FILE: readonly ErrorCode[] = ['file-not-found', 'folder-not-readable'];

/** `file` is what the person called it; null where the failure is not about a file. */
export function formatError(file: string | null, { code, message, advice, details }: VaultError): string {
  const aws = [details.errorName, details.requestId && `request ${details.requestId}`]
    .filter(Boolean)
    .join(', ');
  const unchanged = file === null || WITHOUT_FILE.includes(code) ? '' : 'Your file has not been changed.';
  const words = [message, unchanged, advice].filter((part) => part !== '').join(' ');
  const about = file === null ? '' : `${safe(file) || "''"}: `;
  return `envelope: ${about}${safe(words)} [${code}${aws === '' ? '' : `: ${safe(aws)}`}]\n`;
}
