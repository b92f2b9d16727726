/** Folders: walked, mirrored, and nothing in them followed, lost or taken twice. */
import { execFileSync } from 'node:child_process';
import { chmod, readdir, rm, stat, symlink } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { posix } from '../support/scratch.ts';
import { linesOf, type Workplace, workplace } from './folder.ts';
import { shellIn } from './shell.ts';

const sample = {
  'docs/a.txt': 'a',
  'docs/.hidden': 'hidden',
  'docs/empty': '',
  'docs/sub/b.txt': 'b',
  'docs/sub/deep/er/c': 'c',
  'docs/nothing/': '',
};
const sampleTree = {
  '.hidden': 'hidden',
  'a.txt': 'a',
  empty: '',
  'nothing/': null,
  'sub/': null,
  'sub/b.txt': 'b',
  'sub/deep/': null,
  'sub/deep/er/': null,
  'sub/deep/er/c': 'c',
};
const encrypt = ['encrypt', '--practice', '--recursive'] as const;
const decrypt = ['decrypt', '--practice', '--recursive'] as const;
const names = async (vault: Workplace, folder?: string) => Object.keys(await vault.tree(folder));

test('a folder goes into another and comes back: hidden files, empty files, empty folders', async () => {
  await using vault = await workplace();
  await vault.write(sample);
  const sealed = await vault.run(...encrypt, '--output', 'sealed', 'docs');
  expect(sealed.code).toBe(0);
  expect(linesOf(sealed.stdout).map((line) => line.replace(/ \(.*/, ''))).toEqual([
    'docs/.hidden -> sealed/docs/.hidden.envelope',
    'docs/a.txt -> sealed/docs/a.txt.envelope',
    'docs/empty -> sealed/docs/empty.envelope',
    'docs/sub/b.txt -> sealed/docs/sub/b.txt.envelope',
    'docs/sub/deep/er/c -> sealed/docs/sub/deep/er/c.envelope',
  ]);
  expect(sealed.stderr).toMatch(/^envelope: 5 files encrypted, 1\.8 kB, 5 data keys, 5 KMS calls\n$/);
  expect(await names(vault, 'sealed/docs')).toContain('nothing/');
  const verified = await vault.run('verify', '--practice', '-r', 'sealed');
  expect([verified.code, linesOf(verified.stdout).length]).toEqual([0, 5]);
  expect(await vault.run(...decrypt, '--output', 'back', 'sealed/docs')).toMatchObject({ code: 0 });
  expect(await vault.tree('back/docs')).toEqual(sampleTree);
  expect(await vault.tree('docs')).toEqual(sampleTree);
});

test('without --output, results are beside their files; what is done already is left out, and said', async () => {
  await using vault = await workplace();
  await vault.write({ 'docs/a': 'a', 'docs/sub/b': 'b' });
  await vault.run(...encrypt, 'docs');
  expect(await names(vault, 'docs')).toEqual(['a', 'a.envelope', 'sub/', 'sub/b', 'sub/b.envelope']);
  await vault.write({ 'docs/c': 'c' });
  const again = await vault.run(...encrypt, 'docs');
  expect(again.code).toBe(1);
  expect(again.stdout).toMatch(/^docs\/c -> docs\/c\.envelope \(.*\n$/);
  expect(linesOf(again.stderr)).toEqual([
    expect.stringMatching(/^envelope: docs\/a: .*--on-conflict.*\[target-exists\]$/),
    'envelope: docs/a.envelope: skipped: it is an envelope already',
    expect.stringMatching(/^envelope: docs\/sub\/b: .*\[target-exists\]$/),
    'envelope: docs/sub/b.envelope: skipped: it is an envelope already',
    expect.stringMatching(/^envelope: 1 file encrypted, \d+ B, 1 data key, 1 KMS call; 2 failed, 2 skipped$/),
  ]);
});

test('decrypting takes what is called an envelope; the others are counted', async () => {
  await using vault = await workplace();
  await vault.write({ 'docs/a': 'a', 'docs/b': 'b' });
  await vault.run(...encrypt, 'docs');
  await rm(vault.at('docs/a'));
  await rm(vault.at('docs/b'));
  await vault.write({ 'docs/readme': 'x', 'docs/list.csv': 'y', 'docs/fake.envelope': 'z' });
  const result = await vault.run(...decrypt, 'docs');
  expect(result.code).toBe(1);
  expect(linesOf(result.stderr)).toEqual([
    expect.stringMatching(/^envelope: docs\/fake\.envelope: .*\[not-an-envelope\]$/),
    'envelope: 2 files decrypted, 2 B, 2 KMS calls; 1 failed, 2 skipped',
  ]);
  expect(await vault.tree('docs')).toMatchObject({ a: 'a', b: 'b', readme: 'x' });
});

test('what is decrypted is not taken for one more envelope', async () => {
  await using vault = await workplace();
  // More than are in work at a time, so that results are there when the second folder is listed.
  const files = Array.from({ length: 150 }, (_, index) => `docs/${String(index).padStart(3, '0')}`);
  await vault.write({ ...Object.fromEntries(files.map((name) => [name, name])), 'later/': '' });
  await vault.run(...encrypt, 'docs');
  await vault.run('encrypt', '--practice', ...files.map((name) => `${name}.envelope`));
  for (const name of files) for (const made of [name, `${name}.envelope`]) await rm(vault.at(made));
  const result = await vault.run(...decrypt, '--output', 'later', 'docs', 'later/.');
  expect([result.code, linesOf(result.stdout).length]).toEqual([0, files.length]);
  expect(result.stderr).toContain(
    'envelope: later/./docs/000.envelope: skipped: results of this command go there\n',
  );
  expect(await names(vault, 'later')).toEqual(['docs/', ...files.map((name) => `${name}.envelope`)]);
});

test('a folder without --recursive: said, with what to do; other files go on', async () => {
  await using vault = await workplace();
  await vault.write({ 'docs/a': 'a', b: 'b' });
  for (const command of ['encrypt', 'decrypt', 'verify']) {
    const { code, stderr } = await vault.run(command, '--practice', 'docs');
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^envelope: docs: .*--recursive.*\[is-a-folder\]\n$/),
    ]);
  }
  expect((await vault.run('inspect', 'docs')).stderr).toContain('[is-a-folder]');
  const both = await vault.run('encrypt', '--practice', 'docs', 'b');
  expect([both.code, both.stdout]).toEqual([1, expect.stringMatching(/^b -> b\.envelope/)]);
  expect(await names(vault)).toEqual(['b', 'b.envelope', 'docs/', 'docs/a']);
});

