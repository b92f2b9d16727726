/** The built program with the practice key: what people type first. */
import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../envelope/support.ts';
import { runCli } from '../support/run-cli.ts';
import { posix, type Scratch, scratch } from '../support/scratch.ts';

/** A home, and in it the folder that commands run in. */
async function start() {
  const folder = await scratch();
  await mkdir(folder.at('work'));
  const cwd = folder.at('work');
  const run = (...args: readonly string[]) => runCli(args, { home: folder.path, cwd });
  const write = (name: string, content: Uint8Array | string) => writeFile(join(cwd, name), content);
  const names = async () => (await readdir(cwd)).sort();
  return { folder, cwd, run, write, names, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

const done = { code: 0, signal: null, stderr: '' };
const noStore = (folder: Scratch) => folder.names().then((names) => expect(names).toEqual(['work']));

test('a file goes in and comes back; every step says what it did', async () => {
  await using vault = await start();
  const { run, write, names, folder } = vault;
  const content = bytesOf(200_000);
  await write('a b.pdf', content);
  expect(await run('encrypt', '--practice', 'a b.pdf')).toEqual({
    ...done,
    stdout: 'a b.pdf -> a b.pdf.envelope (200.4 kB, practice)\n',
  });
  expect(await run('decrypt', '--practice', 'a b.pdf.envelope')).toMatchObject({ code: 1, stdout: '' });
  await mkdir(join(vault.cwd, 'out'));
  expect(await run('decrypt', '--practice', '--output', 'out', 'a b.pdf.envelope')).toEqual({
    ...done,
    stdout: 'a b.pdf.envelope -> out/a b.pdf (200.0 kB, practice)\n',
  });
  expect((await folder.read('work/out/a b.pdf')).equals(content)).toBe(true);
  expect((await folder.read('work/a b.pdf')).equals(content)).toBe(true);
  expect(await names()).toEqual(['a b.pdf', 'a b.pdf.envelope', 'out']);
});

test('inspect needs no key and no home, for people and for programs', async () => {
  await using vault = await start();
  const { run, write, folder } = vault;
  await write('x', 'content');
  await run('encrypt', '--practice', '--context', 'purpose=audit', '--context', '__proto__=y', 'x');
  await folder.write('home', 'a file, so that nothing can be kept there');
  const inspect = (...args: readonly string[]) =>
    runCli(['inspect', ...args], { home: folder.at('home'), cwd: vault.cwd });
  const people = await inspect('x.envelope');
  expect(people).toMatchObject(done);
  expect(people.stdout).toMatch(/^x\.envelope \(unverified until decrypted\)\n/);
  for (const words of [
    '7 B',
    'practice: not protected by AWS',
    'purpose = audit',
    '__proto__ = y',
    'COMMIT_KEY',
  ]) {
    expect(people.stdout).toContain(words);
  }
  const programs = await inspect('--json', 'x.envelope', 'x.envelope');
  const lines = programs.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([lines[0], lines[0]]);
  expect(lines[0]).toMatchObject({
    input: join(vault.cwd, 'x.envelope'),
    content_size: 7,
    suite_id: 0x0478,
    practice: true,
    keys: [{ provider_id: 'aws-kms', account_id: '000000000000', practice: true }],
  });
  expect(Object.entries(lines[0].header.encryption_context)).toEqual([
    ['__proto__', 'y'],
    ['envelope-id', expect.stringMatching(/^[0-9a-f-]{36}$/)],
    ['purpose', 'audit'],
  ]);
});

test('several files: each gets its result, a failure stops no other', async () => {
  await using vault = await start();
  const { run, write, names } = vault;
  for (const name of 'abc') await write(name, name);
  expect((await run('encrypt', '--practice', 'a', 'b', 'c')).stdout.split('\n').length).toBe(4);
  const envelope = await vault.folder.read('work/b.envelope');
  await write('b.envelope', envelope.subarray(0, -1));
  for (const name of 'abc') await rm(join(vault.cwd, name));
  const result = await run('decrypt', '--practice', 'a.envelope', 'none', 'b.envelope', 'c.envelope');
  expect(result.code).toBe(1);
  expect(result.stdout).toBe('a.envelope -> a (1 B, practice)\nc.envelope -> c (1 B, practice)\n');
  const errors = result.stderr.trimEnd().split('\n');
  expect(errors).toEqual([
    expect.stringMatching(/^envelope: none: .*\[file-not-found: ENOENT\]$/),
    expect.stringMatching(/^envelope: b\.envelope: .*\[truncated\]$/),
    'envelope: 2 files decrypted, 2 B, 3 KMS calls; 2 failed',
  ]);
  expect(await names()).toEqual(['a', 'a.envelope', 'b.envelope', 'c', 'c.envelope']);
});

describe('keys', () => {
  test('by alias, id and ARN; the practice key is made once and private', async () => {
    await using vault = await start();
    const { run, write, folder } = vault;
    await write('x', 'content');
    const out = async (name: string) => {
      await mkdir(join(vault.cwd, name));
      return ['--output', name];
    };
    await run('encrypt', '--practice', ...(await out('0')), 'x');
    const { stdout } = await run('inspect', '--json', '0/x.envelope');
    const [{ name: arn }] = JSON.parse(stdout).keys;
    for (const key of ['practice', 'alias/practice', arn.split('/')[1], arn]) {
      const name = `by ${key.replaceAll(/[/:]/g, ' ')}`;
      expect(await run('encrypt', '--practice', '--key', key, ...(await out(name)), 'x')).toMatchObject(done);
      const seen = await run('inspect', '--json', `${name}/x.envelope`);
      expect(JSON.parse(seen.stdout).keys[0].name).toBe(arn);
    }
    // An alias that begins like a key's id is an alias.
    for (const key of ['none', 'deadbeef-x', 'mrk-x']) {
      const none = await run('encrypt', '--practice', '--key', key, 'x');
      expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('[practice-key-missing')]);
    }
    expect(
      await run('decrypt', '--practice', '--key', arn, ...(await out('y')), '0/x.envelope'),
    ).toMatchObject(done);
    const other = arn.replace(/.$/, arn.endsWith('0') ? '1' : '0');
    const wrong = await run('decrypt', '--practice', '--key', other, ...(await out('z')), '0/x.envelope');
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('[no-usable-key]')]);
    if (!posix) return;
    const store = join(folder.path, 'Envelope Vault', 'practice');
    expect((await stat(store)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(store)) expect((await stat(join(store, name))).mode & 0o077).toBe(0);
  });

  test('--vault keeps them elsewhere, and others do not open its envelopes', async () => {
    await using vault = await start();
    const { run, write, folder } = vault;
    await write('x', 'content');
    expect(await run('encrypt', '--practice', '--vault', 'keys', 'x')).toMatchObject(done);
    await noStore(folder);
    await rm(join(vault.cwd, 'x'));
    const other = await run('decrypt', '--practice', 'x.envelope');
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('[practice-key-missing')]);
    expect(await run('decrypt', '--practice', '--vault', 'keys', 'x.envelope')).toMatchObject(done);
  });
});

