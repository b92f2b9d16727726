/** Standard input and output, through real pipes: content goes out whole and authenticated, or not at all. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { temporaryNames } from '../engine/support.ts';
import { hasProgram } from '../support/programs.ts';
import { posix, scratch } from '../support/scratch.ts';
import { linesOf } from './folder.ts';
import { shellIn } from './shell.ts';

async function start() {
  const home = await scratch();
  const cwd = home.at('work');
  await mkdir(cwd);
  const shell = await shellIn(home);
  const run = (line: string) => shell(`set -o pipefail; ${line}`, { cwd, env: { TMPDIR: home.at('tmp') } });
  await mkdir(home.at('tmp'));
  const write = (name: string, content: Uint8Array | string) => writeFile(`${cwd}/${name}`, content);
  const read = (name: string) => readFile(`${cwd}/${name}`);
  /** Files anywhere that hold results which never got their name. */
  const leftovers = async () => {
    return temporaryNames(
      (await readdir(home.path, { recursive: true })).map((name) => name.replace(/.*\//, '')),
    );
  };
  return { home, run, write, read, leftovers, [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() };
}

const encrypt = 'envelope encrypt --practice';
const decrypt = 'envelope decrypt --practice';

describe.runIf(posix)('pipes', () => {
  test('a tree goes through and comes out', async () => {
    await using vault = await start();
    await mkdir(vault.home.at('work/photos'));
    await vault.write('photos/cat', 'a cat');
    const { code, stdout } = await vault.run(`tar c photos | ${encrypt} - | ${decrypt} - | tar t`);
    expect([code, String(stdout)]).toEqual([0, 'photos/\nphotos/cat\n']);
    expect(await vault.leftovers()).toEqual([]);
  });

  test.each([0, 1, 65_535, 65_536, 65_537, 20_000_003])('%i bytes are the same bytes', async (size) => {
    await using vault = await start();
    const content = randomBytes(size);
    await vault.write('content', content);
    const { code, stdout } = await vault.run(`cat content | ${encrypt} - | ${decrypt} -`);
    expect([code, createHash('sha256').update(stdout).digest('hex')]).toEqual([
      0,
      createHash('sha256').update(content).digest('hex'),
    ]);
  });

  test('names where they are wanted, on either side', async () => {
    await using vault = await start();
    await vault.write('a', 'content');
    expect(await vault.run(`${encrypt} - --output sealed < a`)).toMatchObject({ code: 0 });
    expect(await vault.run(`${encrypt} a --output - > other`)).toMatchObject({ code: 0 });
    for (const name of ['sealed', 'other']) {
      expect(String((await vault.run(`${decrypt} ${name} -o -`)).stdout)).toBe('content');
      expect(await vault.run(`${decrypt} - -o ${name}.content < ${name}`)).toMatchObject({ code: 0 });
      expect(String(await vault.read(`${name}.content`))).toBe('content');
    }
    const taken = await vault.run(`${encrypt} - --output sealed < a`);
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining('[target-exists]')]);
  });

  test('verify and inspect read it as well', async () => {
    await using vault = await start();
    const verified = await vault.run(`echo content | ${encrypt} - | envelope verify --practice -`);
    expect([verified.code, String(verified.stdout)]).toEqual([0, 'standard input: OK (8 B, practice)\n']);
    const inspected = await vault.run(`echo content | ${encrypt} --context a=b - | envelope inspect -`);
    expect(inspected.code).toBe(0);
    expect(String(inspected.stdout)).toMatch(
      /^standard input \(unverified.*\n {2}content +8 B\n(.*\n)*.*a = b\n.*envelope-id = .*\n$/,
    );
    const json = await vault.run(`echo content | ${encrypt} - | envelope inspect --json -`);
    expect(JSON.parse(String(json.stdout))).toMatchObject({
      mode: 'inspect',
      input: '<stdin>',
      content_size: 8,
    });
  });

  test('results go to standard error where content goes to standard output', async () => {
    await using vault = await start();
    await vault.write('a', 'content');
    await vault.run(`${encrypt} a -o sealed`);
    const text = await vault.run(`${decrypt} sealed -o -`);
    expect([String(text.stdout), text.stderr]).toEqual([
      'content',
      'sealed -> standard output (7 B, practice)\n',
    ]);
    const json = await vault.run(`${decrypt} --json - < sealed`);
    expect(String(json.stdout)).toBe('content');
    expect(JSON.parse(json.stderr)).toMatchObject({ mode: 'decrypt', input: '<stdin>', output: '<stdout>' });
    const mixed = await vault.run(`${encrypt} --json a - < a`);
    expect(
      linesOf(mixed.stderr).map((line) => (line.startsWith('{') ? JSON.parse(line).output : '')),
    ).toEqual([vault.home.at('work/a.envelope'), '<stdout>', '']);
  });
});

describe.runIf(posix)('nothing comes out', () => {
  const damages: readonly (readonly [string, (bytes: Buffer) => Buffer, string])[] = [
    [
      'a changed byte in the last frame',
      (bytes) => Buffer.from(bytes.with(-20, (bytes.at(-20) ?? 0) ^ 1)),
      'tampered',
    ],
    ['a cut end', (bytes) => bytes.subarray(0, -1), 'truncated'],
    ['something added', (bytes) => Buffer.concat([bytes, Buffer.from('x')]), 'trailing-bytes'],
    ['no envelope', () => Buffer.from('hello'), 'not-an-envelope'],
    ['nothing', () => Buffer.alloc(0), 'not-an-envelope'],
  ];
  test.each(damages)('of %s', async (_, damage, code) => {
    await using vault = await start();
    await vault.write('a', randomBytes(3_000_000));
    await vault.run(`${encrypt} a -o sealed`);
    await vault.write('damaged', damage(await vault.read('sealed')));
    for (const line of [`${decrypt} - < damaged`, `cat damaged | ${decrypt} -`, `${decrypt} -o - damaged`]) {
      const result = await vault.run(line);
      expect([result.code, result.stdout.length, result.stderr]).toEqual([
        1,
        0,
        expect.stringContaining(`[${code}]`),
      ]);
    }
    const named = await vault.run(`${decrypt} - -o result < damaged`);
    expect([named.code, named.stderr]).toEqual([1, expect.stringContaining(`[${code}]`)]);
    await expect(vault.read('result')).rejects.toThrow('ENOENT');
    expect(await vault.leftovers()).toEqual([]);
  });

  test('and a reader that goes away is no fault of the envelope’s, but of the exit code', async () => {
    await using vault = await start();
    await vault.write('a', randomBytes(5_000_000));
    await vault.run(`${encrypt} a -o sealed`);
    const result = await vault.run(`{ ${decrypt} -o - sealed; echo "code $?" >&2; } | head -c 10 > taken`);
    expect((await vault.read('taken')).length).toBe(10);
    expect(result.stderr).toMatch(/^envelope: sealed: .*EPIPE\]\ncode 1\n$/);
    expect(await vault.leftovers()).toEqual([]);
  });
});

