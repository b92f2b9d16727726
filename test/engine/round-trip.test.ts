/** What goes in comes out: every size around the frame's, every name a file may have, mode and time included. */
import { chmod, stat, utimes } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bodyLength } from '../../electron/envelope/frames.ts';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { bytesOf, open } from '../envelope/support.ts';
import { posix, scratch } from '../support/scratch.ts';
import { F, openTo, sealTo, testEngine } from './support.ts';

const engine = testEngine();

describe('sizes', () => {
  const run = 1024 * 1024;
  const sizes = [0, 1, F - 1, F, F + 1, 3 * F, run - 1, run, run + 1, 2 * run, 2 * run + 1, 5 * run + 7];
  test.each(sizes)('%i bytes', async (size) => {
    await using folder = await scratch();
    const content = bytesOf(size, size + 1);
    const source = await folder.write('in', content);
    const sealed = await sealTo(engine, source, folder.at('in.envelope'));
    const message = await folder.read('in.envelope');
    expect(sealed).toEqual({ path: folder.at('in.envelope'), size: message.length });
    // The envelope module, without the engine, agrees with what the engine wrote.
    const { header, content: opened } = open(message);
    expect(opened.equals(content)).toBe(true);
    expect(message.length).toBe(header.length + bodyLength(size, F));
    expect(await openTo(engine, sealed.path, folder.at('out'))).toEqual({ path: folder.at('out'), size });
    expect((await folder.read('out')).equals(content)).toBe(true);
    expect((await folder.read('in')).equals(content)).toBe(true);
    expect(await folder.names()).toEqual(['in', 'in.envelope', 'out']);
  });
});

const named = (name: string): boolean =>
  Buffer.byteLength(name) <= 240 &&
  name !== '.' &&
  name !== '..' &&
  !/[/\0]/.test(name) &&
  name.isWellFormed();
const anyName = fc.oneof(
  fc.constantFrom(
    '-rf',
    '--',
    ' ',
    'two\nlines',
    'a b ',
    '\u202egpj.exe',
    '☂️',
    '…',
    '%2e%2e',
    '"\'`$(id)',
    'é'.repeat(120),
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).filter(named),
);

test.runIf(posix)('any name, any content', async () => {
  await fc.assert(
    fc.asyncProperty(anyName, fc.integer({ min: 0, max: 3 * F }), async (name, size) => {
      await using folder = await scratch();
      const content = bytesOf(size, size);
      const source = await folder.write(name, content);
      const sealed = await sealTo(engine, source, folder.at(`${name}.e`));
      await openTo(engine, sealed.path, folder.at(`${name}.out`));
      expect((await folder.read(`${name}.out`)).equals(content)).toBe(true);
      expect(await folder.names()).toEqual([name, `${name}.e`, `${name}.out`].sort());
    }),
    { numRuns: 60 },
  );
});

test('a name of 255 bytes, the most a folder takes', async () => {
  await using folder = await scratch();
  const source = await folder.write('x', 'content');
  const name = 'n'.repeat(255);
  await sealTo(engine, source, folder.at(name));
  await openTo(engine, folder.at(name), folder.at('out'));
  expect(String(await folder.read('out'))).toBe('content');
});

test.runIf(posix).each([0o400, 0o644, 0o600, 0o755, 0o4777])(
  'permission bits %o and time are kept',
  async (mode) => {
    await using folder = await scratch();
    const source = await folder.write('in', 'content');
    const time = new Date('2001-02-03T04:05:06.789Z');
    await chmod(source, mode);
    await utimes(source, time, time);
    await sealTo(engine, source, folder.at('sealed'));
    await openTo(engine, folder.at('sealed'), folder.at('out'));
    for (const name of ['sealed', 'out']) {
      const made = await stat(folder.at(name));
      // Never a set-uid bit nor a program, nor more than the umask allows: the maker of the new file is another.
      expect([made.mode & 0o7777, made.mtime]).toEqual([mode & 0o666 & ~process.umask(), time]);
    }
  },
);

test('a time before 1970 is kept', async () => {
  await using folder = await scratch();
  const source = await folder.write('in', 'content');
  await utimes(source, 0, new Date('1969-12-31T12:00:00.000Z'));
  await sealTo(engine, source, folder.at('sealed'));
  expect((await stat(folder.at('sealed'))).mtime.toISOString()).toBe('1969-12-31T12:00:00.000Z');
});

test('two envelopes of the same file under the same key share no message id', async () => {
  await using folder = await scratch();
  const source = await folder.write('in', 'content');
  await sealTo(engine, source, folder.at('1'));
  await sealTo(engine, source, folder.at('2'));
  const ids = await Promise.all(
    ['1', '2'].map(async (name) => open(await folder.read(name)).header.messageId),
  );
  expect(ids[0]).not.toEqual(ids[1]);
});

test('inspect reads the header of a file and contacts no key', async () => {
  await using folder = await scratch();
  const source = await folder.write('in', bytesOf(3 * F));
  const { size } = await sealTo(engine, source, folder.at('sealed'));
  const seen = await engine.inspect({ source: folder.at('sealed'), policy: strictPolicy });
  expect(seen.size).toBe(size);
  expect([...seen.header.context]).toEqual([['purpose', 'test ☂']]);
});
