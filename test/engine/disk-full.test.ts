/** A disk without room, and one that fills up while a job runs: coded, nothing left behind, and what was there before stays as it was. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { bytesOf } from '../envelope/support.ts';
import { scratch } from '../support/scratch.ts';
import type { OtherJob } from './other-process.ts';

const child = fileURLToPath(new URL('./other-process.ts', import.meta.url));

/** Runs its arguments in a mount namespace where the folder `$1` is an empty disk of 2 MB with one file. */
const inNamespace = (folder: string, ...command: readonly string[]): [string, string[]] => {
  const mount = 'mount -t tmpfs -o size=2m tmpfs "$1" && printf theirs > "$1/taken" && shift && exec "$@"';
  const own = process.getuid?.() === 0 ? '-m' : '-rm';
  return ['unshare', [own, 'sh', '-c', mount, 'sh', folder, ...command]];
};

function whyNot(): string | null {
  if (process.platform !== 'linux') return 'only Linux has mount namespaces';
  const tried = spawnSync(...inNamespace('/mnt', 'true'), { encoding: 'utf8' });
  return tried.status === 0 ? null : `no small disk can be mounted: ${tried.stderr || tried.error?.message}`;
}

const reason = whyNot();
if (reason !== null) console.warn(`test/engine/disk-full is skipped: ${reason}`);

test.skipIf(reason !== null)('encrypting and decrypting onto a full disk', async () => {
  await using folder = await scratch();
  const disk = folder.at('disk');
  await mkdir(disk);
  const big = await folder.write('big', bytesOf(5_000_000));
  const small = await folder.write('small', bytesOf(1_000));
  const fitting = await folder.write('fitting', bytesOf(1_000_000));
  const jobs: readonly OtherJob[] = [
    ['seal', small, `${disk}/small.envelope`],
    ['list', disk],
    ['seal', big, `${disk}/big.envelope`],
    ['seal-while-filling', fitting, `${disk}/fitting.envelope`],
    ['seal', big, `${disk}/taken`],
    ['seal', big, `${disk}/taken`, true],
    ['seal', big, folder.at('big.envelope')],
    ['open', folder.at('big.envelope'), `${disk}/big`],
    ['open', folder.at('big.envelope'), `${disk}/taken`, true],
    ['list', disk],
    // The engine goes on working afterwards.
    ['open', `${disk}/small.envelope`, `${disk}/small`],
  ];
  const command = inNamespace(disk, process.execPath, child, JSON.stringify({ drop: false, jobs }));
  const { stdout } = await promisify(execFile)(...command);
  const [first, before, ...results] = JSON.parse(stdout);
  const after = results.at(-2);
  expect(first).toBe('done');
  expect(after).toBe(before);
  expect(JSON.parse(before)).toEqual([
    ['small.envelope', expect.any(String)],
    ['taken', 'theirs'],
  ]);
  const full = 'disk-full';
  const late = 'disk-full after asking for a key';
  expect(results).toEqual([full, late, 'target-exists', full, 'done', full, full, after, 'done']);
});
