/** Jobs on real files, with the engine and the practice KMS: what pausing, checking and replacing do to the disk. */
import { afterEach, expect, test, vi } from 'vitest';
import type { JobState, JobView } from '../../electron/contract/state.ts';
import { SHARED_SIZE } from '../../electron/engine/thread/protocol.ts';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { PRACTICE_REALM, practicePort } from '../../electron/kms/practice/create-practice-kms.ts';
import { createBatch } from '../../electron/vault/batch.ts';
import type { EncryptSpec, OpenSpec } from '../../electron/vault/job.ts';
import { createJobs, type Jobs } from '../../electron/vault/jobs.ts';
import { identify } from '../../electron/vault/results.ts';
import { createVault } from '../../electron/vault/vault.ts';
import { testEngine } from '../engine/support.ts';
import { bytesOf } from '../envelope/support.ts';
import { createMemoryKeyStore } from '../support/memory-key-store.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { scratch, until } from '../support/scratch.ts';

const THREADS = 2;
const engine = testEngine(THREADS);
const opened: Jobs[] = [];
afterEach(() => Promise.all(opened.splice(0).map((jobs) => jobs.close())));

/** `onKey` is called whenever a data key is asked for. */
async function start(onKey: (jobs: Jobs) => void = () => {}) {
  const store = createMemoryKeyStore();
  const port = practicePort(store, PRACTICE_REALM);
  const keyArn = await createPracticeKey(store, PRACTICE_REALM, 'test');
  const kmsFor = async () => {
    onKey(jobs);
    return port;
  };
  const vault = createVault({ engine, kmsFor, policy: strictPolicy });
  const jobs = createJobs({
    vault,
    concurrency: THREADS,
    identify,
    onChange: () => {},
    onDone: () => {},
    onWaiting: () => {},
  });
  opened.push(jobs);
  const wish = {
    profileId: 'practice',
    profileName: 'Practice',
    accountId: null,
    caller: null,
    signsIn: true,
    practice: true,
    onConflict: 'fail' as const,
  };
  const encrypt = (source: string, change: Partial<EncryptSpec> = {}): string =>
    jobs.add({
      ...wish,
      kind: 'encrypt',
      source,
      size: 0,
      keyArn,
      otherKeyArns: [],
      check: false,
      sign: false,
      context: [],
      drop: null,
      ...change,
    });
  const inspected = async (kind: OpenSpec['kind'], source: string): Promise<OpenSpec> => {
    const { size, headerDigest } = (await vault.inspect(source)).info;
    return { ...wish, kind, source, size, headerDigest, allowUncommitted: false };
  };
  const open = async (kind: OpenSpec['kind'], source: string): Promise<string> =>
    jobs.add(await inspected(kind, source));
  const state = (id: string): JobState | undefined => jobs.views().find((job) => job.id === id)?.state;
  const ended = async (id: string): Promise<JobState | undefined> => {
    await until('the end of a job', () => !['queued', 'running'].includes(state(id)?.status ?? ''));
    return state(id);
  };
  return { vault, jobs, encrypt, inspected, open, state, ended };
}

test('a drop that shares a data key asks for it once, and keeps nothing when it has ended', async () => {
  await using folder = await scratch();
  let asked = 0;
  const { jobs, encrypt, inspected, ended } = await start(() => {
    asked += 1;
  });
  const batch = createBatch();
  const take = vi.spyOn(batch.sealing, 'take');
  const clear = vi.spyOn(batch, 'clear');
  const paths = await Promise.all([...'abcdef'].map((name) => folder.write(name, `content of ${name}`)));
  const ids = paths.map((source) => encrypt(source, { drop: { batch, files: paths.length } }));
  for (const id of ids) expect(await ended(id)).toMatchObject({ status: 'done' });
  const cost = (view: readonly JobView[]) => view.reduce((sum, { calls }) => sum + calls, 0);
  expect([asked, cost(jobs.views())]).toEqual([1, 1]);
  expect(jobs.views().map(({ sharedBy }) => sharedBy)).toEqual(paths.map(() => 6));
  expect(clear).toHaveBeenCalledTimes(1);
  const [id] = take.mock.calls[0] ?? [];
  expect(id).toBeTypeOf('string');
  expect(batch.sealing.ready(id ?? '', 0)).toBeNull();

  const opening = await Promise.all(paths.map((path) => inspected('verify', `${path}.envelope`)));
  for (const one of opening.map(jobs.add)) expect(await ended(one)).toMatchObject({ status: 'done' });
  expect([asked, cost(jobs.views())]).toEqual([2, 2]);
});

test('without a drop each file has its data key, and its call', async () => {
  await using folder = await scratch();
  const { jobs, encrypt, ended } = await start();
  for (const name of 'abc') await ended(encrypt(await folder.write(name, name)));
  expect(jobs.views().map(({ calls, sharedBy }) => [calls, sharedBy])).toEqual(Array(3).fill([1, null]));
});

