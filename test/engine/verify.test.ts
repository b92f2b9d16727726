/** `verify` and the check after encrypting: everything is authenticated, nothing is written, damage is found. */
import { constants } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { open as openInThread } from '../../electron/engine/thread/open.ts';
import { controlLength } from '../../electron/engine/thread/protocol.ts';
import type { SecretBytes } from '../../electron/envelope/bytes.ts';
import { EnvelopeError } from '../../electron/envelope/errors.ts';
import { parseHeader, strictPolicy } from '../../electron/envelope/header.ts';
import { bytesOf, open } from '../envelope/support.ts';
import { scratch } from '../support/scratch.ts';
import { codeOf, F, faultyEngine, freshKey, isGone, openTo, sealTo, testEngine } from './support.ts';

const engine = testEngine();
const sizes = [0, 1, F, 36 * F + 3];
const policy = strictPolicy;

async function spoil(path: string, at: number): Promise<void> {
  const handle = await openFile(path, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, at);
  await handle.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
  await handle.close();
}

describe.each([false, true])('signed: %s', (sign) => {
  test.each(sizes)('an envelope of %i bytes is found good, and nothing is written', async (size) => {
    await using folder = await scratch();
    await sealTo(engine, await folder.write('in', bytesOf(size)), folder.at('sealed'), { sign });
    const source = folder.at('sealed');
    const key = freshKey();
    expect(await engine.verify({ source, policy, dataKey: async () => key })).toBe(size);
    expect(isGone(key)).toBe(true);
    expect(await folder.names()).toEqual(['in', 'sealed']);
  });

  test.each(sizes)('checked after encrypting %i bytes', async (size) => {
    await using folder = await scratch();
    const key = freshKey();
    const stages = new Set<string>();
    const onProgress = (stage: string): void => void stages.add(stage);
    const source = await folder.write('in', bytesOf(size));
    await sealTo(engine, source, folder.at('out'), { key, sign, check: true, onProgress });
    expect(open(await folder.read('out')).content.equals(bytesOf(size))).toBe(true);
    expect(isGone(key)).toBe(true);
    expect(await folder.names()).toEqual(['in', 'out']);
  });
});

test('damage in the last frame is found by verify', async () => {
  await using folder = await scratch();
  await sealTo(engine, await folder.write('in', bytesOf(36 * F)), folder.at('sealed'));
  await spoil(folder.at('sealed'), (await folder.read('sealed')).length - 1);
  const verifying = engine.verify({ source: folder.at('sealed'), policy, dataKey: async () => freshKey() });
  expect(await codeOf(verifying)).toBe('tampered');
});

test.runIf(process.platform === 'linux')(
  'read back from the disk, the header is looked at, too',
  async () => {
    await using folder = await scratch();
    await sealTo(engine, await folder.write('in', bytesOf(100)), folder.at('sealed'));
    const bytes = await folder.read('sealed');
    const header = parseHeader(bytes, policy);
    await using handle = await openFile(folder.at('sealed'), constants.O_RDONLY | constants.O_DIRECT);
    const team = { control: new SharedArrayBuffer(controlLength(1)), member: 0, members: 1 };
    const job = { ...team, kind: 'open' as const, targetFd: null, direct: true, policy, layout: null };
    const open = (dataKey: SecretBytes) =>
      openInThread({
        ...job,
        sourceFd: handle.fd,
        size: bytes.length,
        header: bytes.subarray(0, header.length),
        dataKey,
      });
    expect(open(freshKey())).toBe(100);
    await spoil(folder.at('sealed'), 3);
    expect(() => open(freshKey())).toThrow(EnvelopeError);
  },
);

describe('a disk that did not keep what was written', () => {
  test.each([
    ['the header', 100, 5],
    ['the only frame', 100, -20],
    ['a frame in the middle', 36 * F, 18 * F],
    ['the last byte', 36 * F, -1],
  ])('%s: check-failed, nothing kept', async (_, size, spoil) => {
    await using folder = await scratch();
    await using bad = faultyEngine({ spoil });
    const key = freshKey();
    const source = await folder.write('in', bytesOf(size));
    expect(await codeOf(sealTo(bad, source, folder.at('out'), { key, check: true }))).toBe('check-failed');
    expect(isGone(key)).toBe(true);
    expect(await folder.names()).toEqual(['in']);
  });

  test('without the check nobody notices', async () => {
    await using folder = await scratch();
    await using bad = faultyEngine({ spoil: -1 });
    expect(await codeOf(sealTo(bad, await folder.write('in', bytesOf(100)), folder.at('out')))).toBe('done');
    expect(await codeOf(openTo(engine, folder.at('out'), folder.at('back')))).toBe('tampered');
  });
});
