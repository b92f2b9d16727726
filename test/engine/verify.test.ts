/** `verify` and the check after encrypting: everything is authenticated, nothing is written, damage is found. */
import { open as openFile } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { bytesOf, open } from '../envelope/support.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import {
  codeOf,
  F,
  freshKey,
  isGone,
  materialsOf,
  only,
  sealTo,
  temporaryNames,
  testEngine,
} from './support.ts';

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

describe('a disk that did not keep what was written', () => {
  /** Seals and changes a byte on the disk when the check begins. */
  async function sealOnBadDisk(folder: Scratch, size: number, at: (length: number) => number) {
    const source = await folder.write('in', bytesOf(size));
    const key = freshKey();
    const spoiled = Promise.withResolvers<void>();
    const probe = await openFile(source);
    const prototype: { sync: () => Promise<void> } = Object.getPrototypeOf(probe);
    await probe.close();
    const sync = vi.spyOn(prototype, 'sync').mockImplementationOnce(async () => {
      const [temporary = ''] = temporaryNames(await folder.names());
      const { length } = await folder.read(temporary);
      await spoil(folder.at(temporary), at(length));
      spoiled.resolve();
    });
    const code = await codeOf(sealTo(engine, source, folder.at('out'), { key, check: true }));
    sync.mockRestore();
    await spoiled.promise;
    return { code, key };
  }

  test.each([
    ['the header', 100, () => 5],
    ['the only frame', 100, (length: number) => length - 20],
    ['a frame in the middle', 36 * F, (length: number) => Math.floor(length / 2)],
    ['the last byte', 36 * F, (length: number) => length - 1],
  ])('%s: check-failed, nothing kept', async (_, size, at) => {
    await using folder = await scratch();
    const { code, key } = await sealOnBadDisk(folder, size, at);
    expect(code).toBe('check-failed');
    expect(isGone(key)).toBe(true);
    expect(await folder.names()).toEqual(['in']);
  });

  test('without the check nobody notices (so the check is what finds it)', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', bytesOf(100));
    await engine.seal({ source, target: only(folder.at('out')), materials: async () => materialsOf() });
    await spoil(folder.at('out'), (await folder.read('out')).length - 20);
    expect(await folder.names()).toEqual(['in', 'out']);
  });
});
