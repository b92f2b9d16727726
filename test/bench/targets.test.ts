import { describe, expect, test } from 'vitest';
import type { LargeFileRow } from './sections/large-file.ts';
import { judge, type Results } from './targets.ts';

const nothing: Results = {
  limits: null,
  'large-file': null,
  workers: null,
  'small-files': null,
  'key-service': null,
  memory: null,
};
const verdicts = (results: Partial<Results>) =>
  Object.fromEntries(
    judge({ ...nothing, ...results }).map(({ what, measured, verdict }) => [what, [measured, verdict]]),
  );
const row = (
  name: LargeFileRow['name'],
  encrypt: readonly number[],
  decrypt: readonly number[],
): LargeFileRow => ({
  name,
  title: name,
  encrypt: { seconds: encrypt, peakBytes: null },
  decrypt: { seconds: decrypt, peakBytes: null },
});

test('what was not measured is neither met nor missed', () => {
  expect(new Set(judge(nothing).map(({ verdict }) => verdict))).toEqual(new Set(['not measured']));
});

describe('the large file', () => {
  const copy = row('cp-sync', [2, 2, 2], [2, 2, 2]);

  test('exactly as fast as wanted is met', () => {
    const rows = [
      row('ours', [2, 2, 2], [2.2, 2.2, 2.2]),
      copy,
      row('age', [4, 4, 4], []),
      row('client-node-64k', [16, 16, 16], []),
    ];
    expect(verdicts({ 'large-file': { size: 1, rows } })).toMatchObject({
      'encrypt, synced: time of cp followed by sync -d': [1, 'met'],
      'encrypt, synced: as fast as age': [2, 'met'],
      'encrypt, synced: as fast as client-node at 64 KiB': [8, 'met'],
      'decrypt, synced: time of cp followed by sync -d': [1.1, 'met'],
    });
  });

  test('a little slower is missed', () => {
    const rows = [
      row('ours', [2.5, 2.5, 2.5], [2.5, 2.5, 2.5]),
      copy,
      row('age', [4, 4, 4], []),
      row('client-node-64k', [16, 16, 16], []),
    ];
    expect(verdicts({ 'large-file': { size: 1, rows } })).toMatchObject({
      'encrypt, synced: time of cp followed by sync -d': [1.25, 'missed'],
      'encrypt, synced: as fast as age': [1.6, 'missed'],
      'encrypt, synced: as fast as client-node at 64 KiB': [6.4, 'missed'],
      'decrypt, synced: time of cp followed by sync -d': [1.25, 'missed'],
    });
  });
});

describe('memory', () => {
  const name = 'peak memory above idle, any size and direction';
  const MB = 1e6;
  const peak = (megabytes: number) => ({ peak: megabytes * MB, seconds: 1 });
  const memory = {
    idle: { encrypt: 80 * MB, decrypt: 90 * MB },
    rows: [
      { size: 1, encrypt: peak(100), decrypt: peak(291) },
      { size: 2, encrypt: peak(279), decrypt: peak(100) },
    ],
    leftOut: [],
  };

  test('the worst size and direction counts', () => {
    expect(verdicts({ memory })).toMatchObject({ [name]: [201, 'missed'] });
  });

  test('a size that was left out is not claimed', () => {
    expect(verdicts({ memory: { ...memory, leftOut: [20] } })).toMatchObject({
      [name]: [null, 'not measured'],
    });
  });
});

test('small files: the median of the rounds, and how many data keys', () => {
  const ours = { family: 'ours' as const, title: '', files: 9000, decrypt: [1], dataKeys: 2 };
  const rows = [{ ...ours, encrypt: [2, 3, 9] }];
  expect(verdicts({ 'small-files': { rows } })).toMatchObject({
    'small files encrypted in one run': [3000, 'met'],
    'data keys of such a run': [2, 'missed'],
  });
});

test('event loop: with as many threads as the app takes', () => {
  const idle = { p50: 1, p99: 1, max: 1 };
  const one = { encrypt: [1], decrypt: [1], idle };
  const rows = [
    { ...one, workers: 1, delay: { p50: 1, p99: 2, max: 3 } },
    { ...one, workers: 2, delay: { p50: 1, p99: 17, max: 30 } },
  ];
  expect(verdicts({ workers: { size: 1, appWorkers: 2, rows } })).toMatchObject({
    'event loop delay at full speed, p99': [17, 'missed'],
  });
});

test('key service: the most calls of a run with one data key, and the slower way under the quota', () => {
  const pass = (seconds: number, calls: number) => ({ seconds, calls, throttled: 0, told: false });
  const row = { latency: 30, files: 900 };
  const rows = [
    { ...row, quota: null, dataKeys: 'shared' as const, encrypt: pass(1, 1), decrypt: pass(1, 1) },
    { ...row, quota: 100, dataKeys: 'shared' as const, encrypt: pass(1, 1), decrypt: pass(1, 2) },
    { ...row, quota: null, dataKeys: 'per-file' as const, encrypt: pass(1, 900), decrypt: pass(1, 900) },
    { ...row, quota: 100, dataKeys: 'per-file' as const, encrypt: pass(9, 910), decrypt: pass(10, 920) },
  ];
  expect(verdicts({ 'key-service': { rows } })).toMatchObject({
    'calls of KMS with one data key, each way': [2, 'missed'],
    'files with a data key each, of a quota of 100/s': [0.9, 'met'],
  });
});