describe('the output within the source', () => {
  test('is not walked, and said to be left out', async () => {
    await using vault = await workplace();
    await vault.write({ 'docs/a': 'a', 'docs/out/theirs': 'theirs', 'docs/z/b': 'b' });
    const result = await vault.run(...encrypt, '--output', 'docs/out', 'docs');
    expect(result.code).toBe(0);
    expect(result.stderr).toContain('envelope: docs/out: skipped: results of this command go there\n');
    expect(await names(vault, 'docs/out')).toEqual([
      'docs/',
      'docs/a.envelope',
      'docs/z/',
      'docs/z/b.envelope',
      'theirs',
    ]);
  });

  test('is made and not walked where it is new, also deep and by another spelling', async () => {
    await using vault = await workplace();
    await vault.write({ 'docs/a': 'a', 'docs/z/b': 'b' });
    for (const output of ['docs/new/deep', './docs/../docs/z/new']) {
      const result = await vault.run(...encrypt, '--output', output, 'docs');
      expect(result.code).toBe(0);
      expect(linesOf(result.stdout).length).toBe(2);
    }
  });

  test('may be the folder itself, or what holds it: then results are beside their files', async () => {
    await using vault = await workplace();
    await vault.write({ 'docs/a': 'a', 'docs/z/b': 'b' });
    expect(await vault.run(...encrypt, '--output', '.', 'docs')).toMatchObject({ code: 0 });
    expect(await names(vault)).toEqual([
      'docs/',
      'docs/a',
      'docs/a.envelope',
      'docs/z/',
      'docs/z/b',
      'docs/z/b.envelope',
    ]);
    expect(
      await vault.run(...encrypt, '--output', 'docs', '--on-conflict', 'replace', 'docs/.'),
    ).toMatchObject({
      code: 0,
    });
    expect((await names(vault)).length).toBe(6);
  });

  test('may be called like the folder: nothing runs in circles', async () => {
    await using vault = await workplace();
    await vault.write({ 'docs/a': 'a', 'docs/z/b': 'b' });
    for (const [done, skipped] of [
      [2, []],
      [0, ['docs/docs']],
    ] as const) {
      const result = await vault.run(...encrypt, '--output', 'docs', 'docs');
      expect(linesOf(result.stdout).length).toBe(done);
      for (const folder of skipped) expect(result.stderr).toContain(`${folder}: skipped: results`);
    }
    expect((await names(vault)).filter((name) => name.includes('docs/docs/docs'))).toEqual([]);
  });
});

