/** A disk without room, and one that fills up while a job runs: coded, nothing left behind, and what was there before stays as it was. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { secretBytes } from '../../electron/envelope/bytes.ts';
import { bytesOf } from '../envelope/support.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import type { OtherJob, OtherRequest } from './other-process.ts';
import { sealTo, testEngine } from './support.ts';

const engine = testEngine(1);

const child = fileURLToPath(new URL('./other-process.ts', import.meta.url));

/** Runs its arguments in a mount namespace where the folder `$1` is a disk of 2 MB with one file, after `prepare`. */
const inNamespace = (folder: string, prepare: string, ...command: readonly string[]): [string, string[]] => {
  const mount = 'mount -t tmpfs -o size=2m tmpfs "$1" && printf theirs > "$1/taken"';
  const own = process.getuid?.() === 0 ? '-m' : '-rm';
  return [
    'unshare',
    [own, 'sh', '-c', `${mount} && ${prepare}; shift && exec "$@"`, 'sh', folder, ...command],
  ];
};

function whyNot(): string | null {
  if (process.platform !== 'linux') return 'only Linux has mount namespaces';
  const tried = spawnSync(...inNamespace('/mnt', 'true', 'true'), { encoding: 'utf8' });
  return tried.status === 0 ? null : `no small disk can be mounted: ${tried.stderr || tried.error?.message}`;
}

const reason = whyNot();
if (reason !== null) console.warn(`test/engine/disk-full is skipped: ${reason}`);

/** Files that are larger than the disk, that fit on it, and small ones; each with its envelope. */
async function prepared(folder: Scratch) {
  const disk = folder.at('disk');
  await mkdir(disk);
  await mkdir(folder.at('out'));
  const file = async (name: string, size: number) => {
    const plain = await folder.write(name, bytesOf(size));
    await sealTo(engine, plain, `${plain}.envelope`, { key: secretBytes(32).fill(1) });
    return { seal: plain, open: `${plain}.envelope` };
  };
  const large = await file('large', 5_000_000);
  const fitting = await file('fitting', 1_000_000);
  const small = await file('small', 1_000);
  return { disk, out: folder.at('out'), large, fitting, small };
}

interface Setting extends Partial<OtherRequest> {
  /** Run in a shell as soon as the disk is there. */
  readonly prepare?: string;
  /** Where temporary files of streams go. */
  readonly temporary?: string;
  /** Jobs that are done before. */
  readonly first?: readonly OtherJob[];
}

/** Proves what comes of each job, and that the disk is as it was before them. */
async function expectOf(
  disk: string,
  rows: readonly (readonly [job: OtherJob, code: string])[],
  { prepare = 'true', temporary, first = [], ...request }: Setting = {},
): Promise<void> {
  const jobs: readonly OtherJob[] = [...first, ['list', disk], ...rows.map(([job]) => job), ['list', disk]];
  const json = JSON.stringify({ drop: false, ...request, jobs } satisfies OtherRequest);
  const command = inNamespace(disk, prepare, process.execPath, child, json);
  const env = temporary === undefined ? process.env : { ...process.env, TMPDIR: temporary };
  const { stdout, stderr } = await promisify(execFile)(...command, { env });
  const results: readonly string[] = JSON.parse(stdout);
  expect(results.slice(0, first.length)).toEqual(first.map(() => 'done'));
  const [before, ...codes] = results.slice(first.length);
  const after = codes.pop();
  expect(rows.map(([job], index) => [job, codes[index]])).toEqual(rows);
  expect(after).toBe(before);
  expect(before).toContain('["taken","theirs"]');
  expect(stderr).toBe('');
}

const full = 'disk-full';
const late = 'disk-full after asking for a key';

describe.skipIf(reason !== null)('on a disk without room', () => {
  test.each(['seal', 'open'] as const)('%s: refused, and what has the name stays', async (kind) => {
    await using folder = await scratch();
    const { disk, out, large, fitting, small } = await prepared(folder);
    const [fresh, taken] = [`${disk}/new`, `${disk}/taken`];
    await expectOf(disk, [
      [[kind, large[kind], fresh], full],
      [[kind, large[kind], taken], 'target-exists'],
      [[kind, large[kind], taken, { whenTaken: 'beside' }], full],
      [[kind, large[kind], taken, { whenTaken: 'replace' }], full],
      [[kind, fitting[kind], fresh, { fill: disk }], late],
      [[kind, fitting[kind], taken, { whenTaken: 'beside', fill: disk }], late],
      [[kind, fitting[kind], taken, { whenTaken: 'replace', fill: disk }], late],
      [[kind, large[kind], fresh, { stream: true }], kind === 'seal' ? late : full],
      // The engine goes on working afterwards.
      [[kind, small[kind], `${out}/new`], 'done'],
    ]);
    expect(await readdir(out)).toEqual(['new']);
  });

  test('verifying needs none', async () => {
    await using folder = await scratch();
    const { disk, fitting } = await prepared(folder);
    const sealed = `${disk}/fitting.envelope`;
    const first = [['seal', fitting.seal, sealed]] as const;
    await expectOf(disk, [[['verify', sealed, null, { fill: disk }], 'done']], { first });
  });

  test('streams whose temporary files it should take: nothing comes out', async () => {
    await using folder = await scratch();
    const { disk, out, large, small } = await prepared(folder);
    await expectOf(
      disk,
      [
        [['seal', large.seal], full],
        [['open', large.open], full],
        [['seal', large.seal, null, { stream: true }], late],
        [['open', large.open, null, { stream: true }], full],
        [['open', large.open, `${out}/new`, { stream: true }], full],
        [['verify', large.open, null, { stream: true }], full],
        [['seal', small.seal, null, { fill: disk }], late],
        [['open', small.open, null, { fill: disk }], late],
        // What comes as a stream and goes to a file needs no other.
        [['seal', large.seal, `${out}/new`, { stream: true }], 'done'],
        [['open', small.open, null, { stream: true }], 'done, bytes came out'],
      ],
      { temporary: disk, notes: folder.at('notes') },
    );
    expect(await readdir(out)).toEqual(['new']);
  });

  test('notes of temporary files that it should take: work goes on without', async () => {
    await using folder = await scratch();
    const { disk, out, large, small } = await prepared(folder);
    await expectOf(
      disk,
      [
        [['seal', small.seal, `${out}/one`], 'done'],
        [['open', large.open, `${out}/two`], 'done'],
      ],
      { notes: `${disk}/data/notes`, prepare: 'cat /dev/zero > "$1/filler" 2>/dev/null' },
    );
    expect((await readdir(out)).sort()).toEqual(['one', 'two']);
  });
});
