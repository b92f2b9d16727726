/** After a job, however it ended, no data key is left: not with the caller, not in the thread that used it. */
import { once } from 'node:events';
import { open as openFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test } from 'vitest';
import { controlLength, type WorkerAnswer } from '../../electron/engine/thread/protocol.ts';
import { strictPolicy } from '../../electron/envelope/header.ts';
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
  test('are given away when a job runs, whether it succeeds or fails', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', bytesOf(F));
    const keys = [freshKey(), freshKey(), bytesOf(32, 9), bytesOf(31)];
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

describe('the thread’s bytes', () => {
  const worker = new Worker(workerUrl);
  afterAll(() => worker.terminate());

  /** Runs a job under a key in memory that the test can see into; answers how it ended and the key afterwards. */
  async function run(folder: Scratch, job: object, seed = 7, cancelled = 0) {
    const dataKey = new Uint8Array(new SharedArrayBuffer(32));
    dataKey.set(bytesOf(32, seed));
    const control = new SharedArrayBuffer(controlLength(1));
    new Int32Array(control, 0, 1)[0] = cancelled;
    const source = await openFile(folder.at('source'));
    const target = await openFile(folder.at('target'), 'w');
    worker.postMessage({
      sourceFd: source.fd,
      targetFd: target.fd,
      dataKey,
      control,
      member: 0,
      members: 1,
      ...job,
    });
    const [answer]: WorkerAnswer<number>[] = await once(worker, 'message');
    await Promise.all([source.close(), target.close()]);
    return { answer, key: [...dataKey] };
  }
  const zeros = Array(32).fill(0);
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
    expect(await run(folder, sealing)).toEqual({
      answer: { ok: true, value: expect.any(Number) },
      key: zeros,
    });
    expect((await run(folder, { ...sealing, size: 11 })).key).toEqual(zeros);
    expect(await run(folder, { ...sealing, targetFd: -1 })).toMatchObject({
      answer: { ok: false },
      key: zeros,
    });
    expect(await run(folder, { ...sealing, encryptedDataKeys: [] })).toMatchObject({
      answer: { ok: false },
      key: zeros,
    });
    expect(await run(folder, sealing, 7, 1)).toEqual({
      answer: { ok: false, kind: 'engine', code: 'cancelled', errorName: null },
      key: zeros,
    });
  });

  test('are zero after decrypting, after a wrong key, after tampering', async () => {
    await using folder = await scratch();
    await sealTo(engine, await folder.write('in', bytesOf(3 * F)), folder.at('source'));
    const message = await folder.read('source');
    const { header } = open(message);
    const opening = { kind: 'open', size: message.length, policy: strictPolicy, layout: null, direct: false };
    const job = { ...opening, header: message.subarray(0, header.length) };
    expect(await run(folder, job)).toEqual({ answer: { ok: true, value: 3 * F }, key: zeros });
    expect(await run(folder, job, 8)).toMatchObject({
      answer: { code: 'key-commitment-failed' },
      key: zeros,
    });
    await folder.write('source', message.subarray(0, -1));
    expect(await run(folder, job)).toMatchObject({ answer: { code: 'truncated' }, key: zeros });
    expect(await run(folder, { ...job, header: new Uint8Array(3) })).toMatchObject({
      answer: { ok: false },
      key: zeros,
    });
  });
});