describe.runIf(posix)('not understood', () => {
  test.each([
    [`${encrypt} - -`, '- (standard input) may be given once'],
    [`${encrypt} a b -o -`, 'only one file can go to standard output'],
    [`${encrypt} -r a -o -`, 'only one file can go to standard output'],
    [`${encrypt} - -o folder/`, 'say --output NAME'],
    [`${encrypt} a - -o folder`, 'say --output NAME'],
  ])('%s: %s', async (line, words) => {
    await using vault = await start();
    await vault.write('a', 'a');
    const result = await vault.run(`${line} < a`);
    expect([result.code, result.stdout.length, result.stderr]).toEqual([
      2,
      0,
      expect.stringContaining(words),
    ]);
  });
});

const hasScript = posix && hasProgram('script', 'test/cli/streams: terminals');
describe.runIf(hasScript)('terminals', () => {
  const inTerminal = (line: string) =>
    `script --quiet --return --command ${JSON.stringify(line)} /dev/null < /dev/null`;

  test.each([`${encrypt} - < a`, `${decrypt} - < a`])('are not written to unasked: %s', async (line) => {
    await using vault = await start();
    await vault.write('a', 'a');
    const result = await vault.run(inTerminal(line));
    expect([result.code, String(result.stdout)]).toEqual([
      2,
      expect.stringContaining('not writing to the terminal'),
    ]);
  });

  test('are written to when asked', async () => {
    await using vault = await start();
    await vault.write('a', 'the content');
    await vault.run(`${encrypt} a -o sealed`);
    const result = await vault.run(inTerminal(`${decrypt} sealed -o -`));
    expect([result.code, String(result.stdout)]).toEqual([0, expect.stringContaining('the content')]);
  });

  test('that are read from are told so; progress goes away before the result', async () => {
    await using vault = await start();
    const typed = await vault.run(
      `printf 'typed\\n\\004' | script --quiet --return --command '${encrypt} - -o sealed' /dev/null`,
    );
    expect([typed.code, String(typed.stdout)]).toEqual([
      0,
      expect.stringContaining('reading from the terminal'),
    ]);
    expect(String((await vault.run(`${decrypt} sealed -o -`)).stdout)).toBe('typed\n');
  });
});