describe('not understood', () => {
  test.each([
    [[]],
    [['open', 'x']],
    [['encrypt', '--practice']],
    [['encrypt', 'x']],
    [['encrypt', '--practice', '--profile', 'p', 'x']],
    [['encrypt', '--practice', '--what', 'x']],
    [['decrypt', '--practice', '--key', 'alias', 'x']],
    [['decrypt', '--practice', '--key', 'arn:aws:kms:eu-west-1:111122223333:alias/payroll', 'x']],
  ])('%j: exit code 2, on stderr, nothing made', async (args) => {
    await using vault = await start();
    await vault.write('x', 'content');
    const { code, stdout, stderr } = await vault.run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^envelope: .+\nTry: envelope --help\n$/);
    expect(await vault.names()).toEqual(['x']);
    await noStore(vault.folder);
  });
});

test('an envelope opens only where it has the context that is asked for; it always has an id', async () => {
  await using vault = await start();
  await vault.write('x', 'content');
  await vault.run('encrypt', '--practice', '--context', 'purpose=audit', 'x');
  expect((await vault.run('inspect', 'x.envelope')).stdout).toMatch(/envelope-id = [0-9a-f-]{36}\n/);
  const refused = await vault.run('verify', '--practice', '--context', 'purpose=tax', 'x.envelope');
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('[context-mismatch]')]);
  const others = ['--context', 'purpose=audit', '--context', 'year=2026'];
  expect(await vault.run('decrypt', '--practice', ...others, '-o', 'y', 'x.envelope')).toMatchObject({
    code: 1,
  });
  expect(await vault.names()).toEqual(['x', 'x.envelope']);
  const asked = ['--context', 'purpose=audit', '-o', 'y', 'x.envelope'];
  expect(await vault.run('decrypt', '--practice', ...asked)).toMatchObject({ code: 0 });
});

