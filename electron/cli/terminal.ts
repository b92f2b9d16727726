/**
 * How things are written for a terminal.
 *
 * File names and envelope fields are hostile input: nothing of them that could steer a terminal gets through.
 */
import type { ErrorCode, VaultError } from '../contract/errors.ts';
import type { Preflight } from '../contract/keys.ts';
import { escapeUnsafe, UNSAFE } from '../vault/unsafe-text.ts';

/** The text with everything that could steer a terminal replaced. */
export const safe = (text: string): string => text.replace(UNSAFE, '\ufffd');

/** One line of JSON with everything that could steer a terminal escaped, so that nothing is lost. */
export const safeJson = (value: unknown): string => escapeUnsafe(JSON.stringify(value));

export function formatSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}

/** Characters, so that short tables look alike. */
const MIN_LABEL = 15;

/** Failures that are about no file's content. */
const WITHOUT_FILE: readonly ErrorCode[] = ['file-not-found', 'folder-not-readable'];

/**
 * `file` is what the person called it; null where the failure is not about a file, but maybe about something else that
 * was `named`.
 */
export function formatError(file: string | null, error: VaultError, named = ''): string {
  const { code, message, advice } = error;
  const unchanged = file === null || WITHOUT_FILE.includes(code) ? '' : 'Your file has not been changed.';
  const words = [message, unchanged, advice].filter((part) => part !== '').join(' ');
  const subject = file === '' ? "''" : (file ?? named);
  const about = subject === '' ? '' : `${safe(subject)}: `;
  return `envelope: ${about}${safe(words)} ${tag(error)}\n`;
}

/** What programs and administrators look for: `[access-denied: AccessDeniedException, request 5b1c…]`. */
function tag({ code, details }: VaultError): string {
  const aws = [details.errorName, details.requestId && `request ${details.requestId}`].filter(Boolean);
  const others = (details.others ?? []).map((one) => `; ${one.keyArn}: ${one.code}`).join('');
  return `[${code}${aws.length === 0 ? '' : `: ${safe(aws.join(', '))}`}${safe(others)}]`;
}

/** Text to be sent to an administrator; empty for empty. */
export function formatRequest(request: string): string {
  if (request === '') return '';
  const lines = request.split('\n').map((line) => `  ${safe(line)}\n`);
  return `envelope: to ask an administrator for it:\n${lines.join('')}`;
}

/** Whether something can be done, and why not. */
export function formatAnswer({ answer, error }: Preflight): string {
  const word = answer === 'unknown' ? 'not known' : answer;
  return error === null ? word : `${word}: ${error.message} ${tag(error)}`;
}

/** A title, and under it what is known, in rows. */
export function formatRows(
  title: string,
  rows: readonly (readonly [label: string, value: string])[],
): string {
  const width = Math.max(MIN_LABEL, ...rows.map(([label]) => label.length));
  const lines = rows.map(([label, value]) => `  ${label.padEnd(width)} ${safe(value)}`);
  return [safe(title), ...lines, ''].join('\n');
}

/** Characters of a column; what is longer moves the rest of its line. */
const MAX_COLUMN = 40;

/** Columns with their heads; nothing where there are no rows. `-` stands for an empty cell. */
export function formatTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [heads, ...rows].map((row) => row.map((cell) => safe(cell) || '-'));
  const widths = heads.map((_, column) =>
    Math.min(
      MAX_COLUMN,
      lines.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0),
    ),
  );
  return lines
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
