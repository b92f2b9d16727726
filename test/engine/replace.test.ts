/** Replacing, where it was chosen: in one step, ordinary files only, never the source. */
import { link, lstat, mkdir, open as openFile, readlink, symlink } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Target } from '../../electron/engine/thread/naming.ts';
import { open } from '../envelope/support.ts';
import { scratch } from '../support/scratch.ts';
import { codeOf, freshKey, openTo, sealTo, testEngine } from './support.ts';

const engine = testEngine();
const replacing = (path: string): Target => ({ path, whenTaken: 'replace' });

test('the new file is there, the old one is untouched for who has it open', async () => {
  await using folder = await scratch();
  const source = await folder.write('in', 'new');
  await folder.write('out', 'old');
  const reader = await openFile(folder.at('out'));
  await sealTo(engine, source, replacing(folder.at('out')));
  expect(String(open(await folder.read('out')).content)).toBe('new');
  expect(await reader.readFile('utf8')).toBe('old');
  await reader.close();
  expect(await folder.names()).toEqual(['in', 'out']);
});

test('a job that fails leaves the old file as it is', async () => {
  await using folder = await scratch();
  await sealTo(engine, await folder.write('in', 'content'), folder.at('sealed'));
  const bytes = await folder.read('sealed');
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  await folder.write('out', 'old');
  const opening = openTo(engine, await folder.write('bad', bytes), replacing(folder.at('out')), {
    key: freshKey(),
  });
  expect(await codeOf(opening)).toBe('tampered');
  expect(String(await folder.read('out'))).toBe('old');
  expect(await folder.names()).toEqual(['bad', 'in', 'out', 'sealed']);
});

describe('refused', () => {
  test('the source itself, by its name or by another one', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', 'precious');
    await link(source, folder.at('other name'));
    expect(await codeOf(sealTo(engine, source, replacing(source)))).toBe('target-exists');
    expect(await codeOf(sealTo(engine, source, replacing(folder.at('other name'))))).toBe('target-exists');
    expect(String(await folder.read('in'))).toBe('precious');
  });

  test('a folder and a link', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', 'content');
    await mkdir(folder.at('folder'));
    await symlink(folder.at('nowhere'), folder.at('link'));
    for (const name of ['folder', 'link'])
      expect(await codeOf(sealTo(engine, source, replacing(folder.at(name))))).toBe('target-exists');
    expect(await readlink(folder.at('link'))).toBe(folder.at('nowhere'));
    expect((await lstat(folder.at('folder'))).isDirectory()).toBe(true);
  });
});
