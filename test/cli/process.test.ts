/** The program as a process: interrupted, cut off from its reader, under the oldest Node.js that it promises. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { temporaryNames } from '../engine/support.ts';
import { cliEnvironment, cliPath, runCli } from '../support/run-cli.ts';
import { posix, type Scratch, scratch, until } from '../support/scratch.ts';
import { linesOf } from './folder.ts';

/** A file of holes that takes seconds to encrypt, so that something can happen meanwhile. */
async function big(folder: Scratch, name: string): Promise<string> {
  const handle = await open(folder.at(name), 'w');
  await handle.truncate(8 * 2 ** 30);
  await handle.close();
  return folder.at(name);
}

/** Resolves when the child is in the middle of a file: a temporary file of it has content. */
const inTheMiddle = (folder: Scratch, child: ChildProcess): Promise<void> =>
  until('the middle of a file', async () => {
    if (child.exitCode !== null) throw new Error(`it ended too early: ${child.exitCode}`);
    const names = temporaryNames(readdirSync(folder.path));
    const sizes = await Promise.all(names.map((name) => stat(folder.at(name)).then(({ size }) => size)));
    return sizes.some((size) => size > 0);
  });

describe.runIf(posix)('interrupted', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s in the middle of a file: 130, nothing of it left',
    async (signal) => {
      await using folder = await scratch();
      const source = await big(folder, 'big');
      await folder.write('later', 'content');
      const home = folder.at('home');
      let middle: Promise<void> | null = null;
      const result = await runCli(['encrypt', '--practice', source, folder.at('later')], {
        home,
        cwd: folder.path,
        onStart: (child) => {
          middle = inTheMiddle(folder, child).then(() => {
            child.kill(signal);
          });
        },
      });
      await middle;
      expect(result).toMatchObject({ code: 130, signal: null });
      // The big one, and perhaps others that were in work; what was done before is whole, and told.
      for (const line of linesOf(result.stderr)) expect(line).toMatch(/: Cancelled\. .*\[cancelled\]$/);
      expect(result.stderr).toMatch(/^envelope: [^\n]*\/big: Cancelled\. /);
      const done = linesOf(result.stdout).map((line) => line.replace(/^.*\/(.*) \(.*$/, '$1'));
      const left = (await folder.names()).filter((name) => name !== 'home');
      expect(left).toEqual(['big', 'later', ...done].sort());
    },
  );
});

test.runIf(posix)('a reader that goes away does not end the work in the middle', async () => {
  await using folder = await scratch();
  for (const name of 'abcdef') await folder.write(name, name);
  const files = [...'abcdef'].map((name) => folder.at(name));
  const child = spawn(process.execPath, [cliPath, 'encrypt', '--practice', ...files], {
    cwd: folder.path,
    env: cliEnvironment(folder.at('home')),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += String(text);
  });
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  expect({ code, errors }).toEqual({
    code: 0,
    errors: 'envelope: 6 files encrypted, 2.1 kB, 6 data keys, 6 KMS calls\n',
  });
  const made = (await folder.names()).filter((name) => name !== 'home');
  expect(made).toEqual([...'abcdef'].flatMap((name) => [name, `${name}.envelope`]));
});

/** A Node.js 20 on this computer, or why there is none. */
function node20(): { readonly path: string } | { readonly reason: string } {
  const places = [process.env['NODE20'] ?? '', '/usr/bin/node', '/usr/local/bin/node'];
  const found = places.filter((path) => path !== '' && existsSync(path));
  const path = found.find((place) =>
    execFileSync(place, ['--version'], { encoding: 'utf8' }).startsWith('v20.'),
  );
  return path === undefined
    ? { reason: `no Node.js 20 among ${places.join(' ')} (set NODE20 to one)` }
    : { path };
}

const oldest = node20();
if ('reason' in oldest) console.warn(`test/cli/process: Node.js 20 is not tried: ${oldest.reason}`);

test.skipIf('reason' in oldest)('Node.js 20 runs it, without a word of its own', async () => {
  if ('reason' in oldest) return;
  await using folder = await scratch();
  const options = { home: folder.path, cwd: folder.path, node: oldest.path };
  await folder.write('x', 'content');
  const sealed = await runCli(['encrypt', '--practice', 'x'], options);
  expect(sealed).toMatchObject({ code: 0, stderr: '' });
  await rm(folder.at('x'));
  const streamed = await runCli(['decrypt', '--practice', '--output', '-', 'x.envelope'], options);
  expect(streamed).toMatchObject({ code: 0, stdout: 'content' });
  expect(await runCli(['decrypt', '--practice', 'x.envelope'], options)).toMatchObject({
    code: 0,
    stderr: '',
  });
  expect(String(await folder.read('x'))).toBe('content');
  expect(await runCli(['inspect', '--json', 'x.envelope'], options)).toMatchObject({ code: 0, stderr: '' });
  const many = Array.from({ length: 30 }, (_, n) => `many-${n}`);
  for (const name of many) await folder.write(name, name);
  const { code, stderr } = await runCli(['encrypt', '--practice', ...many], options);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^envelope: 30 files encrypted, [^\n]+\n$/)]);
});

test.runIf(posix)('SIGINT while standard input is waited for: 130, nothing left', async () => {
  await using folder = await scratch();
  const home = folder.at('home');
  const child = spawn(process.execPath, [cliPath, 'encrypt', '--practice', '-', '-o', folder.at('result')], {
    env: cliEnvironment(home),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  child.stdin.on('error', () => undefined);
  // More than a frame, and no end.
  child.stdin.write(Buffer.alloc(1_000_000));
  await inTheMiddle(folder, child);
  child.kill('SIGINT');
  expect(await closed).toEqual([130, null]);
  expect(await folder.names()).toEqual(['home']);
});
