/** A file under its final name is complete; one that is there is never replaced; nothing else is left behind. */
import { readdirSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rm, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { bytesOf, open } from '../envelope/support.ts';
import { posix, scratch } from '../support/scratch.ts';
import { codeOf, F, materialsOf, only, openTo, sealTo, temporaryNames, testEngine } from './support.ts';

const engine = testEngine();

describe('before the end', () => {
  test('the name is free and the private temporary file is known as ours', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', bytesOf(F));
    const looked: (readonly string[])[] = [];
    const modes: number[] = [];
    await engine.seal({
      source,
      target: only(folder.at('out')),
      materials: async () => {
        const names = await folder.names();
        looked.push(names);
        for (const name of temporaryNames(names)) modes.push((await stat(folder.at(name))).mode & 0o7777);
        return materialsOf();
      },
    });
    expect(looked).toEqual([
      [expect.stringMatching(/^\.envelope-vault-[0-9a-f]{16}-[0-9a-f]{8}\.part$/), 'in'],
    ]);
    if (posix) expect(modes).toEqual([0o600]);
    expect(await folder.names()).toEqual(['in', 'out']);
  });

  test.each(['seal', 'open'] as const)('%s: at every progress report the name is free', async (kind) => {
    await using folder = await scratch();
    await folder.write('in', bytesOf(50 * F));
    if (kind === 'open') await sealTo(engine, folder.at('in'), folder.at('sealed'));
    const stages = new Set<string>();
    const seen: string[] = [];
    const onProgress = (stage: string): void => {
      stages.add(stage);
      seen.push(...readdirSync(folder.path).filter((name) => name === 'out'));
    };
    if (kind === 'seal') await sealTo(engine, folder.at('in'), folder.at('out'), { onProgress });
    else await openTo(engine, folder.at('sealed'), folder.at('out'), { onProgress });
    expect(stages).toContain('finishing');
    expect(seen).toEqual([]);
    expect(await folder.names()).toContain('out');
  });
});

describe('a name that is taken', () => {
  const takers: readonly (readonly [string, (path: string) => Promise<unknown>])[] = [
    ['a file', (path) => writeFile(path, 'theirs')],
    ['a folder', (path) => mkdir(path)],
    ...(posix ? [['a link to nowhere', (path: string) => symlink('/nowhere', path)] as const] : []),
  ];
  test.each(takers)('%s: refused before a key is asked for', async (_, take) => {
    await using folder = await scratch();
    const source = await folder.write('in', 'content');
    await take(folder.at('out'));
    const before = await lstat(folder.at('out'));
    const materials = vi.fn(async () => materialsOf());
    expect(await codeOf(engine.seal({ source, target: only(folder.at('out')), materials }))).toBe(
      'target-exists',
    );
    expect(materials).not.toHaveBeenCalled();
    expect((await lstat(folder.at('out'))).ino).toBe(before.ino);
    expect(await folder.names()).toEqual(['in', 'out']);
  });

  test.each(takers)('%s that appears while the job runs: refused, untouched', async (_, take) => {
    await using folder = await scratch();
    const source = await folder.write('in', 'content');
    const materials = async () => {
      await take(folder.at('out'));
      return materialsOf();
    };
    expect(await codeOf(engine.seal({ source, target: only(folder.at('out')), materials }))).toBe(
      'target-exists',
    );
    expect(await folder.names()).toEqual(['in', 'out']);
    const kept = await lstat(folder.at('out'));
    if (kept.isFile()) expect(String(await folder.read('out'))).toBe('theirs');
  });

  test('with alternatives: the next free one, in order, with the same content', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', 'content');
    await folder.write('out', 'theirs');
    await folder.write('out 2', 'theirs');
    await mkdir(folder.at('out 3'));
    const target = { path: folder.at('out'), whenTaken: { before: 'out ', after: '' } };
    expect((await sealTo(engine, source, target)).path).toBe(folder.at('out 4'));
    expect(String(await folder.read('out'))).toBe('theirs');
    expect(String(open(await folder.read('out 4')).content)).toBe('content');
    expect(await folder.names()).toEqual(['in', 'out', 'out 2', 'out 3', 'out 4']);
  });

  test('eight jobs for one name: eight files, none replaced', async () => {
    await using folder = await scratch();
    const target = { path: folder.at('out'), whenTaken: { before: 'out ', after: '' } };
    const sources = await Promise.all([...'abcdefgh'].map((name) => folder.write(name, name)));
    const results = await Promise.all(sources.map((source) => sealTo(engine, source, target)));
    expect(new Set(results.map(({ path }) => path)).size).toBe(8);
    const contents = await Promise.all(
      results.map(async ({ path }) => String(open(await readFile(path)).content)),
    );
    expect(contents.join('')).toBe('abcdefgh');
  });

  test('no alternative left: refused, nothing left', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', 'content');
    await folder.write('out', 'theirs');
    const names = Array.from({ length: 998 }, (_, index) => `out ${index + 2}`);
    await Promise.all(names.map((name) => folder.write(name, 'theirs')));
    const target = { path: folder.at('out'), whenTaken: { before: 'out ', after: '' } };
    expect(await codeOf(sealTo(engine, source, target))).toBe('target-exists');
    expect(await folder.names()).toEqual(['in', 'out', ...names].sort());
  });
});

