/** A folder that others write into: what gets the name is what was written, and nothing of theirs is touched. */
import { link, lstat, rename, symlink, writeFile } from 'node:fs/promises';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { createOutput } from '../../electron/engine/output-file.ts';
import { createTemporaries, TEMPORARY_PREFIX } from '../../electron/engine/temporaries.ts';
import { scratch } from '../support/scratch.ts';
import { codeOf } from './support.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, link: vi.fn(real.link), rename: vi.fn(real.rename) };
});

const real = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');
const attributes = { mode: 0o644, modified: new Date(0), identity: null };
const notes = await scratch();
const temporaries = createTemporaries(notes.path);
afterAll(async () => {
  await temporaries.close();
  await notes[Symbol.asyncDispose]();
});
const outputTo = (path: string, mode = attributes.mode) =>
  createOutput(temporaries, { path, whenTaken: 'fail' }, 0, { ...attributes, mode });

const temporaryIn = (names: readonly string[]): string =>
  names.find((name) => name.startsWith(TEMPORARY_PREFIX)) ?? 'no temporary file';

describe('the temporary file is replaced before it is named', () => {
  test.each([
    ['by another file', (path: string) => writeFile(path, 'ATTACKER')],
    ['by a link', (path: string) => symlink('/etc/passwd', path)],
  ])('%s: nothing gets the name', async (_how, replace) => {
    await using folder = await scratch();
    const output = await outputTo(folder.at('report.pdf'));
    await output.handle.writeFile('content');
    const temporary = folder.at(temporaryIn(await folder.names()));
    await real.rename(temporary, folder.at('moved'));
    await replace(temporary);
    expect(await codeOf(output.commit())).toBe('io-error');
    await output.discard();
    expect(await folder.names()).not.toContain('report.pdf');
  });
});

test('what was not finished is empty, wherever the folder or the file went', async () => {
  await using folder = await scratch();
  const output = await outputTo(folder.at('report.pdf'));
  await output.handle.writeFile('SECRET PLAINTEXT');
  await real.rename(folder.at(temporaryIn(await folder.names())), folder.at('report.pdf'));
  await output.discard();
  expect((await lstat(folder.at('report.pdf'))).size).toBe(0);
});

describe('without hard links', () => {
  const withoutLinks = (): void => {
    vi.mocked(link).mockRejectedValue(Object.assign(new Error('EPERM'), { code: 'EPERM', errno: -1 }));
  };

  test('a file that took the place of ours is not removed when the rename fails', async () => {
    await using folder = await scratch();
    withoutLinks();
    const output = await outputTo(folder.at('out'));
    vi.mocked(rename).mockImplementationOnce(async (_from, to) => {
      await real.unlink(to);
      await writeFile(to, 'theirs');
      throw Object.assign(new Error('EIO'), { code: 'EIO', errno: -5 });
    });
    expect(await codeOf(output.commit())).toBe('io-error');
    await output.discard();
    expect(String(await folder.read('out'))).toBe('theirs');
    expect(await folder.names()).toEqual(['out']);
  });
});

describe('permission bits', () => {
  test.each([
    [0o777, 0o666],
    [0o644, 0o644],
    [0o600, 0o600],
    [0o4755, 0o644],
    [0o400, 0o400],
  ])('of a source with %o become at most %o, within the umask', async (mode, most) => {
    await using folder = await scratch();
    const output = await outputTo(folder.at('out'), mode);
    await output.commit();
    expect((await lstat(folder.at('out'))).mode & 0o7777).toBe(most & ~process.umask());
  });
});
