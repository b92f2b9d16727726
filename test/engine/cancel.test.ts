/** A job can be stopped at any moment, and then leaves neither a file nor a key. Progress tells the truth. */
import { open as openFile } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import type { Stage } from '../../electron/engine/engine.ts';
import { SHARED_SIZE } from '../../electron/engine/thread/protocol.ts';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { bytesOf } from '../envelope/support.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import { codeOf, F, freshKey, isGone, materialsOf, only, openTo, sealTo, testEngine } from './support.ts';

const engine = testEngine();
const MiB = 1024 * 1024;

/** A file of holes: takes no room, but time to encrypt. */
async function sparse(folder: Scratch, name: string, size: number): Promise<string> {
  const handle = await openFile(folder.at(name), 'w');
  await handle.truncate(size);
  await handle.close();
  return folder.at(name);
}

describe('cancelled', () => {
  test('before it starts: no key is asked for, no file is made', async () => {
    await using folder = await scratch();
    await sealTo(engine, await folder.write('in', 'content'), folder.at('sealed'));
    const signal = AbortSignal.abort();
    const materials = vi.fn(async () => materialsOf());
    const dataKey = vi.fn(async () => freshKey());
    const target = only(folder.at('out'));
    expect(await codeOf(engine.seal({ source: folder.at('in'), target, materials, signal }))).toBe(
      'cancelled',
    );
    const opening = engine.open({
      source: folder.at('sealed'),
      target,
      policy: strictPolicy,
      dataKey,
      signal,
    });
    expect(await codeOf(opening)).toBe('cancelled');
    expect(materials).not.toHaveBeenCalled();
    expect(dataKey).not.toHaveBeenCalled();
    expect(await folder.names()).toEqual(['in', 'sealed']);
  });

  test('while it waits for the key: the key that comes is zeroed', async () => {
    await using folder = await scratch();
    await sealTo(engine, await folder.write('in', 'content'), folder.at('sealed'));
    for (const kind of ['seal', 'open'] as const) {
      const abort = new AbortController();
      const key = freshKey();
      const target = only(folder.at('out'));
      const signal = abort.signal;
      const job =
        kind === 'seal'
          ? engine.seal({
              source: folder.at('in'),
              target,
              signal,
              materials: async () => {
                abort.abort();
                return materialsOf(key);
              },
            })
          : engine.open({
              source: folder.at('sealed'),
              target,
              signal,
              policy: strictPolicy,
              dataKey: async () => {
                abort.abort();
                return key;
              },
            });
      expect(await codeOf(job)).toBe('cancelled');
      // It never reached a thread, and is zero here.
      expect(key).toEqual(new Uint8Array(32));
    }
    expect(await folder.names()).toEqual(['in', 'sealed']);
  });

  test('while it waits for a thread, all of which are held: nobody else is disturbed', async () => {
    await using folder = await scratch();
    let held = true;
    let letGo = (): void => {};
    const pause = {
      paused: () => held,
      watch: (changed: () => void) => {
        letGo = changed;
        return () => undefined;
      },
    };
    const running = Promise.withResolvers<void>();
    const onProgress = (stage: Stage): void => {
      if (stage === 'encrypting') running.resolve();
    };
    const source = await folder.write('large', bytesOf(SHARED_SIZE));
    const large = codeOf(sealTo(engine, source, folder.at('1'), { pause, onProgress }));
    await running.promise;
    const small = await folder.write('small', 'content');
    /** A job that has got its key and waits. */
    const wait = async (name: string) => {
      const abort = new AbortController();
      const key = freshKey();
      const asked = Promise.withResolvers<void>();
      const materials = async () => {
        asked.resolve();
        return materialsOf(key);
      };
      const job = engine.seal({
        source: small,
        target: only(folder.at(name)),
        signal: abort.signal,
        materials,
      });
      const code = codeOf(job);
      await asked.promise;
      await new Promise((resolve) => setImmediate(resolve));
      return { abort, key, code };
    };
    const [second, third] = [await wait('2'), await wait('3')];
    second.abort.abort();
    expect(await second.code).toBe('cancelled');
    // It never reached a thread, and is zero here.
    expect(second.key).toEqual(new Uint8Array(32));
    held = false;
    letGo();
    expect([await large, await third.code]).toEqual(['done', 'done']);
    expect(await folder.names()).toEqual(['1', '3', 'large', 'small']);
  });

  test('in the middle of encrypting', async () => {
    await using folder = await scratch();
    const source = await sparse(folder, 'in', 1024 * MiB);
    const abort = new AbortController();
    const dones: number[] = [];
    const stages = new Set<Stage>();
    const onProgress = (stage: Stage, done: number): void => {
      stages.add(stage);
      if (stage !== 'encrypting' || done === 0) return;
      dones.push(done);
      abort.abort();
    };
    const key = freshKey();
    const options = { key, signal: abort.signal, onProgress };
    expect(await codeOf(sealTo(engine, source, folder.at('out'), options))).toBe('cancelled');
    expect(dones[0]).toBeLessThan(1024 * MiB);
    // The thread stopped there, and did not work on to the end in vain.
    expect(stages).toEqual(new Set(['waiting-for-key', 'encrypting']));
    expect(isGone(key)).toBe(true);
    expect(await folder.names()).toEqual(['in']);
  });

  test('in the middle of decrypting', async () => {
    await using folder = await scratch();
    await sealTo(engine, await sparse(folder, 'in', 400 * MiB), folder.at('sealed'));
    const abort = new AbortController();
    const stages = new Set<Stage>();
    const onProgress = (stage: Stage): void => {
      stages.add(stage);
      if (stage === 'decrypting') abort.abort();
    };
    const options = { signal: abort.signal, onProgress };
    expect(await codeOf(openTo(engine, folder.at('sealed'), folder.at('out'), options))).toBe('cancelled');
    expect(stages).toEqual(new Set(['waiting-for-key', 'decrypting']));
    expect(await folder.names()).toEqual(['in', 'sealed']);
  });

  test('at the end, when all is written but not named', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', bytesOf(F));
    const abort = new AbortController();
    const onProgress = (stage: Stage): void => {
      if (stage === 'finishing') abort.abort();
    };
    const options = { signal: abort.signal, onProgress };
    expect(await codeOf(sealTo(engine, source, folder.at('out'), options))).toBe('cancelled');
    expect(await folder.names()).toEqual(['in']);
  });
});

test.each(['seal', 'open'] as const)(
  '%s: progress never goes back and ends at the whole file',
  async (kind) => {
    await using folder = await scratch();
    const source = await sparse(folder, 'in', 300 * MiB);
    const seen: (readonly [Stage, number, number])[] = [];
    const onProgress = (...report: readonly [Stage, number, number]) => seen.push(report);
    const sealed = await sealTo(engine, source, folder.at('sealed'), kind === 'seal' ? { onProgress } : {});
    const total = kind === 'seal' ? 300 * MiB : sealed.size;
    if (kind === 'open') await openTo(engine, sealed.path, folder.at('out'), { onProgress });
    const order = ['waiting-for-key', kind === 'seal' ? 'encrypting' : 'decrypting', 'finishing'];
    const places = seen.map(([stage]) => order.indexOf(stage));
    expect([...new Set(places)]).toEqual([0, 1, 2]);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const dones = seen.map(([, done]) => done);
    expect(dones).toEqual([...dones].sort((a, b) => a - b));
    expect(seen.every(([, , all]) => all === total)).toBe(true);
    expect(seen[0]).toEqual(['waiting-for-key', 0, total]);
    expect(seen.at(-1)).toEqual(['finishing', total, total]);
  },
);