describe('bad input', () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['a folder', ['encrypt', '--practice', '.'], 'is-a-folder'],
    ...(posix ? [['a device', ['encrypt', '--practice', '/dev/zero'], 'not-a-file'] as const] : []),
    ['a result that is there', ['encrypt', '--practice', 'taken'], 'target-exists'],
    ['text to decrypt', ['decrypt', '--practice', 'x'], 'not-an-envelope'],
    ['an empty file to inspect', ['inspect', 'empty'], 'not-an-envelope'],
  ];
  test.each(cases)('%s: one line with its code, exit code 1, nothing made', async (_, args, code) => {
    await using vault = await start();
    for (const name of ['x', 'taken', 'taken.envelope']) await vault.write(name, 'theirs');
    await vault.write('empty', '');
    const before = await vault.names();
    const result = await vault.run(...args);
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/^envelope: [^\n]+\n$/);
    expect(result.stderr).toContain(`[${code}]`);
    expect(await vault.names()).toEqual(before);
    expect(String(await vault.folder.read('work/taken.envelope'))).toBe('theirs');
  });

  test('a store of practice keys that is broken: said, and left as it is', async () => {
    await using vault = await start();
    await vault.write('x', 'content');
    await vault.run('encrypt', '--practice', 'x');
    const store = join('Envelope Vault', 'practice', 'practice-keys.json');
    await vault.folder.write(store, '{"keys":');
    const result = await vault.run('encrypt', '--practice', 'x');
    expect([result.code, result.stderr]).toEqual([1, expect.stringContaining('[practice-store-unreadable')]);
    expect(result.stderr).not.toContain(': :');
    expect(String(await vault.folder.read(store))).toBe('{"keys":');
  });
});

test.runIf(posix)('hostile names do not steer the terminal, and work', async () => {
  await using vault = await start();
  const { run, write, names } = vault;
  const name = '\x1b]0;owned\x07 \x9b2J\r\n\u202egpj.exe';
  await write(name, 'content');
  const sealed = await run('encrypt', '--practice', name);
  const again = await run('encrypt', '--practice', name);
  const shown = await run('inspect', `${name}.envelope`);
  const json = await run('inspect', '--json', `${name}.envelope`);
  expect([sealed.code, again.code, shown.code, json.code]).toEqual([0, 1, 0, 0]);
  for (const { stdout, stderr } of [sealed, again, shown, json]) {
    expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  }
  expect(JSON.parse(json.stdout).input).toBe(join(vault.cwd, `${name}.envelope`));
  expect(await names()).toEqual([name, `${name}.envelope`]);
  await write('-rf', 'content');
  expect(await run('encrypt', '--practice', '--', '-rf')).toMatchObject(done);
});

test.runIf(posix)('a read-only original stays read-only and is copied as such', async () => {
  await using vault = await start();
  await vault.write('x', 'content');
  await chmod(join(vault.cwd, 'x'), 0o400);
  expect(await vault.run('encrypt', '--practice', 'x')).toMatchObject(done);
  expect((await stat(join(vault.cwd, 'x.envelope'))).mode & 0o777).toBe(0o400);
});