test('a folder that ends in /. has its content put into the output itself', async () => {
  await using vault = await workplace();
  await vault.write({ 'docs/a': 'a', 'docs/z/b': 'b' });
  await vault.run(...encrypt, '--output', 'out', 'docs/.');
  expect(await names(vault, 'out')).toEqual(['a.envelope', 'z/', 'z/b.envelope']);
  const inside = await vault.runWith(
    { cwd: vault.at('docs/z') },
    ...encrypt,
    '--output',
    vault.at('up'),
    '..',
  );
  expect(inside.code).toBe(0);
  expect(await names(vault, 'up')).toEqual(['a.envelope', 'z/', 'z/b.envelope']);
});

describe('two sources, one name', () => {
  test.each(['fail', 'replace'])('%s: the second is refused, the first stays', async (policy) => {
    await using vault = await workplace();
    await vault.write({ 'x/docs/a': 'first', 'y/docs/a': 'second', 'y/docs/b': 'other' });
    const result = await vault.run(
      ...encrypt,
      '--on-conflict',
      policy,
      '--output',
      'out',
      'x/docs',
      'y/docs',
    );
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/^envelope: y\/docs\/a: .*\[target-exists\]\n/);
    await vault.run(...decrypt, '--output', 'back', 'out/docs/.');
    expect(await vault.tree('back')).toEqual({ a: 'first', b: 'other' });
  });

  test('keep-both: both', async () => {
    await using vault = await workplace();
    await vault.write({ 'x/a': 'first', 'y/a': 'second' });
    const result = await vault.run(
      'encrypt',
      '--practice',
      '--on-conflict',
      'keep-both',
      '--output',
      'out',
      'x/a',
      'y/a',
    );
    expect(result.code).toBe(0);
    await vault.run(...decrypt, '--output', 'back', 'out/.');
    const back = await vault.tree('back');
    expect(Object.keys(back)).toEqual(['a', 'a (2)'].sort());
    expect(Object.values(back).toSorted()).toEqual(['first', 'second']);
  });

  test('one file by two ways, under replace: once', async () => {
    await using vault = await workplace();
    await vault.write({ 'docs/a': 'a', 'docs/sub/': '' });
    const result = await vault.run(
      'encrypt',
      '--practice',
      '--on-conflict',
      'replace',
      'docs/a',
      'docs/sub/../a',
    );
    expect([result.code, linesOf(result.stdout).length]).toEqual([1, 1]);
    expect(result.stderr).toContain('envelope: docs/sub/../a: A file with the name');
  });
});

test('two folders can become one', async () => {
  await using vault = await workplace();
  await vault.write({ 'x/docs/a': 'a', 'y/docs/b': 'b' });
  expect(await vault.run(...encrypt, '--output', 'out', 'x/docs', 'y/docs')).toMatchObject({ code: 0 });
  expect(await names(vault, 'out')).toEqual(['docs/', 'docs/a.envelope', 'docs/b.envelope']);
});

test('a file in the way of a folder: that folder fails, once, and the rest goes on', async () => {
  await using vault = await workplace();
  await vault.write({
    'docs/a': 'a',
    'docs/sub/b': 'b',
    'docs/sub/c': 'c',
    'docs/z': 'z',
    'out/docs/sub': 'in the way',
  });
  const result = await vault.run(...encrypt, '--output', 'out', 'docs');
  expect(linesOf(result.stderr)).toEqual([
    expect.stringMatching(/^envelope: docs\/sub: .*\[folder-not-writable: EEXIST\]$/),
    expect.stringMatching(/2 files encrypted, .*; 1 failed$/),
  ]);
  expect(await names(vault, 'out/docs')).toEqual(['a.envelope', 'sub', 'z.envelope']);
});

