/** Large files, shared by threads: the same bytes as one thread makes, one end for all, and a hold that holds. */
import { open as openFile, truncate } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { PauseSwitch } from '../../electron/engine/request.ts';
import { secretCopy } from '../../electron/envelope/bytes.ts';
import { bytesOf, dataKey, open, reference, seal } from '../envelope/support.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import { codeOf, F, freshKey, isGone, openTo, sealTo, testEngine } from './support.ts';

const engine = testEngine(4);
const alone = testEngine(1);
const LARGE = 9 * 1024 * 1024;

describe.each([LARGE - 1, LARGE, LARGE + F - 1, LARGE + 1])('%i bytes', (size) => {
  test('sealed by four and opened by one, and the reverse, come back', async () => {
    await using folder = await scratch();
    const content = bytesOf(size);
    const source = await folder.write('in', content);
    await sealTo(engine, source, folder.at('by four'));
    await sealTo(alone, source, folder.at('by one'));
    expect(open(await folder.read('by four')).content.equals(content)).toBe(true);
    await openTo(alone, folder.at('by four'), folder.at('out 1'));
    await openTo(engine, folder.at('by one'), folder.at('out 4'));
    expect((await folder.read('out 1')).equals(content)).toBe(true);
    expect((await folder.read('out 4')).equals(content)).toBe(true);
  });
});

describe('a shared envelope that is not whole and authentic', () => {
  async function sealed(folder: Scratch): Promise<string> {
    await sealTo(engine, await folder.write('in', bytesOf(LARGE)), folder.at('sealed'));
    return folder.at('sealed');
  }

  test.each([
    ['a changed byte in the first run', (size: number) => size - LARGE + 500, 'tampered'],
    ['a changed byte in the middle', (size: number) => size / 2, 'tampered'],
    ['a changed last byte', (size: number) => size - 1, 'tampered'],
  ])('%s', async (_, place, code) => {
    await using folder = await scratch();
    const path = await sealed(folder);
    const handle = await openFile(path, 'r+');
    const { size } = await handle.stat();
    const at = Math.floor(place(size));
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, at);
    await handle.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
    await handle.close();
    const key = freshKey();
    expect(await codeOf(openTo(engine, path, folder.at('out'), { key }))).toBe(code);
    expect(isGone(key)).toBe(true);
    expect(await folder.names()).toEqual(['in', 'sealed']);
  });

  test.each([
    ['cut by a byte', -1, 'truncated'],
    ['cut by a frame', -(F + 32), 'truncated'],
    ['cut by its final frame', -40, 'truncated'],
    ['continued by a byte', 1, 'trailing-bytes'],
    ['continued by a frame', F + 32, 'trailing-bytes'],
  ])('%s', async (_, change, code) => {
    await using folder = await scratch();
    const path = await sealed(folder);
    await truncate(path, (await folder.read('sealed')).length + change);
    expect(await codeOf(openTo(engine, path, folder.at('out')))).toBe(code);
    expect(await folder.names()).toEqual(['in', 'sealed']);
  });
});

test.each([24, 256, 4096, 1_048_576, 1_048_577])('frames of %i bytes are read', async (frameLength) => {
  await using folder = await scratch();
  const content = bytesOf(frameLength < 64 ? Math.floor(LARGE / 2.5) : LARGE);
  const theirs = seal({ content, frameLength });
  await openTo(engine, await folder.write('theirs', theirs), folder.at('out'), {
    key: secretCopy(dataKey),
  });
  expect((await folder.read('out')).equals(content)).toBe(true);
});

test('a full final frame, as some implementations write it, is read', async () => {
  await using folder = await scratch();
  const content = bytesOf(36 * F);
  const { bytes } = reference({ content, frameLength: F, finalFrame: 'full' });
  await openTo(engine, await folder.write('theirs', bytes), folder.at('out'), {
    key: secretCopy(dataKey),
  });
  expect((await folder.read('out')).equals(content)).toBe(true);
});

test('a held job stands still, goes on, and ends as it would have', async () => {
  await using folder = await scratch();
  const content = bytesOf(LARGE);
  const source = await folder.write('in', content);
  let paused = true;
  let changed: () => void = () => undefined;
  const pause: PauseSwitch = {
    paused: () => paused,
    watch: (listener) => {
      changed = listener;
      return () => undefined;
    },
  };
  const seen: number[] = [];
  const held = Promise.withResolvers<void>();
  const onProgress = (stage: string, done: number): void => {
    if (stage === 'encrypting' && seen.push(done) === 5) held.resolve();
  };
  const job = sealTo(engine, source, folder.at('out'), { pause, onProgress });
  await held.promise;
  expect(new Set(seen)).toEqual(new Set([0]));
  paused = false;
  changed();
  await job;
  expect(open(await folder.read('out')).content.equals(content)).toBe(true);
});

test('a held job can be cancelled', async () => {
  await using folder = await scratch();
  const source = await folder.write('in', bytesOf(LARGE));
  const abort = new AbortController();
  const pause: PauseSwitch = { paused: () => true, watch: () => () => undefined };
  const onProgress = (stage: string): void => {
    if (stage === 'encrypting') abort.abort();
  };
  const code = await codeOf(
    sealTo(engine, source, folder.at('out'), { pause, onProgress, signal: abort.signal }),
  );
  expect(code).toBe('cancelled');
  expect(await folder.names()).toEqual(['in']);
});
