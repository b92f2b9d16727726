/** Jobs that a sign-in's end stops: they wait, nothing is lost or done twice, and only those go on that may. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failure } from '../../electron/vault/explain.ts';
import type { EncryptSpec } from '../../electron/vault/job.ts';
import { createJobs } from '../../electron/vault/jobs.ts';
import { manualVault, settle } from './fakes.ts';

const spec = (name: string, change: Partial<EncryptSpec> = {}): EncryptSpec => ({
  source: `/folder/${name}`,
  size: 10,
  profileId: 'aws:dev',
  profileName: 'dev',
  accountId: '111122223333',
  caller: 'arn:aws:sts::111122223333:assumed-role/Dev/alice',
  signsIn: true,
  practice: false,
  onConflict: 'fail',
  kind: 'encrypt',
  keyArn: 'arn',
  otherKeyArns: [],
  check: false,
  sign: false,
  context: [],
  drop: null,
  ...change,
});

const needed = () => failure('sign-in-needed');
const signedIn = () => true;

function start(concurrency = 2) {
  const { vault, started } = manualVault();
  const onWaiting = vi.fn();
  const onDone = vi.fn();
  const jobs = createJobs({
    vault,
    concurrency,
    identify: async () => null,
    onChange: () => {},
    onDone,
    onWaiting,
  });
  const status = () => jobs.views().map(({ name, state }) => `${name} ${state.status}`);
  const names = () => started.map(({ options }) => options.source.replace('/folder/', ''));
  return { jobs, started, onWaiting, onDone, status, names };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date('2026-01-01T14:02:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

test('with the one that found it the open ones of its profile wait, and no other’s', async () => {
  const { jobs, started, status, onWaiting, names } = start(1);
  for (const name of ['a', 'b']) jobs.add(spec(name));
  jobs.add(spec('other', { profileId: 'aws:prod' }));
  jobs.add(spec('c'));
  await settle();
  started[0]?.finish();
  await settle();
  started[1]?.fail(needed());
  await settle();
  expect(status()).toEqual(['a done', 'b waiting', 'other running', 'c waiting']);
  expect(jobs.views()[1]?.state).toMatchObject({
    status: 'waiting',
    since: '2026-01-01T14:02:00.000Z',
    error: { code: 'sign-in-needed' },
  });
  expect(onWaiting).toHaveBeenCalledExactlyOnceWith(
    spec('b'),
    expect.objectContaining({ code: 'sign-in-needed' }),
  );
  jobs.add(spec('late'));
  expect(status().at(-1)).toBe('late waiting');
  started[2]?.finish();
  await settle();
  expect(names()).toEqual(['a', 'b', 'other']);
});

test('after the sign-in they go on in their order, every file once', async () => {
  const { jobs, started, status, names, onDone, onWaiting } = start(2);
  for (const name of 'abcde') jobs.add(spec(name));
  await settle();
  started[1]?.fail(needed());
  started[0]?.fail(needed());
  await settle();
  expect(status().every((one) => one.endsWith('waiting'))).toBe(true);
  expect(onWaiting).toHaveBeenCalledOnce();
  jobs.goOn((profileId) => profileId !== 'aws:dev');
  expect(status().every((one) => one.endsWith('waiting'))).toBe(true);
  jobs.goOn(signedIn);
  jobs.goOn(signedIn);
  await settle();
  for (let next = 2; next < started.length; next++) {
    started[next]?.finish();
    await settle();
  }
  expect(names().slice(2)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(status()).toEqual(['a done', 'b done', 'c done', 'd done', 'e done']);
  expect(onDone).toHaveBeenCalledTimes(5);
});

test('where the sign-in did not help they wait again, after one call', async () => {
  const { jobs, started, status } = start(1);
  for (const name of 'abc') jobs.add(spec(name));
  await settle();
  started[0]?.fail(needed());
  await settle();
  jobs.goOn(signedIn);
  await settle();
  started[1]?.fail(needed());
  await settle();
  expect(status()).toEqual(['a waiting', 'b waiting', 'c waiting']);
  expect(started).toHaveLength(2);
});

test('each can be cancelled while it waits; those that come after the last one start', async () => {
  const { jobs, started, status, names } = start(1);
  const ids = ['a', 'b'].map((name) => jobs.add(spec(name)));
  await settle();
  started[0]?.fail(needed());
  await settle();
  jobs.cancel(ids[1] ?? '');
  expect(status()).toEqual(['a waiting', 'b cancelled']);
  jobs.goOn(signedIn);
  await settle();
  jobs.cancel(ids[0] ?? '');
  await settle();
  expect(status()).toEqual(['a cancelled', 'b cancelled']);
  jobs.add(spec('c'));
  await settle();
  expect(names()).toEqual(['a', 'a', 'c']);
});

test('cancelling all that wait ends the waiting', async () => {
  const { jobs, started, status } = start(1);
  const id = jobs.add(spec('a'));
  await settle();
  started[0]?.fail(needed());
  await settle();
  jobs.cancel(id);
  jobs.add(spec('b'));
  expect(status()).toEqual(['a cancelled', 'b running']);
});

test('a job that was cancelled as its sign-in ended is cancelled', async () => {
  const { jobs, started, status } = start(1);
  const id = jobs.add(spec('a'));
  await settle();
  started[0]?.fail(needed());
  jobs.cancel(id);
  await settle();
  expect(status()).toEqual(['a cancelled']);
});

test('a profile without a sign-in fails: there is nothing to wait for', async () => {
  const { jobs, started, status } = start(1);
  jobs.add(spec('a', { signsIn: false }));
  await settle();
  started[0]?.fail(needed());
  await settle();
  expect(status()).toEqual(['a failed']);
});

test('news of a run that waits does not make it run', async () => {
  const { jobs, started, status } = start(1);
  jobs.add(spec('a'));
  await settle();
  const progress = started[0]?.options.onProgress;
  started[0]?.fail(needed());
  await settle();
  progress?.('encrypting', 5, 10);
  expect(status()).toEqual(['a waiting']);
});

test('while all are paused, a sign-in starts none', async () => {
  const { jobs, started, names } = start(1);
  jobs.add(spec('a'));
  await settle();
  started[0]?.fail(needed());
  await settle();
  jobs.pause(null);
  jobs.goOn(signedIn);
  await settle();
  expect(names()).toEqual(['a']);
  jobs.resume(null);
  await settle();
  expect(names()).toEqual(['a', 'a']);
});

test('the account that a job was given for is asked for in each run, and shown with the caller', async () => {
  const { jobs, started } = start(1);
  jobs.add(spec('a'));
  await settle();
  started[0]?.fail(needed());
  await settle();
  jobs.goOn(signedIn);
  await settle();
  expect(started.map(({ options }) => options.accountId)).toEqual(['111122223333', '111122223333']);
  expect(jobs.views()[0]).toMatchObject({
    profileId: 'aws:dev',
    accountId: '111122223333',
    caller: 'arn:aws:sts::111122223333:assumed-role/Dev/alice',
  });
});
