/** Where results go, and what happens to what is there already. */
import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { posix } from '../support/scratch.ts';
import { linesOf, type Workplace, workplace } from './folder.ts';

const names = async (vault: Workplace, folder?: string) => Object.keys(await vault.tree(folder));
const encrypt = ['encrypt', '--practice'] as const;
const decrypt = ['decrypt', '--practice'] as const;

/** What an envelope holds. */
async function contentOf(vault: Workplace, envelope: string): Promise<string> {
  const { code } = await vault.run(...decrypt, '--output', 'content-of', '--on-conflict=replace', envelope);
  expect(code).toBe(0);
  return (await vault.tree())['content-of'] ?? '';
}

describe('--output', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['a name: the result is called so', ['-o', 'new', 'a'], ['new']],
    ['a name in a folder', ['-o', 'folder/new.bin', 'a'], ['folder/new.bin']],
    ['a folder that is there', ['-o', 'folder', 'a'], ['folder/a.envelope']],
    ['a folder that is there, with a slash', ['-o', 'folder/', 'a'], ['folder/a.envelope']],
    ['a new folder, by its slash', ['-o', 'x/y/', 'a'], ['x/', 'x/y/', 'x/y/a.envelope']],
    ['a new folder for several', ['-o', 'x/y', 'a', 'b'], ['x/', 'x/y/', 'x/y/a.envelope', 'x/y/b.envelope']],
    ['this folder', ['-o', '.', 'folder/c'], ['c.envelope']],
    ['a name with a space, a dash, a line’s end', ['--output=- \n', 'a'], ['- \n']],
  ];
  test.each(cases)('%s', async (_, args, made) => {
    await using vault = await workplace();
    await vault.write({ a: 'a', b: 'b', 'folder/c': 'c' });
    const before = await names(vault);
    expect(await vault.run(...encrypt, ...args)).toMatchObject({ code: 0 });
    expect(await names(vault)).toEqual([...before, ...made].sort());
  });

  const refused: readonly (readonly [string, readonly string[], string])[] = [
    ['a name in a folder that is not there', ['-o', 'x/new', 'a'], 'folder-not-writable: ENOENT'],
    ['a file, for several', ['-o', 'b', 'a', 'folder/c'], 'folder-not-writable: EEXIST'],
    ['a file with a slash', ['-o', 'b/', 'a'], 'folder-not-writable: ENOTDIR'],
    ['a folder in a file', ['-o', 'b/x/', 'a'], 'folder-not-writable: ENOTDIR'],
    ['a name that is taken', ['-o', 'b', 'a'], 'target-exists'],
    ['the file itself', ['-o', 'a', 'a'], 'target-exists'],
  ];
  test.each(refused)('%s: coded, nothing made', async (_, args, code) => {
    await using vault = await workplace();
    await vault.write({ a: 'a', b: 'b', 'folder/c': 'c' });
    const before = await vault.tree();
    const result = await vault.run(...encrypt, ...args);
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 1, stdout: '' });
    expect(linesOf(result.stderr)).toEqual([expect.stringContaining(`[${code}]`)]);
    expect(await vault.tree()).toEqual(before);
  });

  test.runIf(posix)('a link to a folder is a folder', async () => {
    await using vault = await workplace();
    await vault.write({ a: 'a', 'folder/': '' });
    await symlink('folder', vault.at('link'));
    expect(await vault.run(...encrypt, '-o', 'link', 'a')).toMatchObject({ code: 0 });
    expect(await names(vault, 'folder')).toEqual(['a.envelope']);
  });

  test.runIf(posix)('a folder by way of a link goes where the system goes', async () => {
    await using vault = await workplace();
    await vault.write({ 'far/away/': '', 'far/a': 'the right one', a: 'the wrong one' });
    await symlink('far/away', vault.at('link'));
    expect(await vault.run(...encrypt, 'link/../a')).toMatchObject({ code: 0 });
    expect(await names(vault)).toEqual(['a', 'far/', 'far/a', 'far/a.envelope', 'far/away/', 'link']);
    expect(await vault.run(...encrypt, '-r', '-o', 'link/../out', 'link/../a')).toMatchObject({ code: 0 });
    expect(await names(vault, 'far')).toContain('out/a.envelope');
  });
});

