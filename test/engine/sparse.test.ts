/** Files of holes: what they hold comes back; those larger than a message can be, or any disk, are refused at once. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile, open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { bodyLength, MAX_SEQUENCE } from '../../electron/envelope/frames.ts';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { bytesOf } from '../envelope/support.ts';
import { scratch } from '../support/scratch.ts';
import { codeOf, F, freshKey, materialsOf, only, openTo, sealTo, testEngine } from './support.ts';

const engine = testEngine();
const MiB = 1024 * 1024;

test('what lies between holes comes back where it was', async () => {
  await using folder = await scratch();
  const size = 24 * MiB + 1;
  const places = [0, 5 * F - 3, 12 * MiB, size - 10];
  const file = await openFile(folder.at('in'), 'w');
  await file.truncate(size);
  for (const [index, place] of places.entries()) await file.write(bytesOf(10, index), 0, 10, place);
  await file.close();
  await sealTo(engine, folder.at('in'), folder.at('sealed'));
  await openTo(engine, folder.at('sealed'), folder.at('out'));
  expect((await folder.read('out')).equals(await folder.read('in'))).toBe(true);
});

/** The one file system of Linux that takes files of any size, while they are holes. */
const MEMORY = '/dev/shm';
const HUGE = 2n ** 63n - 1n;

function whyNot(): string | null {
  const probe = join(MEMORY, `envelope-vault-probe-${process.pid}`);
  const { status, stderr, error } = spawnSync('truncate', ['-s', String(HUGE), probe], { encoding: 'utf8' });
  rmSync(probe, { force: true });
  return status === 0 ? null : `no file of ${HUGE} bytes can be made: ${stderr || error?.message}`;
}

const reason = whyNot();
if (reason !== null) console.warn(`test/engine/sparse: huge files are skipped: ${reason}`);

describe.skipIf(reason !== null)('larger than any disk', () => {
  const folder = reason === null ? mkdtempSync(join(MEMORY, 'envelope-vault-test-')) : '';
  const path = join(folder, 'huge');
  const extend = (size: bigint) => execFileSync('truncate', ['-s', String(size), path]);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const most = BigInt(MAX_SEQUENCE) * BigInt(F);
  test.each<[string, bigint, string]>([
    ['as much as a message holds', most - 1n, 'disk-full'],
    ['a byte more than a message holds', most, 'limit-exceeded'],
    ['2^50 bytes', 2n ** 50n, 'limit-exceeded'],
    ['more than numbers count exactly', 2n ** 53n + 1n, 'limit-exceeded'],
    ['as much as a file can have', HUGE, 'limit-exceeded'],
  ])('%s is refused before a key is asked for', async (_, size, code) => {
    await using other = await scratch();
    extend(size);
    const materials = vi.fn(async () => materialsOf());
    expect(await codeOf(engine.seal({ source: path, target: only(other.at('out')), materials }))).toBe(code);
    expect(materials).not.toHaveBeenCalled();
    expect(await other.names()).toEqual([]);
  });

  // 2^53 bytes are more than numbers count exactly: no place in such a file is ever computed.
  test.each([
    [
      'a length that frames can have',
      (header: number) => BigInt(header + bodyLength(2 ** 50, F)),
      'disk-full',
      'trailing-bytes',
    ],
    ['2^50 bytes', () => 2n ** 50n, 'disk-full', 'trailing-bytes'],
    ['2^53 bytes', () => 2n ** 53n, 'limit-exceeded', 'limit-exceeded'],
    ['2^62 bytes', () => 2n ** 62n, 'limit-exceeded', 'limit-exceeded'],
    ['as much as a file can have', () => HUGE, 'limit-exceeded', 'limit-exceeded'],
  ])(
    'an envelope followed by holes up to %s is refused, and nothing is made',
    async (_, sizeFor, whenOpened, whenVerified) => {
      await using other = await scratch();
      await sealTo(engine, await other.write('in', bytesOf(F)), other.at('sealed'));
      await copyFile(other.at('sealed'), path);
      const { header } = await engine.inspect({ source: path, policy: strictPolicy });
      extend(sizeFor(header.length));
      const request = { source: path, policy: strictPolicy, dataKey: async () => freshKey() };
      const target = only(other.at('out'));
      expect(await codeOf(engine.open({ ...request, target }))).toBe(whenOpened);
      expect(await codeOf(engine.verify(request))).toBe(whenVerified);
      expect(await other.names()).toEqual(['in', 'sealed']);
    },
  );
});
