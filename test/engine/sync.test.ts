/** What a power cut would take: a file is on disk before it has its name, the name before the job says it is done. */
import { readdirSync } from 'node:fs';
import { type FileHandle, open as openFile } from 'node:fs/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createFolderSync } from '../../electron/engine/folder-sync.ts';
import { createNamedOutput } from '../../electron/engine/output.ts';
import { createPool } from '../../electron/engine/pool.ts';
import { createTemporaries } from '../../electron/engine/temporaries.ts';
import { anonymous } from '../../electron/engine/thread/source-file.ts';
import { scratch } from '../support/scratch.ts';
import {
  codeOf,
  faultyEngine,
  freshKey,
  isGone,
  materialsOf,
  only,
  openTo,
  sealTo,
  testEngine,
  workerUrl,
} from './support.ts';

const mocked = vi.hoisted(() => ({ fdatasync: vi.fn() }));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  mocked.fdatasync.mockImplementation(real.fdatasync);
  return { ...real, fdatasync: mocked.fdatasync };
});

const failure = Object.assign(new Error('EIO'), { code: 'EIO', errno: -5 });
const engine = testEngine(1);
const probe = await openFile('.');
const prototype: Pick<FileHandle, 'sync'> = Object.getPrototypeOf(probe);
await probe.close();
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a sync that fails', () => {
  test.each([{}, { check: true }, { sign: true }])(
    'at the end (%j): no file, nothing left',
    async (options) => {
      await using folder = await scratch();
      await using bad = faultyEngine({ fail: { fsyncSync: 'EIO' } });
      const key = freshKey();
      const source = await folder.write('in', 'content');
      expect(await codeOf(sealTo(bad, source, folder.at('out'), { key, ...options }))).toBe('io-error');
      expect(isGone(key)).toBe(true);
      expect(await folder.names()).toEqual(['in']);
    },
  );

  test('in the middle, which no later one tells of: no file, nothing left', async () => {
    await using folder = await scratch();
    await using notes = await scratch();
    const steps = createPool(workerUrl, 1);
    const temporaries = createTemporaries(notes.path);
    const syncFolder = vi.fn(async () => undefined);
    const parts = { steps, temporaries, syncFolder, allowedMode: 0o600 };
    const output = await createNamedOutput(parts, only(folder.at('out')), 0, anonymous);
    await output.write(Buffer.from('content'), 0);
    mocked.fdatasync.mockImplementationOnce((_fd: number, done: (error: unknown) => void) => done(failure));
    output.startWriting(2 ** 30);
    expect(await codeOf(output.commit(null))).toBe('io-error');
    await output.discard();
    expect(mocked.fdatasync).toHaveBeenCalled();
    expect(await folder.names()).toEqual([]);
    await temporaries.close();
    await steps.close();
  });
});

describe('the folder is synced', () => {
  /** What each sync of a folder finds there. */
  function watch(folder: string): (readonly string[])[] {
    const seen: (readonly string[])[] = [];
    const { sync } = prototype;
    vi.spyOn(prototype, 'sync').mockImplementation(function (this: FileHandle) {
      seen.push(readdirSync(folder).sort());
      return sync.call(this);
    });
    return seen;
  }

  test('when the result has its name and no other, and before the job says so', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', 'content');
    const seen = watch(folder.path);
    await sealTo(engine, source, folder.at('sealed'));
    expect(seen).toEqual([['in', 'sealed']]);
    await openTo(engine, folder.at('sealed'), folder.at('out'));
    expect(seen.slice(1)).toEqual([['in', 'out', 'sealed']]);
    await sealTo(engine, source, { path: folder.at('out'), whenTaken: 'replace' });
    expect(seen.slice(2)).toEqual([['in', 'out', 'sealed']]);
    await engine.seal({
      source,
      target: only(folder.at('small')),
      materials: () => Promise.reject(new Error('asked')),
      readyMaterials: () => materialsOf(),
    });
    expect(seen.slice(3)).toEqual([['in', 'out', 'sealed', 'small']]);
  });

  test('not at all where the system refuses: the file is made', async () => {
    await using folder = await scratch();
    const sync = vi.spyOn(prototype, 'sync').mockRejectedValue(failure);
    expect(await codeOf(sealTo(engine, await folder.write('in', 'content'), folder.at('out')))).toBe('done');
    expect(sync).toHaveBeenCalledTimes(1);
    await createFolderSync()(folder.at('nowhere'));
  });

  test('once for all that come at the same time, and again for what comes while it runs', async () => {
    await using folder = await scratch();
    const syncFolder = createFolderSync();
    const syncs: PromiseWithResolvers<void>[] = [];
    const begun: (() => void)[] = [];
    vi.spyOn(prototype, 'sync').mockImplementation(() => {
      const sync = Promise.withResolvers<void>();
      syncs.push(sync);
      begun.shift()?.();
      return sync.promise;
    });
    const next = () => new Promise<void>((resolve) => begun.push(resolve));
    const done: string[] = [];
    const wait = (name: string) => syncFolder(folder.path).then(() => done.push(name));
    let beginning = next();
    const first = [wait('a'), wait('b')];
    await beginning;
    beginning = next();
    // Its name may be newer than what the running sync writes.
    const second = [wait('c'), wait('d')];
    syncs[0]?.resolve();
    await Promise.all(first);
    await beginning;
    expect(done.sort()).toEqual(['a', 'b']);
    syncs[1]?.resolve();
    await Promise.all(second);
    expect(syncs).toHaveLength(2);
  });
});