describe('--on-conflict', () => {
  test('fail, also by default: what is there stays', async () => {
    await using vault = await workplace();
    await vault.write({ a: 'a', 'a.envelope': 'theirs' });
    for (const args of [[], ['--on-conflict', 'fail']]) {
      const result = await vault.run(...encrypt, ...args, 'a');
      expect([result.code, result.stderr]).toEqual([1, expect.stringContaining('[target-exists]')]);
    }
    expect(await vault.tree()).toEqual({ a: 'a', 'a.envelope': 'theirs' });
  });

  test('keep-both: the result gets a number, and says so', async () => {
    await using vault = await workplace();
    await vault.write({ 'a.pdf': 'a', 'a.pdf.envelope': 'theirs' });
    for (const name of ['a (2).pdf.envelope', 'a (3).pdf.envelope']) {
      const result = await vault.run(...encrypt, '--on-conflict', 'keep-both', 'a.pdf');
      expect(result).toMatchObject({ code: 0, stdout: expect.stringMatching(/^a\.pdf -> /) });
      expect(result.stdout).toContain(`-> ${name} (`);
    }
    expect((await vault.tree())['a.pdf.envelope']).toBe('theirs');
  });

  test('replace: the new one is there, whole, and no other', async () => {
    await using vault = await workplace();
    await vault.write({ a: 'new content', 'a.envelope': 'theirs' });
    expect(await vault.run(...encrypt, '--on-conflict', 'replace', 'a')).toMatchObject({ code: 0 });
    expect(await names(vault)).toEqual(['a', 'a.envelope']);
    expect(await contentOf(vault, 'a.envelope')).toBe('new content');
  });

  test('replace, and the envelope is not whole: what was there stays', async () => {
    await using vault = await workplace();
    await vault.write({ a: 'content' });
    await vault.run(...encrypt, 'a');
    const envelope = await readFile(vault.at('a.envelope'));
    envelope[envelope.length - 1] = (envelope.at(-1) ?? 0) ^ 1;
    await writeFile(vault.at('a.envelope'), envelope);
    await vault.write({ a: 'theirs' });
    const result = await vault.run(...decrypt, '--on-conflict', 'replace', 'a.envelope');
    expect([result.code, result.stderr]).toEqual([1, expect.stringContaining('[tampered]')]);
    expect((await vault.tree())['a']).toBe('theirs');
    expect(await names(vault)).toEqual(['a', 'a.envelope']);
  });

  test('replace does not replace a folder, nor the file that is read', async () => {
    await using vault = await workplace();
    await vault.write({ a: 'a', 'a.envelope/inside': 'theirs' });
    expect((await vault.run(...encrypt, '--on-conflict', 'replace', 'a')).code).toBe(1);
    const itself = await vault.run(...encrypt, '--on-conflict', 'replace', '--output', './a', 'a');
    expect([itself.code, itself.stderr]).toEqual([1, expect.stringContaining('[target-exists]')]);
    expect(await vault.tree()).toEqual({ a: 'a', 'a.envelope/': null, 'a.envelope/inside': 'theirs' });
  });

  test('a batch: only those whose names are taken fail, and results are in order', async () => {
    await using vault = await workplace();
    const files = Array.from({ length: 30 }, (_, index) => `f${String(index).padStart(2, '0')}`);
    await vault.write(
      Object.fromEntries(files.map((name) => [name, name.repeat(Number(name.slice(1)) * 1000)])),
    );
    await vault.write({ 'f07.envelope': 'theirs', 'f21.envelope': 'theirs' });
    const result = await vault.run(...encrypt, ...files);
    expect(result.code).toBe(1);
    const done = files.filter((name) => name !== 'f07' && name !== 'f21');
    expect(linesOf(result.stdout).map((line) => line.split(' ')[0])).toEqual(done);
    expect(result.stderr).toMatch(
      /f07: .*\n.*f21: .*\nenvelope: 28 files encrypted, [\d.]+ MB, 28 data keys, 28 KMS calls; 2 failed\n$/,
    );
  });
});

test.runIf(posix)('results are as private as their sources', async () => {
  await using vault = await workplace();
  await vault.write({ a: 'a' });
  await chmod(vault.at('a'), 0o600);
  await vault.run(...encrypt, '-o', 'out/', 'a');
  expect((await stat(vault.at('out/a.envelope'))).mode & 0o777).toBe(0o600);
});
