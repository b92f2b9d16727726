/**
 * What the command line prints: results on standard output, errors and progress on standard error.
 *
 * File names and envelope fields are hostile input: control characters never reach the terminal.
 */
import type { VaultError } from '../contract/errors.ts';
import type { EnvelopeInfo, EnvelopeKey } from '../contract/state.ts';
import type { Stage } from '../engine/engine.ts';

const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
/** The text with everything that could steer a terminal replaced. */
export const safe = (text: string): string => text.replace(CONTROL, '�');

/** One line of JSON with everything that could steer a terminal escaped, so that nothing is lost. */
export const safeJson = (value: unknown): string =>
  JSON.stringify(value).replace(CONTROL, (found) =>
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

/** `file` is what the person called it; null where the failure is not about a file. */
export function formatError(file: string | null, { code, message, advice, details }: VaultError): string {
  const aws = [details.errorName, details.requestId && `request ${details.requestId}`]
    .filter(Boolean)
    .join(', ');
  const unchanged = file === null || code === 'file-not-found' ? '' : 'Your file has not been changed.';
  const words = [message, unchanged, advice].filter((part) => part !== '').join(' ');
  const about = file === null ? '' : `${safe(file) || "''"}: `;
  return `envelope: ${about}${safe(words)} [${code}${aws === '' ? '' : `: ${safe(aws)}`}]\n`;
}

export function formatInfo(name: string, info: EnvelopeInfo): string {
  const rows: (readonly [string, string])[] = [
    ['content', formatContentSize(info)],
    ['suite', info.suiteName],
    ['key commitment', info.committed ? 'yes' : 'no'],
    ['signed', info.signed ? 'yes' : 'no'],
    ['frames', info.frameLength === null ? 'none' : `${info.frameLength} bytes each`],
    ...info.keys.map((key) => ['key', formatKey(key)] as const),
    ...info.context.map(([key, value]) => ['context', `${key} = ${value}`] as const),
  ];
  const lines = rows.map(([label, value]) => `  ${label.padEnd(15)} ${safe(value)}`);
  return [`${safe(name)} (unverified until decrypted)`, ...lines, ''].join('\n');
}

function formatContentSize({ contentSize, signed }: EnvelopeInfo): string {
  if (contentSize !== null) return formatSize(contentSize);
  return signed ? 'size known after decrypting' : 'size unknown: the end of the envelope seems to be missing';
}

/** `key` is hostile: only what `describeEnvelope` found to be the ARN of a KMS key is printed as one. */
function formatKey({ providerId, name, accountId, practice }: EnvelopeKey): string {
  if (providerId !== 'aws-kms' || accountId === null) return `not an AWS KMS key: ${providerId}, ${name}`;
  return practice ? `${name} (practice: not protected by AWS)` : name;
}

const stageWords: Readonly<Record<Stage, string>> = {
  'waiting-for-key': 'waiting for the key',
  encrypting: 'encrypting',
  decrypting: 'decrypting',
  checking: 'checking',
  finishing: 'finishing',
};

export interface ProgressLine {
  readonly show: (stage: Stage, done: number, total: number) => void;
  readonly clear: () => void;
}

/** Where progress is written; `columns` is the width in characters. */
export type ProgressStream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns'> & {
  readonly write: (text: string) => unknown;
};

/** One line that is written over; nothing at all where `stream` is not a terminal. */
export function progressLine(name: string, stream: ProgressStream): ProgressLine {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
  const started = performance.now();
  return {
    show: (stage, done, total) => {
      const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
      const rate = formatSize(Math.round(done / ((performance.now() - started) / 1000 || 1)));
      const line = `${stageWords[stage]} ${safe(name)}  ${percent} %  ${rate}/s`;
      stream.write(`\r\x1b[K${line.slice(0, Math.max(20, stream.columns - 1))}`);
    },
    clear: () => {
      stream.write('\r\x1b[K');
    },
  };
}