describe.runIf(posix)('what a folder can hold', () => {
  test('links are not followed, and said; the rest goes on', async () => {
    await using vault = await workplace();
    await vault.write({ 'docs/a': 'a', 'elsewhere/secret': 'secret' });
    await symlink('a', vault.at('docs/to-file'));
    await symlink('../elsewhere', vault.at('docs/to-folder'));
    await symlink('.', vault.at('docs/to-itself'));
    await symlink('nowhere', vault.at('docs/to-nothing'));
    const result = await vault.run(...encrypt, 'docs');
    expect(result.code).toBe(0);
    expect(linesOf(result.stderr)).toEqual([
      ...['to-file', 'to-folder', 'to-itself', 'to-nothing'].map(
        (name) => `envelope: docs/${name}: skipped: links are not followed`,
      ),
      expect.stringMatching(/1 file encrypted, .*; 4 skipped$/),
    ]);
    expect(await names(vault, 'elsewhere')).toEqual(['secret']);
    const named = await vault.run(...encrypt, 'docs/to-folder');
    expect([named.code, named.stderr]).toEqual([1, expect.stringContaining('[is-a-link]')]);
  });

  test('a pipe is refused and not waited for', async () => {
    await using vault = await workplace();
    await vault.write({ 'docs/a': 'a', 'docs/z': 'z' });
    execFileSync('mkfifo', [vault.at('docs/pipe'), vault.at('docs/pipe.envelope')]);
    const result = await vault.run(...encrypt, 'docs');
    expect([result.code, linesOf(result.stdout).length]).toEqual([1, 2]);
    expect(result.stderr).toMatch(/^envelope: docs\/pipe: .*\[not-a-file\]\n/);
    for (const command of ['decrypt', 'verify']) {
      const opened = await vault.run(command, '--practice', 'docs/pipe.envelope');
      expect([opened.code, opened.stderr]).toEqual([1, expect.stringContaining('[not-a-file]')]);
    }
  });

  test('a private folder has a private likeness', async () => {
    await using vault = await workplace();
    await vault.write({ 'docs/open/a': 'a', 'docs/private/b': 'b' });
    await chmod(vault.at('docs/private'), 0o700);
    await chmod(vault.at('docs/open'), 0o555);
    expect(await vault.run(...encrypt, '--output', 'out', 'docs')).toMatchObject({ code: 0 });
    expect((await stat(vault.at('out/docs/private'))).mode & 0o777).toBe(0o700);
    expect((await stat(vault.at('out/docs/open'))).mode & 0o777).toBe(0o755 & ~process.umask());
    await chmod(vault.at('docs/open'), 0o755);
  });

  test('a folder that may not be read fails once; the rest goes on', async () => {
    await using vault = await workplace();
    await vault.write({
      'docs/a': 'a',
      'docs/closed/b': 'b',
      'docs/closed/sub/c': 'c',
      'docs/secret': 's',
      'docs/z': 'z',
    });
    await chmod(vault.at('docs/closed'), 0);
    await chmod(vault.at('docs/secret'), 0);
    const run = await shellIn(vault.home);
    // Without these, permission bits hold for root as well.
    const asOthers = process.getuid?.() === 0 ? 'setpriv --bounding-set=-dac_override,-dac_read_search ' : '';
    const result = await run(`${asOthers}envelope ${encrypt.join(' ')} --output out docs`, {
      cwd: vault.cwd,
    });
    await chmod(vault.at('docs/closed'), 0o700);
    expect(linesOf(result.stderr)).toEqual([
      expect.stringMatching(
        /^envelope: docs\/closed: You are not allowed to look into this folder\. .*\[folder-not-readable: EACCES\]$/,
      ),
      expect.stringMatching(/^envelope: docs\/secret: .*\[file-not-readable: EACCES\]$/),
      expect.stringMatching(/2 files encrypted, .*; 2 failed$/),
    ]);
    expect(result.code).toBe(1);
    expect(await names(vault, 'out/docs')).toEqual(['a.envelope', 'z.envelope']);
  });

  test('names of any bytes: those that are no text are told, and never taken for another file', async () => {
    await using vault = await workplace();
    const twin = 'caf\ufffd';
    await vault.write({
      [`docs/${twin}`]: 'the twin',
      'docs/a': 'a',
      'docs/new\nline': 'n',
      'docs/-r': 'dash',
    });
    const run = await shellIn(vault.home);
    const made = `echo latin > $'docs/caf\\xe9'; mkdir $'docs/sub\\xff'; echo x > $'docs/sub\\xff/x'`;
    expect(await run(made, { cwd: vault.cwd })).toMatchObject({ code: 0 });
    const result = await vault.run(...encrypt, '--json', 'docs');
    const results = linesOf(result.stdout).map((line) => JSON.parse(line));
    expect(result.code).toBe(1);
    expect(
      results.map(({ input, error }) => [input.slice(vault.at('docs/').length), error?.code ?? 'done']),
    ).toEqual([
      ['-r', 'done'],
      ['a', 'done'],
      ['caf\udce9', 'name-not-unicode'],
      [twin, 'done'],
      ['new\nline', 'done'],
      ['sub\udcff', 'name-not-unicode'],
    ]);
    for (const policy of ['fail', 'replace', 'keep-both']) {
      const named = await run(`envelope encrypt --practice --on-conflict ${policy} $'docs/caf\\xe9'`, {
        cwd: vault.cwd,
      });
      expect([named.code, named.stderr]).toEqual([1, expect.stringContaining('[name-not-unicode]')]);
    }
    const output = await run(`envelope encrypt --practice --output $'out\\xff' docs/a`, { cwd: vault.cwd });
    expect([output.code, output.stderr]).toEqual([2, expect.stringContaining('--output is not valid UTF-8')]);
    const there = (await readdir(vault.cwd, { recursive: true })).filter((name) =>
      name.endsWith('.envelope'),
    );
    expect(there.map((name) => name.slice('docs/'.length)).sort()).toEqual(
      ['-r', 'a', twin, 'new\nline'].map((name) => `${name}.envelope`),
    );
  });

  test('a name of 255 bytes cannot get longer, one of 246 can', async () => {
    await using vault = await workplace();
    const fits = 'é'.repeat(123);
    await vault.write({ [`docs/${'x'.repeat(255)}`]: 'long', [`docs/${fits}`]: 'fits' });
    const result = await vault.run(...encrypt, 'docs');
    expect([result.code, linesOf(result.stdout).length]).toEqual([1, 1]);
    expect(result.stderr).toMatch(/^envelope: docs\/x{255}: .*\[name-too-long: ENAMETOOLONG\]\n/);
    expect(await names(vault, 'docs')).toContain(`${fits}.envelope`);
  });
});