/** Holds all jobs as soon as the first one asks for its key. */
const heldAtKey = () => {
  let first = true;
  return start((jobs) => {
    if (first) jobs.pause(null);
    first = false;
  });
};

test('a job held before its first byte stays there, goes on, and is whole', async () => {
  await using folder = await scratch();
  const { jobs, encrypt, open, state, ended } = await heldAtKey();
  const content = bytesOf(SHARED_SIZE + 1);
  const id = encrypt(await folder.write('in', content));
  const second = encrypt(await folder.write('second', 'x'));
  await until('the threads have the job', () => {
    const now = state(id);
    return now?.status === 'running' && now.stage === 'encrypting';
  });
  expect(state(id)).toMatchObject({ done: 0, total: content.length });
  jobs.resume(null);
  expect(await ended(id)).toMatchObject({ status: 'done', made: { name: 'in.envelope' } });
  expect(await ended(second)).toMatchObject({ status: 'done' });
  const names = await folder.names();
  const check = await open('verify', folder.at('in.envelope'));
  expect(await ended(check)).toMatchObject({ status: 'done', made: null, size: content.length });
  expect(await folder.names()).toEqual(names);
});

test('held jobs can be cancelled, those that wait for a thread too, and leave nothing', async () => {
  await using folder = await scratch();
  let keys = 0;
  const { jobs, encrypt, ended } = await start((all) => {
    keys += 1;
    all.pause(all.views()[0]?.id ?? null);
  });
  const large = encrypt(await folder.write('large', bytesOf(SHARED_SIZE)));
  await until('large is held', () => keys === 1);
  const small = encrypt(await folder.write('small', 'x'));
  await until('small has asked for its key', () => keys === 2);
  await new Promise((resolve) => setImmediate(resolve));
  jobs.cancel(small);
  expect(await ended(small)).toEqual({ status: 'cancelled' });
  jobs.cancel(large);
  expect(await ended(large)).toEqual({ status: 'cancelled' });
  expect(await folder.names()).toEqual(['large', 'small']);
});

test('signed and checked envelopes are what was asked for, and prove to be so', async () => {
  await using folder = await scratch();
  const { vault, jobs, encrypt, open, ended } = await start();
  const id = encrypt(await folder.write('in', 'content'), { check: true, sign: true });
  expect(jobs.views()[0]).toMatchObject({ check: true });
  expect(await ended(id)).toMatchObject({ status: 'done' });
  expect((await vault.inspect(folder.at('in.envelope'))).info).toMatchObject({
    signed: true,
    committed: true,
  });
  expect(await ended(await open('verify', folder.at('in.envelope')))).toMatchObject({ size: 7 });
});

test('what a check finds changed is said, and nothing is written', async () => {
  await using folder = await scratch();
  const { encrypt, open, ended } = await start();
  await ended(encrypt(await folder.write('in', bytesOf(1000))));
  const envelope = await folder.read('in.envelope');
  envelope.writeUInt8((envelope.at(-20) ?? 0) ^ 1, envelope.length - 20);
  await folder.write('in.envelope', envelope);
  const names = await folder.names();
  expect(await ended(await open('verify', folder.at('in.envelope')))).toMatchObject({
    status: 'failed',
    error: { code: 'tampered' },
  });
  expect(await folder.names()).toEqual(names);
});

test('a file is replaced only as long as it is the one that was shown', async () => {
  await using folder = await scratch();
  const { vault, jobs, encrypt, ended } = await start();
  await folder.write('in.envelope', 'old');
  const source = await folder.write('in', 'content');
  const [first, second] = [encrypt(source), encrypt(source)];
  for (const id of [first, second]) {
    expect(await ended(id)).toMatchObject({
      status: 'failed',
      error: { code: 'target-exists' },
      taken: { name: 'in.envelope', madeFrom: null },
    });
  }
  expect(String(await folder.read('in.envelope'))).toBe('old');
  // Both were told to replace the old file; the second must not take the first one's result for it.
  for (const id of [first, second]) jobs.retry(id, 'replace');
  expect(await ended(first)).toMatchObject({ status: 'done', made: { name: 'in.envelope' } });
  const messageId = async () => (await vault.inspect(folder.at('in.envelope'))).info.messageId;
  const made = await messageId();
  expect(await ended(second)).toMatchObject({
    status: 'failed',
    taken: { name: 'in.envelope', madeFrom: 'in' },
  });
  expect(await messageId()).toBe(made);
  // Asked for once more, now by its name, it is replaced.
  jobs.retry(second, 'replace');
  expect(await ended(second)).toMatchObject({ status: 'done' });
  expect(await messageId()).not.toBe(made);
  expect(await folder.names()).toEqual(['in', 'in.envelope']);
});
