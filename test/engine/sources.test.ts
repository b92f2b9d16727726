/** What cannot be read is refused with a code, at once, before a key is asked for, and nothing is made. */
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { bytesOf } from '../envelope/support.ts';
import { posix, type Scratch, scratch } from '../support/scratch.ts';
import type { OtherJob } from './other-process.ts';
import { codeOf, F, freshKey, isGone, materialsOf, only, openTo, sealTo, testEngine } from './support.ts';

const engine = testEngine();

/** The code that encrypting, decrypting and inspecting `source` all fail with. */
async function refusal(folder: Scratch, source: string): Promise<string> {
  const asked = vi.fn();
  const before = await folder.names();
  const target = only(folder.at('out'));
  const materials = async () => {
    asked();
    return materialsOf();
  };
  const dataKey = async () => {
    asked();
    return freshKey();
  };
  const codes = [
    await codeOf(engine.seal({ source, target, materials })),
    await codeOf(engine.open({ source, target, policy: strictPolicy, dataKey })),
    await codeOf(engine.inspect({ source: source, policy: strictPolicy })),
  ];
  expect(asked).not.toHaveBeenCalled();
  expect(await folder.names()).toEqual(before);
  expect(new Set(codes).size).toBe(1);
  return codes[0] ?? '';
}

describe('is not there', () => {
  test.each([
    ['no file', 'nothing', 'file-not-found'],
    ['in a folder that is a file', 'file/x', 'file-not-found'],
    ['a name that is too long', 'n'.repeat(300), 'name-too-long'],
  ])('%s', async (_, name, code) => {
    await using folder = await scratch();
    await folder.write('file', 'content');
    expect(await refusal(folder, folder.at(name))).toBe(code);
  });
});

describe.runIf(posix)('is no ordinary file', () => {
  const makers: readonly (readonly [string, (path: string, folder: Scratch) => Promise<unknown>, string])[] =
    [
      ['a folder', (path) => mkdir(path), 'is-a-folder'],
      [
        'a link to a file',
        async (path, folder) => symlink(await folder.write('file', 'content'), path),
        'is-a-link',
      ],
      ['a link to a folder', (path, folder) => symlink(folder.path, path), 'is-a-link'],
      ['a link to nothing', (path) => symlink('/nowhere', path), 'is-a-link'],
      ['a link to itself', (path) => symlink(path, path), 'is-a-link'],
      ['a pipe', async (path) => execFileSync('mkfifo', [path]), 'not-a-file'],
    ];
  test.each(makers)('%s', async (_, make, code) => {
    await using folder = await scratch();
    await make(folder.at('odd'), folder);
    expect(await refusal(folder, folder.at('odd'))).toBe(code);
  });

  test('a socket', async () => {
    await using folder = await scratch();
    const server = createServer().listen(folder.at('odd'));
    await once(server, 'listening');
    try {
      expect(await refusal(folder, folder.at('odd'))).toBe('not-a-file');
    } finally {
      server.close();
    }
  });

  test.each(['/dev/zero', '/dev/null', '/dev/tty'])('%s', async (path) => {
    await using folder = await scratch();
    expect(await refusal(folder, path)).toBe('not-a-file');
  });
});

describe.runIf(process.platform === 'linux')('says it is a file, and is none', () => {
  test('a file of the kernel that has content and no size: nothing is made of it', async () => {
    await using folder = await scratch();
    expect(await codeOf(sealTo(engine, '/proc/version', folder.at('out')))).toBe('source-changed');
    expect(await folder.names()).toEqual([]);
  });

  test('a file whose reading fails: coded on both ways', async () => {
    await using folder = await scratch();
    const key = freshKey();
    expect(await codeOf(sealTo(engine, '/proc/self/mem', folder.at('out'), { key }))).toBe('io-error');
    expect(isGone(key)).toBe(true);
    expect(await codeOf(openTo(engine, '/proc/self/mem', folder.at('out')))).toBe('io-error');
    expect(await codeOf(engine.inspect({ source: '/proc/self/mem', policy: strictPolicy }))).toBe('io-error');
    expect(await folder.names()).toEqual([]);
  });
});

describe.runIf(posix)('may not be used by this user', () => {
  const child = fileURLToPath(new URL('./other-process.ts', import.meta.url));
  /** Runs the engine in a process without privileges; answers the codes. */
  async function codesOf(...jobs: readonly OtherJob[]): Promise<unknown> {
    const { stdout } = await promisify(execFile)(process.execPath, [
      child,
      JSON.stringify({ drop: true, jobs }),
    ]);
    return JSON.parse(stdout);
  }

  test('unreadable file, unsearchable folder, unwritable folder', async () => {
    await using folder = await scratch();
    await chmod(folder.path, 0o755);
    await folder.write('secret', bytesOf(F));
    await chmod(folder.at('secret'), 0o000);
    await folder.write('plain', bytesOf(F));
    await mkdir(folder.at('closed'));
    await writeFile(folder.at('closed/file'), 'content');
    await chmod(folder.at('closed'), 0o000);
    await mkdir(folder.at('open'));
    await chmod(folder.at('open'), 0o777);
    await mkdir(folder.at('locked'));
    await chmod(folder.at('locked'), 0o555);
    const codes = await codesOf(
      ['seal', folder.at('secret'), folder.at('open/out')],
      ['open', folder.at('secret'), folder.at('open/out')],
      ['seal', folder.at('closed/file'), folder.at('open/out')],
      ['seal', folder.at('plain'), folder.at('closed/out')],
      ['seal', folder.at('plain'), folder.at('locked/out')],
      ['seal', folder.at('plain'), folder.at('open/sealed')],
      ['open', folder.at('open/sealed'), folder.at('locked/out')],
      ['open', folder.at('open/sealed'), folder.at('open/plain')],
    );
    await chmod(folder.at('closed'), 0o700);
    expect(codes).toEqual([
      ...Array(3).fill('file-not-readable'),
      ...Array(2).fill('folder-not-writable'),
      'done',
      'folder-not-writable',
      'done',
    ]);
    expect(await readdir(folder.at('locked'))).toEqual([]);
    expect((await readdir(folder.at('open'))).sort()).toEqual(['plain', 'sealed']);
  });
});