describe('a name that cannot be', () => {
  test.each([
    ['too long', 'n'.repeat(256), 'name-too-long'],
    ['in a folder that is not there', 'nowhere/out', 'folder-not-writable'],
    ['under a file', 'in/out', 'folder-not-writable'],
  ])('%s: refused before a key is asked for, with and without alternatives', async (_, name, code) => {
    await using folder = await scratch();
    const source = await folder.write('in', 'content');
    const materials = vi.fn(async () => materialsOf());
    for (const whenTaken of ['fail' as const, 'replace' as const, { before: '', after: '' }]) {
      const target = { path: join(folder.path, name), whenTaken };
      expect(await codeOf(engine.seal({ source, target, materials }))).toBe(code);
    }
    expect(materials).not.toHaveBeenCalled();
    expect(await folder.names()).toEqual(['in']);
  });

  test.runIf(posix).each(['/proc/out', '/sys/out'])('%s: a file system that takes no files', async (path) => {
    await using folder = await scratch();
    const source = await folder.write('in', 'content');
    expect(await codeOf(sealTo(engine, source, path))).toBe('folder-not-writable');
  });

  test('a folder that is taken away while the job runs', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', 'content');
    await mkdir(folder.at('sub'));
    const materials = async () => {
      await rm(folder.at('sub'), { recursive: true });
      return materialsOf();
    };
    const sealing = engine.seal({ source, target: only(folder.at('sub/out')), materials });
    expect(await codeOf(sealing)).toBe('folder-not-writable');
    expect(await folder.names()).toEqual(['in']);
  });
});

test('a temporary file that somebody removes: coded, nothing under the name', async () => {
  await using folder = await scratch();
  const source = await folder.write('in', 'content');
  const materials = async () => {
    for (const name of temporaryNames(await readdir(folder.path))) await unlink(folder.at(name));
    return materialsOf();
  };
  const sealing = engine.seal({ source, target: only(folder.at('out')), materials });
  expect(await codeOf(sealing)).toBe('folder-not-writable');
  expect(await folder.names()).toEqual(['in']);
});

test('other files in the folder, those that look like ours too, stay', async () => {
  await using folder = await scratch();
  const source = await folder.write('in', 'content');
  await folder.write('.envelope-vault-0000000000000000.part', 'of another job');
  await folder.write('out', 'theirs');
  expect(await codeOf(sealTo(engine, source, folder.at('out')))).toBe('target-exists');
  expect(await folder.names()).toEqual(['.envelope-vault-0000000000000000.part', 'in', 'out']);
});
