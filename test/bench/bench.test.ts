/** The bench itself runs, in small: a report of all that was asked for, and nothing left behind. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch } from '../support/scratch.ts';

test('ours beside cp, in small', async ({ skip }) => {
  skip(process.platform !== 'linux', 'the bench runs on Linux only');
  await using folder = await scratch();
  const args = ['--size', '9M', '--rounds', '1', '--files', '3', '--only', 'ours,cp', '--no-install'];
  const places = ['--folder', folder.at('disk'), '--json', folder.at('report.json')];
  const sections = ['--sections', 'large-file,workers,small-files,key-service'];
  const script = join(import.meta.dirname, 'bench.ts');
  const run = spawnSync(process.execPath, [script, ...args, ...places, ...sections], { encoding: 'utf8' });
  expect({ status: run.status, failed: run.stdout.match(/FAILED.*/g) }).toEqual({
    status: 0,
    failed: null,
  });

  const report = JSON.parse(readFileSync(folder.at('report.json'), 'utf8'));
  const one = { seconds: [expect.any(Number)] };
  expect(report.results['large-file'].rows).toMatchObject(
    ['ours', 'cp', 'cp-sync'].map((name) => ({ name, encrypt: one, decrypt: one })),
  );
  expect(report.results['small-files'].rows).toMatchObject([
    { family: 'ours', files: 3 },
    { family: 'cp', files: 3, dataKeys: null },
  ]);
  expect(report.results['small-files'].rows[0].dataKeys).toBeGreaterThan(0);
  const pass = (calls: number) => ({ calls, throttled: 0, told: false });
  const shared = { dataKeys: 'shared', files: 3, encrypt: pass(1), decrypt: pass(1) };
  const perFile = { dataKeys: 'per-file', files: 3, encrypt: pass(3), decrypt: pass(3) };
  expect(report.results['key-service'].rows).toMatchObject(
    [0, 30, 200, 30].flatMap((latency) => [
      { latency, ...shared },
      { latency, ...perFile },
    ]),
  );
  expect(report.results.workers.rows.map(({ workers }: { workers: number }) => workers)).toEqual(
    expect.arrayContaining([1, 2, 4]),
  );
  for (const { what } of report.targets) expect(run.stdout).toContain(what);
  expect(readdirSync(folder.at('disk'))).toEqual([]);
}, 120_000);
