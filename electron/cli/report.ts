/** What is printed about each file, for people or for programs, and the line that sums up many. */
import { resolve } from 'node:path';
import type { ErrorCode, VaultError } from '../contract/errors.ts';
import type { EnvelopeInfo } from '../contract/state.ts';
import type { HeaderMetadata } from '../vault/metadata.ts';
import { STANDARD_STREAM } from './arguments.ts';
import type { FileCommandName } from './grammar.ts';
import { formatInfo } from './info.ts';
import type { SkipReason } from './plan.ts';
import { formatError, formatSize, safe, safeJson } from './terminal.ts';

/** What became of one file. Paths are as the person gave them; `-` for standard input and output. */
export type Result =
  | {
      readonly kind: 'done';
      readonly path: string;
      /** Of the file made; null where none was to be. */
      readonly output: string | null;
      /** Bytes of the file made, or of the content verified. */
      readonly size: number;
      readonly keyArn: string;
      readonly requestId: string | null;
      readonly practice: boolean;
      /** null where it was not asked for. */
      readonly metadata: HeaderMetadata | null;
    }
  | {
      readonly kind: 'inspected';
      readonly path: string;
      readonly info: EnvelopeInfo;
      readonly metadata: HeaderMetadata;
    }
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: SkipReason }
  /** `path` is null where no file is to blame. */
  | { readonly kind: 'failed'; readonly path: string | null; readonly error: VaultError };

/** Text for standard output and for standard error; empty for nothing. */
export interface Printed {
  readonly results: string;
  readonly messages: string;
}

/** What the command line advises where the window has other means. */
const advice: Partial<Readonly<Record<ErrorCode, string>>> = {
  'is-a-folder': 'Say --recursive to take the files in it.',
  'target-exists':
    'Say --output to put the result elsewhere, or --on-conflict keep-both or replace; only ordinary files are replaced, ' +
    'never the one that is read, nor another result of the same run.',
  'uncommitted-suite': 'If you trust where it came from, say --allow-uncommitted.',
  'practice-key-missing':
    'Practice envelopes open only where they were made. To encrypt, leave --key out: a practice key is there or is made.',
  'name-not-unicode': 'Rename it, or give its content as standard input.',
};

/** Why something was left out; null for what is only counted. */
const reasonWords: Readonly<Record<SkipReason, string | null>> = {
  link: 'links are not followed',
  results: 'results of this command go there',
  temporary: 'a temporary file of this program',
  envelope: 'it is an envelope already',
  'no-envelope': null,
};

export function printed(mode: FileCommandName, json: boolean, result: Result): Printed {
  if (json) return { results: `${safeJson(jsonOf(mode, result))}\n`, messages: '' };
  switch (result.kind) {
    case 'done':
      return { results: formatDone(result), messages: '' };
    case 'inspected':
      return {
        results: formatInfo(streamName(result.path, 'input'), result.info, result.metadata),
        messages: '',
      };
    case 'skipped': {
      const words = reasonWords[result.reason];
      return {
        results: '',
        messages: words === null ? '' : `envelope: ${safe(result.path)}: skipped: ${words}\n`,
      };
    }
    case 'failed': {
      const { path, error } = result;
      const advised = { ...error, advice: advice[error.code] ?? error.advice };
      return { results: '', messages: formatError(path && streamName(path, 'input'), advised) };
    }
  }
}

function formatDone({ path, output, size, practice }: Extract<Result, { kind: 'done' }>): string {
  const about = `(${formatSize(size)}${practice ? ', practice' : ''})`;
  const source = safe(streamName(path, 'input'));
  return output === null
    ? `${source}: OK ${about}\n`
    : `${source} -> ${safe(streamName(output, 'output'))} ${about}\n`;
}

const streamName = (path: string, end: 'input' | 'output'): string =>
  path === STANDARD_STREAM ? `standard ${end}` : path;

/** Field names are those of `aws-encryption-cli --metadata-output`; what it does not have is added. */
function jsonOf(mode: FileCommandName, result: Result): object {
  const common = { mode, ...(result.path !== null && { input: fullPath(result.path, '<stdin>') }) };
  switch (result.kind) {
    case 'done': {
      const { output, size, keyArn, requestId, practice, metadata } = result;
      const made = output === null ? { content_size: size } : { output: fullPath(output, '<stdout>'), size };
      return { ...common, ...made, ...metadata, key_arn: keyArn, request_id: requestId, practice };
    }
    case 'inspected': {
      const { size, contentSize, suiteId, committed, signed, practice, keys } = result.info;
      const facts = { size, content_size: contentSize, suite_id: suiteId, committed, signed, practice };
      return { ...common, ...result.metadata, ...facts, keys: keys.map(keyJson) };
    }
    case 'skipped':
      return { ...common, skipped: true, reason: result.reason };
    case 'failed':
      return { ...common, error: result.error };
  }
}

const fullPath = (path: string, stream: string): string =>
  path === STANDARD_STREAM ? stream : resolve(path);

const keyJson = ({
  providerId,
  name,
  accountId,
  region,
  practice,
}: EnvelopeInfo['keys'][number]): object => ({
  provider_id: providerId,
  name,
  account_id: accountId,
  region,
  practice,
});

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
}

export function createTally(): Tally {
  const count: Record<Result['kind'], number> = { done: 0, inspected: 0, skipped: 0, failed: 0 };
  let bytes = 0;
  return {
    add: (result) => {
      count[result.kind] += 1;
      if (result.kind === 'done') bytes += result.size;
      if (result.kind === 'inspected') bytes += result.info.size;
    },
    failed: () => count.failed,
    summary: (mode) => {
      const done = count.done + count.inspected;
      if (done + count.failed + count.skipped === 1) return '';
      const rest = [count.failed && `${count.failed} failed`, count.skipped && `${count.skipped} skipped`];
      const words = `${done} ${done === 1 ? 'file' : 'files'} ${doneWords[mode]}, ${formatSize(bytes)}`;
      return `envelope: ${[words, rest.filter(Boolean).join(', ')].filter((part) => part !== '').join('; ')}\n`;
    },
  };
}
