/** The line that sums up many files: how many, how large, and what they cost in data keys and calls. */
import type { FileCommandName } from './grammar.ts';
import type { Result } from './report.ts';
import { formatRequest, formatSize } from './terminal.ts';

const doneWords: Readonly<Record<FileCommandName, string>> = {
  encrypt: 'encrypted',
  decrypt: 'decrypted',
  verify: 'verified',
  inspect: 'inspected',
};

export interface Tally {
  readonly add: (result: Result) => void;
  readonly failed: () => number;
  /** One line about all of them, or about there being none; empty for a single file. */
  readonly summary: (mode: FileCommandName) => string;
  /** What to send to an administrator for the first file that one could help; empty where there is none. */
  readonly request: () => string;
}

export function createTally(): Tally {
  const count: Record<Result['kind'], number> = { done: 0, inspected: 0, skipped: 0, failed: 0 };
  let bytes = 0;
  let calls = 0;
  let ownKeys = 0;
  /** Requests that gave data keys for several files. */
  const sharedKeys = new Set<string | null>();
  let request = '';
  return {
    add: (result) => {
      count[result.kind] += 1;
      if (result.kind !== 'skipped') calls += result.calls;
      if (result.kind === 'failed') request ||= result.error.details.request ?? '';
      if (result.kind === 'inspected') bytes += result.info.size;
      if (result.kind !== 'done') return;
      bytes += result.size;
      if (result.sharedKey === false) ownKeys += 1;
      if (result.sharedKey === true) sharedKeys.add(result.requestId);
    },
    failed: () => count.failed,
    request: () => formatRequest(request),
    summary: (mode) => {
      const done = count.done + count.inspected;
      if (done + count.failed + count.skipped === 1) return '';
      const rest = [count.failed && `${count.failed} failed`, count.skipped && `${count.skipped} skipped`];
      const keys = ownKeys + sharedKeys.size;
      const words = [
        `${counted(done, 'file')} ${doneWords[mode]}`,
        formatSize(bytes),
        ...(keys > 0 ? [counted(keys, 'data key')] : []),
        ...(calls > 0 ? [counted(calls, 'KMS call')] : []),
      ].join(', ');
      return `envelope: ${[words, rest.filter(Boolean).join(', ')].filter((part) => part !== '').join('; ')}\n`;
    },
  };
}

const counted = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
