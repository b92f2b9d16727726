/** What is printed about each file, for people or for programs. */
import { resolve } from 'node:path';
import type { VaultError } from '../contract/errors.ts';
import type { EnvelopeInfo, Preflight } from '../contract/state.ts';
import type { HeaderMetadata } from '../vault/metadata.ts';
import { STANDARD_STREAM } from './command.ts';
import type { FileCommandName } from './grammar.ts';
import { formatInfo } from './info.ts';
import type { SkipReason } from './plan.ts';
import { formatError, formatSize, safe, safeJson } from './terminal.ts';

/** One file that the command has worked on. Paths are as the person gave them; `-` for standard input and output. */
export type Finished =
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
      /** Whether its data key is kept for other new envelopes of the command, too; null where none was made. */
      readonly sharedKey: boolean | null;
      /** null where it was not asked for. */
      readonly metadata: HeaderMetadata | null;
    }
  | {
      readonly kind: 'inspected';
      readonly path: string;
      readonly info: EnvelopeInfo;
      readonly metadata: HeaderMetadata;
      /** null where it was not asked. */
      readonly canOpen: Preflight | null;
    };

/** Calls for the file's data key, those that AWS throttled or that failed included. */
interface Counted {
  readonly calls: number;
}

/** What became of one file. */
export type Result =
  | (Finished & Counted)
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: SkipReason }
  /** `path` is null where no file is to blame. */
  | ({ readonly kind: 'failed'; readonly path: string | null; readonly error: VaultError } & Counted);

/** Text for standard output and for standard error; empty for nothing. */
export interface Printed {
  readonly results: string;
  readonly messages: string;
}

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
        results: formatInfo(streamName(result.path, 'input'), result.info, result.metadata, result.canOpen),
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
      return { results: '', messages: formatError(path && streamName(path, 'input'), error) };
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
      const { output, size, keyArn, requestId, practice, metadata, sharedKey, calls } = result;
      const made = output === null ? { content_size: size } : { output: fullPath(output, '<stdout>'), size };
      const shared = sharedKey === null ? {} : { shared_data_key: sharedKey };
      const key = { key_arn: keyArn, request_id: requestId, ...shared, kms_calls: calls, practice };
      return { ...common, ...made, ...metadata, ...key };
    }
    case 'inspected': {
      const { size, contentSize, suiteId, committed, signed, practice, keys } = result.info;
      const facts = { size, content_size: contentSize, suite_id: suiteId, committed, signed, practice };
      const asked = result.canOpen === null ? {} : { can_open: result.canOpen };
      return { ...common, ...result.metadata, ...facts, keys: keys.map(keyJson), ...asked };
    }
    case 'skipped':
      return { ...common, skipped: true, reason: result.reason };
    case 'failed':
      return { ...common, error: result.error, kms_calls: result.calls };
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
