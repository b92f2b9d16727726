/** Jobs: in order, a few at a time, each with one end; changes gathered. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { JobsChange } from '../../electron/contract/state.ts';
import { EngineError } from '../../electron/engine/errors.ts';
import { createJobs, type JobSpec } from '../../electron/vault/jobs.ts';
import { manualVault, settle } from './fakes.ts';

const spec = (name: string, change: Partial<JobSpec> = {}): JobSpec => ({
  kind: 'encrypt',
  source: `/folder/${name}`,
  size: 10,
  profileId: 'aws:dev',
  profileName: 'dev',
  practice: false,
  keyArn: 'arn',
  headerDigest: null,
  onConflict: 'fail',
  ...change,
});

function start(concurrency = 2) {
  const { vault, started } = manualVault();
  const changes: JobsChange[] = [];
  const onDone = vi.fn();
  const jobs = createJobs({ vault, concurrency, onChange: (change) => changes.push(change), onDone });
  const status = () => jobs.views().map(({ name, state }) => `${name} ${state.status}`);
  const names = () => started.map(({ options }) => options.source.replace('/folder/', ''));
  return { jobs, started, changes, onDone, status, names };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('start in the order they came, no more at once than allowed', async () => {
  const { jobs, started, names, status } = start(2);
  for (const name of 'abcd') jobs.add(spec(name));
  expect(names()).toEqual(['a', 'b']);
  expect(status()).toEqual(['a running', 'b running', 'c queued', 'd queued']);
  started[1]?.finish();
  await settle();
  expect(names()).toEqual(['a', 'b', 'c']);
  started[0]?.fail(new EngineError('disk-full'));
  await settle();
  expect(status()).toEqual(['a failed', 'b done', 'c running', 'd running']);
});

test('ask the vault for exactly what they were given, above all the envelope that was agreed to', () => {
  const { jobs, started } = start();
  jobs.add(spec('a', { keyArn: 'arn a', onConflict: 'keep-both' }));
  jobs.add(spec('b', { kind: 'decrypt', keyArn: null, headerDigest: 'digest b' }));
  expect(started[0]?.options).toMatchObject({
    profileId: 'aws:dev',
    keyId: 'arn a',
    onConflict: 'keep-both',
  });
  expect(started[1]?.options).toMatchObject({ profileId: 'aws:dev', keyArn: null, headerDigest: 'digest b' });
});

test('say what they did', async () => {
  const { jobs, started, onDone } = start();
  const id = jobs.add(spec('a'));
  expect(jobs.output(id)).toBeNull();
  started[0]?.finish({ path: '/folder/a.envelope', size: 99, requestId: 'r-9' });
  await settle();
  const [view] = jobs.views();
  expect(view?.state).toEqual({
    status: 'done',
    output: 'a.envelope',
    folder: 'folder',
    size: 99,
    requestId: 'r-9',
  });
  expect(view).toMatchObject({
    id,
    kind: 'encrypt',
    name: 'a',
    profileName: 'dev',
    keyArn: 'arn',
    practice: false,
  });
  expect(JSON.stringify(view)).not.toContain('/folder');
  expect(jobs.output(id)).toBe('/folder/a.envelope');
  expect(onDone).toHaveBeenCalledExactlyOnceWith(spec('a'), expect.objectContaining({ size: 99 }));
});

test('say why they failed, in words and about which file', async () => {
  const { jobs, started, onDone } = start();
  jobs.add(spec('a'));
  started[0]?.fail(new EngineError('disk-full', 'ENOSPC'));
  await settle();
  expect(jobs.views()[0]?.state).toMatchObject({
    status: 'failed',
    error: { code: 'disk-full', details: { file: 'a', errorName: 'ENOSPC' } },
  });
  expect(onDone).not.toHaveBeenCalled();
});

test('an encrypting job asks for its key, a decrypting one for its envelope’s', () => {
  const { jobs, started } = start();
  jobs.add(spec('a', { keyArn: 'arn-1', onConflict: 'keep-both' }));
  jobs.add(spec('b', { kind: 'decrypt', keyArn: null }));
  expect(started[0]).toMatchObject({
    kind: 'encrypt',
    options: { keyId: 'arn-1', onConflict: 'keep-both', outputFolder: null },
  });
  expect(started[1]).toMatchObject({
    kind: 'decrypt',
    options: { keyArn: null, profileId: 'aws:dev', onConflict: 'fail' },
  });
});

describe('cancel', () => {
  test('a job that waits: it never starts', async () => {
    const { jobs, started, names, status } = start(1);
    jobs.add(spec('a'));
    const second = jobs.add(spec('b'));
    jobs.add(spec('c'));
    jobs.cancel(second);
    expect(status()).toEqual(['a running', 'b cancelled', 'c queued']);
    started[0]?.finish();
    await settle();
    expect(names()).toEqual(['a', 'c']);
  });

  test('a job that runs: it is told, and ends as cancelled', async () => {
    const { jobs, started, status } = start(1);
    const first = jobs.add(spec('a'));
    jobs.cancel(first);
    expect(started[0]?.options.signal?.aborted).toBe(true);
    await settle();
    expect(status()).toEqual(['a cancelled']);
  });

  test('a job that ended, or none: nothing happens', async () => {
    const { jobs, started, status } = start(1);
    const first = jobs.add(spec('a'));
    started[0]?.finish();
    await settle();
    jobs.cancel(first);
    jobs.cancel('no such job');
    expect(status()).toEqual(['a done']);
  });
});

describe('retry', () => {
  test('runs the same job again in its row, with the new wish for conflicts', async () => {
    const { jobs, started, status } = start(1);
    const id = jobs.add(spec('a'));
    jobs.add(spec('b'));
    started[0]?.fail(new EngineError('target-exists'));
    await settle();
    started[1]?.finish();
    await settle();
    jobs.retry(id, 'keep-both');
    expect(status()).toEqual(['a running', 'b done']);
    expect(started[2]?.options).toMatchObject({ source: '/folder/a', onConflict: 'keep-both' });
    expect(started[2]?.options.signal?.aborted).toBe(false);
  });

  test('of a cancelled job: it can be cancelled and run again, once at a time', async () => {
    const { jobs, started, names, status } = start(1);
    jobs.add(spec('a'));
    const id = jobs.add(spec('b'));
    for (let i = 0; i < 3; i++) {
      jobs.cancel(id);
      jobs.retry(id, 'fail');
      jobs.retry(id, 'fail');
    }
    started[0]?.finish();
    await settle();
    expect(names()).toEqual(['a', 'b']);
    started[1]?.finish();
    await settle();
    expect(names()).toEqual(['a', 'b']);
    expect(status()).toEqual(['a done', 'b done']);
  });

  test('of a job that waits, runs or is done: nothing happens', async () => {
    const { jobs, started, names } = start(1);
    const ids = [jobs.add(spec('a')), jobs.add(spec('b'))];
    for (const id of ids) jobs.retry(id, 'fail');
    started[0]?.finish();
    await settle();
    jobs.retry(ids[0] ?? '', 'fail');
    started[1]?.finish();
    await settle();
    expect(names()).toEqual(['a', 'b']);
  });
});

test('clearing takes off what ended and nothing else', async () => {
  const { jobs, started, changes, status } = start(2);
  const ids = 'abcd'.split('').map((name) => jobs.add(spec(name)));
  started[0]?.finish();
  jobs.cancel(ids[3] ?? '');
  await settle();
  jobs.clearEnded();
  expect(status()).toEqual(['b running', 'c running']);
  vi.advanceTimersByTime(1000);
  expect(changes.flatMap(({ removed }) => removed)).toEqual([ids[0], ids[3]]);
  expect(changes.at(-1)?.changed.map(({ id }) => id)).not.toContain(ids[0]);
});

test('a flood of progress is told twenty times a second, each time as it is then', async () => {
  const { jobs, started, changes } = start(1);
  jobs.add(spec('a'));
  const total = 1000;
  for (let ms = 0; ms < 1000; ms++) {
    started[0]?.options.onProgress?.('encrypting', ms, total);
    vi.advanceTimersByTime(1);
  }
  expect(changes.length).toBeLessThanOrEqual(20);
  expect(changes.length).toBeGreaterThanOrEqual(19);
  started[0]?.finish();
  await settle();
  vi.advanceTimersByTime(1000);
  expect(changes.at(-1)?.changed).toMatchObject([{ name: 'a', state: { status: 'done' } }]);
  const told = changes.length;
  vi.advanceTimersByTime(10_000);
  expect(changes.length).toBe(told);
});

test('closing cancels all, waits for what runs, and says nothing more', async () => {
  const { jobs, changes, names, status } = start(1);
  for (const name of 'abc') jobs.add(spec(name));
  vi.advanceTimersByTime(1000);
  const told = changes.length;
  await jobs.close();
  expect(status()).toEqual(['a cancelled', 'b cancelled', 'c cancelled']);
  expect(names()).toEqual(['a']);
  vi.advanceTimersByTime(1000);
  expect(changes.length).toBe(told);
});
