/** A folder that others write into: what gets the name is what was written, and nothing of theirs is touched. */
import { lstat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { commitOutput, createOutput, discardOutput } from '../../electron/engine/thread/output-file.ts';
import { scratch } from '../support/scratch.ts';
import { codeOf } from './support.ts';

const mocked = vi.hoisted(() => ({ link: vi.fn(), rename: vi.fn() }));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  mocked.link.mockImplementation(real.linkSync);
  mocked.rename.mockImplementation(real.renameSync);
  return { ...real, linkSync: mocked.link, renameSync: mocked.rename };
});

const real = await vi.importActual<typeof import('node:fs')>('node:fs');
const TEMPORARY = '.envelope-vault-0123456789abcdef-00000000.part';
const attributes = { mode: 0o644, modified: new Date(0), identity: null };
const outputTo = (path: string, mode = attributes.mode) =>
  createOutput(
    {
      temporary: join(dirname(path), TEMPORARY),
      target: { path, whenTaken: 'fail' },
      attributes: { ...attributes, mode },
      allowedMode: 0o666 & ~process.umask(),
    },
    0,
  );
const committing = async (output: ReturnType<typeof outputTo>) => commitOutput(output);

describe('the temporary file is replaced before it is named', () => {
  test.each([
    ['by another file', (path: string) => writeFile(path, 'ATTACKER')],
    ['by a link', (path: string) => symlink('/etc/passwd', path)],
  ])('%s: nothing gets the name', async (_how, replace) => {
    await using folder = await scratch();
    const output = outputTo(folder.at('report.pdf'));
    real.writeSync(output.fd, 'content');
    const temporary = folder.at(TEMPORARY);
    real.renameSync(temporary, folder.at('moved'));
    await replace(temporary);
    expect(await codeOf(committing(output))).toBe('io-error');
    discardOutput(output, false);
    expect(await folder.names()).not.toContain('report.pdf');
  });
});

test('what was not finished is empty, wherever the folder or the file went', async () => {
  await using folder = await scratch();
  const output = outputTo(folder.at('report.pdf'));
  real.writeSync(output.fd, 'SECRET PLAINTEXT');
  real.renameSync(folder.at(TEMPORARY), folder.at('report.pdf'));
  discardOutput(output, false);
  expect((await lstat(folder.at('report.pdf'))).size).toBe(0);
});

describe('without hard links', () => {
  const withoutLinks = (): void => {
    mocked.link.mockImplementation(() => {
      throw Object.assign(new Error('EPERM'), { code: 'EPERM', errno: -1 });
    });
  };

  test('a file that took the place of ours is not removed when the rename fails', async () => {
    await using folder = await scratch();
    withoutLinks();
    const output = outputTo(folder.at('out'));
    mocked.rename.mockImplementationOnce((_from: string, to: string) => {
      real.unlinkSync(to);
      real.writeFileSync(to, 'theirs');
      throw Object.assign(new Error('EIO'), { code: 'EIO', errno: -5 });
    });
    expect(await codeOf(committing(output))).toBe('io-error');
    discardOutput(output, false);
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
    const output = outputTo(folder.at('out'), mode);
    commitOutput(output);
    expect((await lstat(folder.at('out'))).mode & 0o7777).toBe(most & ~process.umask());
  });
});
