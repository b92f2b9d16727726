/** What is printed says what happened, and never steers the terminal. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatInfo } from '../../electron/cli/info.ts';
import { createProgress } from '../../electron/cli/progress.ts';
import { printed, type Result } from '../../electron/cli/report.ts';
import { createTally } from '../../electron/cli/tally.ts';
import { formatError, formatRequest, formatSize, safe, safeJson } from '../../electron/cli/terminal.ts';
import type { EnvelopeInfo } from '../../electron/contract/state.ts';
import { EngineError } from '../../electron/engine/errors.ts';
import { KmsError } from '../../electron/kms/errors.ts';
import { describeEnvelope } from '../../electron/vault/describe.ts';
import { explain } from '../../electron/vault/explain.ts';
import { metadataOf } from '../../electron/vault/metadata.ts';
import { awsArn, headerWith } from '../vault/envelopes.ts';

const hostile = '\x1b]0;owned\x07\x9b2J\r\n\u202egpj.exe\u2066\u2028\u{e0041}\x7f\0\udcff';
const STEERS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const anyText = fc.oneof(fc.constant(hostile), fc.string({ unit: 'binary' }));

const header = headerWith();
const info: EnvelopeInfo = describeEnvelope(header, 100);
const metadata = metadataOf(header);

test('sizes', () => {
  const sizes = [0, 1, 999, 1000, 1500, 123_456, 1e6, 2.5e9, 1e12, 1e15];
  expect(sizes.map(formatSize)).toEqual([
    '0 B',
    '1 B',
    '999 B',
    '1.0 kB',
    '1.5 kB',
    '123.5 kB',
    '1.0 MB',
    '2.5 GB',
    '1.0 TB',
    '1000.0 TB',
  ]);
});

test('an error says which file, what happened, that it is unchanged, what to do, and the code', () => {
  expect(formatError('a/b.pdf', explain(new EngineError('disk-full', 'ENOSPC')))).toBe(
    'envelope: a/b.pdf: There is not enough room on the disk. Nothing was left behind. Your file has not been changed. ' +
      'Make room, or choose another folder. [disk-full: ENOSPC]\n',
  );
  const aws = new KmsError('access-denied', { errorName: 'AccessDeniedException', requestId: 'r-1' });
  expect(formatError('x', explain(aws))).toMatch(/\[access-denied: AccessDeniedException, request r-1\]\n$/);
});

test('an error says of the other keys of an envelope why they did not open it', () => {
  const { details, ...error } = explain(new KmsError('access-denied'));
  const others = [{ code: 'key-disabled' as const, keyArn: awsArn }];
  expect(formatError('x', { ...error, details: { ...details, others } })).toMatch(
    `[access-denied; ${awsArn}: key-disabled]`,
  );
});

test('an error about no file names none', () => {
  expect(formatError(null, explain(new EngineError('cancelled')))).toBe(
    'envelope: Cancelled. Nothing was saved. [cancelled]\n',
  );
});

test('nothing hostile reaches the terminal: names, keys, context, AWS’s own names', () => {
  fc.assert(
    fc.property(anyText, fc.boolean(), (text, json) => {
      const error = explain(new KmsError('kms-error', { errorName: text, requestId: text }));
      const keys = [{ providerId: text, name: text, accountId: null, region: null, practice: true }];
      const told = { ...info, suiteName: text, keys, context: [[text, text]] as const };
      const outcome = {
        size: 1,
        keyArn: text,
        requestId: text,
        practice: true,
        metadata,
        sharedKey: true,
        calls: 1,
      };
      const results: readonly Result[] = [
        { kind: 'done', path: text, output: text, ...outcome },
        { kind: 'done', path: text, output: null, ...outcome },
        { kind: 'inspected', path: text, info: told, metadata, canOpen: { answer: 'no', error }, calls: 0 },
        { kind: 'skipped', path: text, reason: 'link' },
        { kind: 'failed', path: text, error, calls: 0 },
      ];
      const lines = results.map((result) => printed('encrypt', json, result)).flatMap(Object.values);
      for (const line of [...lines, safe(text), formatRequest(text)].join('').split('\n'))
        expect(line).not.toMatch(STEERS);
      for (const line of json ? lines : []) expect(line.split('\n').length).toBeLessThanOrEqual(2);
      expect(formatError(text, error).split('\n').length).toBe(2);
    }),
  );
});

test('JSON loses nothing', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(JSON.parse(safeJson({ [text]: text }))).toEqual({ [text]: text });
    }),
  );
});

test('an envelope is shown with all that its header says', () => {
  const shown = formatInfo('x', info, metadata, null);
  const { header: fields, header_auth: auth } = metadata;
  for (const field of [fields.commitment_key, fields.message_id, auth.tag, '0x0478', 'version 2', 'a = b']) {
    expect(shown).toContain(field);
  }
});

test('a key that is not one of AWS KMS does not look like one', () => {
  const shown = (keys: EnvelopeInfo['keys']) => formatInfo('x', { ...info, keys }, metadata, null);
  const key = {
    providerId: 'aws-kms',
    name: awsArn,
    accountId: '111122223333',
    region: 'us-east-1',
    practice: false,
  };
  const foreign = { ...key, accountId: null, region: null };
  expect(shown([key])).toContain(`  key             ${awsArn}\n`);
  expect(shown([{ ...foreign, providerId: 'evil-provider' }])).toContain(
    `  key             not an AWS KMS key: evil-provider, ${awsArn}\n`,
  );
  // What is not exactly a key ARN, though it may print like one.
  expect(shown([{ ...foreign, name: `${awsArn}.` }])).toContain(
    `  key             not an AWS KMS key: aws-kms, ${awsArn}.\n`,
  );
});

test('many are summed up, one is not', () => {
  const done: Result = {
    kind: 'done',
    path: 'a',
    output: 'b',
    size: 1_700_000_000,
    keyArn: '',
    requestId: null,
    practice: false,
    sharedKey: null,
    metadata,
    calls: 0,
  };
  const failed: Result = {
    kind: 'failed',
    path: 'a',
    error: explain(new EngineError('cancelled')),
    calls: 0,
  };
  const skipped: Result = { kind: 'skipped', path: 'a', reason: 'link' };
  const summary = (...results: readonly Result[]): string => {
    const tally = createTally();
    for (const result of results) tally.add(result);
    return tally.summary('encrypt');
  };
  expect([summary(done), summary(failed)]).toEqual(['', '']);
  expect(summary()).toBe('envelope: 0 files encrypted, 0 B\n');
  expect(summary(done, done)).toBe('envelope: 2 files encrypted, 3.4 GB\n');
  expect(summary(done, failed, skipped, skipped)).toBe(
    'envelope: 1 file encrypted, 1.7 GB; 1 failed, 2 skipped\n',
  );
  expect(summary(skipped, skipped)).toBe('envelope: 0 files encrypted, 0 B; 2 skipped\n');
  const own: Result = { ...done, sharedKey: false, calls: 1 };
  expect(summary(own, { ...own, calls: 3 }, { ...failed, calls: 2 })).toBe(
    'envelope: 2 files encrypted, 3.4 GB, 2 data keys, 6 KMS calls; 1 failed\n',
  );
  const shared = (requestId: string, calls: number): Result => ({
    ...done,
    requestId,
    sharedKey: true,
    calls,
  });
  expect(summary(shared('a', 1), shared('a', 0), shared('a', 0))).toBe(
    'envelope: 3 files encrypted, 5.1 GB, 1 data key, 1 KMS call\n',
  );
  expect(summary(shared('a', 1), shared('b', 1), own)).toContain(', 3 data keys, 3 KMS calls');
});

function terminal(isTTY: boolean) {
  let written = '';
  const write = (text: string): void => {
    written += text;
  };
  const text = (): string => {
    const all = written;
    written = '';
    return all;
  };
  return { stream: { isTTY, columns: 40, write }, text };
}

test('progress is one line, no wider than the terminal, and goes away', () => {
  const { stream, text } = terminal(true);
  const progress = createProgress(stream);
  progress.start(`${'n'.repeat(100)}${hostile}`).show('encrypting', 50, 100);
  const shown = text();
  expect(shown.startsWith('\r\x1b[K')).toBe(true);
  expect(shown.slice(4).length).toBe(39);
  expect(shown.slice(4)).not.toMatch(STEERS);
  progress.clear();
  expect(text()).toBe('\r\x1b[K');
});

test('progress of an empty file is no division by zero', () => {
  const { stream, text } = terminal(true);
  createProgress(stream).start('x').show('finishing', 0, 0);
  expect(text()).toMatch(/finishing x {2}100 % {2}\d+ B\/s$/);
});

test('progress of many files counts those that are done', () => {
  const { stream, text } = terminal(true);
  const progress = createProgress(stream);
  for (const name of 'ab') progress.start(name).end();
  progress.start('c').show('checking', 1, 4);
  expect(text()).toMatch(/2 done, checking c {2}25 % /);
});

test('no progress where nobody looks', () => {
  const { stream, text } = terminal(false);
  const progress = createProgress(stream);
  const file = progress.start('x');
  file.show('encrypting', 50, 100);
  file.end();
  progress.clear();
  expect(text()).toBe('');
});
