/** What is printed says what happened, and never steers the terminal. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatError,
  formatInfo,
  formatSize,
  progressLine,
  safe,
  safeJson,
} from '../../electron/cli/terminal.ts';
import type { EnvelopeInfo } from '../../electron/contract/state.ts';
import { EngineError } from '../../electron/engine/errors.ts';
import { KmsError } from '../../electron/kms/errors.ts';
import { explain } from '../../electron/vault/explain.ts';

const hostile = '\x1b]0;owned\x07\x9b2J\r\n\u202egpj.exe\u2066\u2028\u{e0041}\x7f\0';
const STEERS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

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

test('an error about no file names none', () => {
  expect(formatError(null, explain(new EngineError('cancelled')))).toBe(
    'envelope: Cancelled. Nothing was saved. [cancelled]\n',
  );
});

test('nothing hostile reaches the terminal: names, keys, context, AWS’s own names', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constant(hostile), fc.string({ unit: 'binary' })), (text) => {
      const info = {
        size: 1,
        contentSize: 1,
        suiteId: 1,
        suiteName: text,
        committed: true,
        signed: false,
        version: 2 as const,
        frameLength: 1,
        messageId: '',
        headerDigest: '',
        keys: [{ providerId: text, name: text, accountId: null, region: null, practice: true }],
        context: [[text, text]] as const,
        practice: true,
      };
      const error = explain(new KmsError('kms-error', { errorName: text, requestId: text }));
      const printed = [
        safe(text),
        formatError(text, error),
        formatInfo(text, info),
        safeJson({ text, info }),
      ];
      for (const line of printed.join('').split('\n')) expect(line).not.toMatch(STEERS);
      expect(formatError(text, error).split('\n').length).toBe(2);
    }),
  );
});

test('a key that is not one of AWS KMS does not look like one', () => {
  const arn = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const printed = (keys: EnvelopeInfo['keys']) =>
    formatInfo('x', {
      size: 1,
      contentSize: 1,
      suiteId: 1,
      suiteName: 's',
      committed: true,
      signed: false,
      version: 2,
      frameLength: 1,
      messageId: '',
      headerDigest: '',
      keys,
      context: [],
      practice: false,
    });
  const key = {
    providerId: 'aws-kms',
    name: arn,
    accountId: '111122223333',
    region: 'us-east-1',
    practice: false,
  };
  const foreign = { ...key, accountId: null, region: null };
  expect(printed([key])).toContain(`  key             ${arn}\n`);
  expect(printed([{ ...foreign, providerId: 'evil-provider' }])).toContain(
    `  key             not an AWS KMS key: evil-provider, ${arn}\n`,
  );
  // What is not exactly a key ARN, though it may print like one.
  expect(printed([{ ...foreign, name: `${arn}.` }])).toContain(
    `  key             not an AWS KMS key: aws-kms, ${arn}.\n`,
  );
});

test('JSON loses nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constant(hostile), fc.string({ unit: 'binary' })), (text) => {
      expect(JSON.parse(safeJson({ [text]: text }))).toEqual({ [text]: text });
    }),
  );
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
  const line = progressLine(`${'n'.repeat(100)}${hostile}`, stream);
  line.show('encrypting', 50, 100);
  const shown = text();
  expect(shown.startsWith('\r\x1b[K')).toBe(true);
  expect(shown.slice(4).length).toBe(39);
  expect(shown.slice(4)).not.toMatch(STEERS);
  line.clear();
  expect(text()).toBe('\r\x1b[K');
});

test('progress of an empty file is no division by zero', () => {
  const { stream, text } = terminal(true);
  progressLine('x', stream).show('finishing', 0, 0);
  expect(text()).toMatch(/finishing x {2}100 % {2}\d+ B\/s$/);
});

test('no progress where nobody looks', () => {
  const { stream, text } = terminal(false);
  const line = progressLine('x', stream);
  line.show('encrypting', 50, 100);
  line.clear();
  expect(text()).toBe('');
});
