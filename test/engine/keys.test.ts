/** After a job, however it ended, no data key is left with the caller, and nothing derived from it in a thread. */
import { once } from 'node:events';
import { open as openFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { unpack } from '../../electron/engine/thread/answer.ts';
import {
  CANCELLED,
  controlLength,
  PAUSED,
  RUNNING,
  STATE,
  WORDS,
  type WorkerAnswer,
} from '../../electron/engine/thread/protocol.ts';
import { createThreads } from '../../electron/engine/threads.ts';
import { secretBytes } from '../../electron/envelope/bytes.ts';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { newSecretMemory } from '../../electron/envelope/secret-memory.ts';
import { bytesOf, kmsKey, open } from '../envelope/support.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import {
  codeOf,
  F,
  freshKey,
  isGone,
  materialsOf,
  only,
  openTo,
  sealTo,
  testEngine,
  workerUrl,
} from './support.ts';

const engine = testEngine();

describe('the caller’s bytes', () => {
  test('that are zero already encrypt nothing', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', bytesOf(F));
    expect(await codeOf(sealTo(engine, source, folder.at('out'), { key: secretBytes(32) }))).toBe('internal');
    expect(await folder.names()).toEqual(['in']);
  });

  test('are zero when a job has ended, whether it succeeded or failed', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', bytesOf(F));
    const keys = [freshKey(), freshKey(), freshKey(9), freshKey(7, 31)];
    const codes = [
      await codeOf(sealTo(engine, source, folder.at('sealed'), { key: keys[0] })),
      await codeOf(openTo(engine, folder.at('sealed'), folder.at('out'), { key: keys[1] })),
      await codeOf(openTo(engine, folder.at('sealed'), folder.at('out 2'), { key: keys[2] })),
      await codeOf(sealTo(engine, source, folder.at('out 3'), { key: keys[3] })),
    ];
    expect(codes).toEqual(['done', 'done', 'key-commitment-failed', 'internal']);
    expect(keys.map(isGone)).toEqual([true, true, true, true]);
    expect(await folder.names()).toEqual(['in', 'out', 'sealed']);
  });

  test('are zeroed when the job cannot even be handed to a thread', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', 'content');
    const key = freshKey();
    const uncloneable = Object.assign(new Map<string, string>(), { now: () => 0 });
    const materials = async () => ({
      ...materialsOf(key),
      context: uncloneable,
      encryptedDataKeys: [{ ...kmsKey, toJSON: () => null }],
    });
    await expect(engine.seal({ source, target: only(folder.at('out')), materials })).rejects.toThrow(/clone/);
    expect(key).toEqual(new Uint8Array(32));
    expect(await folder.names()).toEqual(['in']);
  });

  test('a key service that fails: its error comes through as it is, nothing is left', async () => {
    await using folder = await scratch();
    await sealTo(engine, await folder.write('in', 'content'), folder.at('sealed'));
    const reason = new Error('no key');
    const target = only(folder.at('out'));
    const refuse = () => Promise.reject(reason);
    await expect(engine.seal({ source: folder.at('in'), target, materials: refuse })).rejects.toBe(reason);
    const opening = engine.open({
      source: folder.at('sealed'),
      target,
      policy: strictPolicy,
      dataKey: refuse,
    });
    await expect(opening).rejects.toBe(reason);
    expect(await folder.names()).toEqual(['in', 'sealed']);
  });
});

describe('the thread’s secrets', () => {
  const secrets = newSecretMemory();
  const worker = new Worker(workerUrl, { workerData: secrets });
  afterAll(() => worker.terminate());
  const hasSecrets = (): boolean => !isGone(new Uint8Array(secrets));

  /** Runs a job; answers how it ended, whether the thread had secrets in the middle of it, and whether it has any then. */
  async function run(folder: Scratch, job: object, seed = 7, state = PAUSED) {
    const control = new SharedArrayBuffer(controlLength(1));
    const words = new Int32Array(control, 0, WORDS);
    words[STATE] = state;
    const source = await openFile(folder.at('source'));
    const target = await openFile(folder.at('target'), 'w');
    const team = { dataKey: freshKey(seed), control, member: 0, members: 1 };
    const answered = once(worker, 'message');
    worker.postMessage({ sourceFd: source.fd, targetFd: target.fd, ...team, ...job });
    const during = state === PAUSED && (await vi.waitUntil(hasSecrets));
    Atomics.store(words, STATE, state === PAUSED ? RUNNING : state);
    Atomics.notify(words, STATE);
    const [answer]: WorkerAnswer<number>[] = await answered;
    await Promise.all([source.close(), target.close()]);
    return { answer, during, after: hasSecrets() };
  }
  const sealing = {
    kind: 'seal',
    size: 10,
    messageId: bytesOf(32, 3),
    context: new Map(),
    encryptedDataKeys: [kmsKey],
    frameLength: F,
    signingKey: null,
  };

  test('are zero after encrypting, after failing, after cancelling', async () => {
    await using folder = await scratch();
    await folder.write('source', bytesOf(10));
    const answer = { ok: true, value: expect.any(Number) };
    expect(await run(folder, sealing)).toEqual({ answer, during: true, after: false });
    for (const wrong of [{ size: 11 }, { targetFd: -1 }]) {
      const ended = await run(folder, { ...sealing, ...wrong });
      expect(ended).toMatchObject({ answer: { ok: false }, during: true, after: false });
    }
    const noHeader = await run(folder, { ...sealing, encryptedDataKeys: [] }, 7, RUNNING);
    expect(noHeader).toMatchObject({ answer: { ok: false }, after: false });
    const cancelled = await run(folder, sealing, 7, CANCELLED);
    expect(cancelled).toMatchObject({ answer: { code: 'cancelled' }, after: false });
  });

  test('are zero after decrypting, after a wrong key, after tampering', async () => {
    await using folder = await scratch();
    await sealTo(engine, await folder.write('in', bytesOf(3 * F)), folder.at('source'));
    const message = await folder.read('source');
    const { header } = open(message);
    const opening = { kind: 'open', size: message.length, policy: strictPolicy, layout: null, direct: false };
    const job = { ...opening, header: message.subarray(0, header.length) };
    expect(await run(folder, job)).toEqual({
      answer: { ok: true, value: 3 * F },
      during: true,
      after: false,
    });
    const wrongKey = await run(folder, job, 8, RUNNING);
    expect(wrongKey).toMatchObject({ answer: { code: 'key-commitment-failed' }, after: false });
    await folder.write('source', message.subarray(0, -1));
    const truncated = await run(folder, job);
    expect(truncated).toMatchObject({ answer: { code: 'truncated' }, during: true, after: false });
  });
});

describe('a thread that is gone', () => {
  const program = `import { parentPort, workerData } from 'node:worker_threads';
    new Uint8Array(workerData).fill(1);
    parentPort.on('message', (order) => {
      if (order === 'exit') process.exit();
      if (order === 'throw') throw new Error('died');
      parentPort.postMessage({ ok: true, value: workerData });
    });`;

  test.each(['exit', 'throw', 'close'])('leaves no secrets: %s', async (how) => {
    const threads = createThreads(new URL(`data:text/javascript,${encodeURIComponent(program)}`), 1);
    const thread = await threads.take();
    const shown = unpack(await thread.ask<SharedArrayBuffer>('show'));
    expect(isGone(new Uint8Array(shown))).toBe(false);
    if (how !== 'close') expect(await thread.ask(how)).toMatchObject({ ok: false, code: 'internal' });
    await threads.close();
    expect(isGone(new Uint8Array(shown))).toBe(true);
  });
});