test('temporary files that a killed program left are not taken', async () => {
  await using vault = await workplace();
  await vault.write({ 'docs/.envelope-vault-0123456789abcdef.part': 'plaintext', 'docs/a': 'a' });
  const result = await vault.run(...encrypt, '--output', 'out', 'docs');
  expect(result.stderr).toContain('.part: skipped: a temporary file of this program\n');
  expect(await names(vault, 'out/docs')).toEqual(['a.envelope']);
});

test('folders and files together, in the order in which they are named', async () => {
  await using vault = await workplace();
  await vault.write({ 'b/1': 'x', 'b/2': 'x', a: 'x', c: 'x' });
  const result = await vault.run(...encrypt, '--output', 'out', 'c', 'b', 'a', 'none');
  expect(linesOf(result.stdout).map((line) => line.split(' ')[0])).toEqual(['c', 'b/1', 'b/2', 'a']);
  expect(await names(vault, 'out')).toEqual([
    'a.envelope',
    'b/',
    'b/1.envelope',
    'b/2.envelope',
    'c.envelope',
  ]);
});

test('replacing never takes the place of a source of the same command', async () => {
  await using vault = await workplace();
  await vault.write({ y: 'y', 'docs/a': 'inner' });
  await vault.run('encrypt', '--practice', 'y', 'docs/a');
  await vault.run('encrypt', '--practice', 'docs/a.envelope');
  const before = await vault.tree('.');
  const result = await vault.run('encrypt', '--practice', '--on-conflict', 'replace', 'y', 'y.envelope');
  expect(result.stderr).toMatch(/^envelope: y: .*\[target-exists\]$/m);
  const again = await vault.run(...decrypt, '--on-conflict', 'replace', 'docs');
  expect(again.stderr).toMatch(/^envelope: docs\/a\.envelope\.envelope: .*\[target-exists\]$/m);
  expect(await vault.tree('.')).toMatchObject(before);
});
