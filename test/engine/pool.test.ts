/** Threads: one that dies takes one job with it and no more; closing ends everything; nothing leaks. */
import { readdirSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../envelope/support.ts';
import { scratch } from '../support/scratch.ts';
import { EXITS, THROWS } from './dying-worker.ts';
import {
  codeOf,
  F,
  freshKey,
  isGone,
  materialsOf,
  newEngine,
  only,
  openTo,
  sealTo,
  testEngine,
} from './support.ts';

describe('a thread that dies', () => {
  const mortal = new URL('./dying-worker.ts', import.meta.url);

  test.each([
    ['by leaving', EXITS],
    ['by an exception', THROWS],
  ])('%s: its job fails, the others do not, the pool goes on', async (_, deadly) => {
    await using folder = await scratch();
    const engine = newEngine(2, mortal);
    const sizes = [10, deadly, 20, deadly, 30, deadly, 40, 50];
    const sources = await Promise.all(sizes.map((size, at) => folder.write(`in ${at}`, bytesOf(size))));
    const keys = sizes.map(() => freshKey());
    const codes = await Promise.all(
      sources.map((source, at) =>
        codeOf(sealTo(engine, source, `${source}.out`, { key: keys[at] ?? freshKey() })),
      ),
    );
    expect(codes).toEqual(sizes.map((size) => (size === deadly ? 'internal' : 'done')));
    expect(keys.every(isGone)).toBe(true);
    const made = (await folder.names()).filter((name) => !/^in \d$/.test(name));
    expect(made).toEqual([0, 2, 4, 6, 7].map((at) => `in ${at}.out`));
    await engine.close();
  });

  test('that never starts: coded, nothing left', async () => {
    await using folder = await scratch();
    const engine = newEngine(1, new URL('./no-such-worker.ts', import.meta.url));
    const source = await folder.write('in', 'content');
    expect(await codeOf(sealTo(engine, source, folder.at('out')))).toBe('internal');
    expect(await codeOf(sealTo(engine, source, folder.at('out')))).toBe('internal');
    expect(await folder.names()).toEqual(['in']);
  });
});

test('closing ends what runs and what waits; nothing is left, nothing starts any more', async () => {
  await using folder = await scratch();
  const engine = newEngine(1);
  const handle = await openFile(folder.at('big'), 'w');
  await handle.truncate(2 ** 30);
  await handle.close();
  await folder.write('small', 'content');
  const keys = [freshKey(), freshKey(), freshKey()];
  const started = Promise.withResolvers<void>();
  const onProgress = (stage: string, done: number): void => {
    if (stage === 'encrypting' && done > 0) started.resolve();
  };
  const running = codeOf(sealTo(engine, folder.at('big'), folder.at('1'), { key: keys[0], onProgress }));
  await started.promise;
  const asked = Promise.withResolvers<void>();
  const materials = async () => {
    asked.resolve();
    return materialsOf(keys[1]);
  };
  const waiting = codeOf(
    engine.seal({ source: folder.at('small'), target: only(folder.at('2')), materials }),
  );
  await asked.promise;
  await new Promise((resolve) => setImmediate(resolve));
  await engine.close();
  expect([await running, await waiting]).toEqual(['internal', 'cancelled']);
  expect(await codeOf(sealTo(engine, folder.at('small'), folder.at('3'), { key: keys[2] }))).toBe(
    'cancelled',
  );
  expect(keys.slice(0, 2).every(isGone)).toBe(true);
  expect(await folder.names()).toEqual(['big', 'small']);
});

test.runIf(process.platform === 'linux')(
  'no descriptor leaks over hundreds of jobs of every ending',
  async () => {
    await using folder = await scratch();
    const engine = testEngine(2);
    const source = await folder.write('in', bytesOf(F + 1));
    await sealTo(engine, source, folder.at('sealed'));
    await sealTo(engine, source, folder.at('warm'));
    await folder.write('bad', (await folder.read('sealed')).subarray(0, -1));
    const round = async (n: number): Promise<readonly string[]> => [
      await codeOf(sealTo(engine, source, folder.at(`s${n}`))),
      await codeOf(openTo(engine, folder.at('sealed'), folder.at(`o${n}`))),
      await codeOf(openTo(engine, folder.at('bad'), folder.at('x'))),
      await codeOf(openTo(engine, source, folder.at('x'))),
      await codeOf(sealTo(engine, source, folder.at('sealed'))),
      await codeOf(sealTo(engine, folder.at('none'), folder.at('x'))),
      await codeOf(sealTo(engine, folder.path, folder.at('x'))),
      await codeOf(sealTo(engine, source, folder.at('nowhere/x'))),
      await codeOf(sealTo(engine, source, folder.at('x'), { signal: AbortSignal.abort() })),
      await codeOf(sealTo(engine, source, folder.at('x'), { key: freshKey(7, 3) })),
    ];
    await Promise.all([round(1000), round(1001)]);
    const before = readdirSync('/proc/self/fd').length;
    for (let n = 0; n < 20; n++) expect(new Set(await round(n)).size).toBe(9);
    // The test's runner may have opened one of its own meanwhile; a leak would be one a round at least.
    expect(readdirSync('/proc/self/fd').length).toBeLessThan(before + 10);
  },
);
