/** Jobs: in order, a few at a time, each with one end; changes gathered. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { JobsChange } from '../../electron/contract/state.ts';
import { EngineError } from '../../electron/engine/errors.ts';
import { createBatch } from '../../electron/vault/batch.ts';
import type { EncryptSpec, OpenSpec } from '../../electron/vault/job.ts';
import { createJobs } from '../../electron/vault/jobs.ts';
import { manualVault, settle } from './fakes.ts';

const common = (name: string) => ({
  source: `/folder/${name}`,
  size: 10,
  profileId: 'aws:dev',
  profileName: 'dev',
  accountId: null,
  caller: null,
  signsIn: true,
  practice: false,
  onConflict: 'fail' as const,
});

const spec = (name: string, change: Partial<EncryptSpec> = {}): EncryptSpec => ({
  ...common(name),
  kind: 'encrypt',
  keyArn: 'arn',
  otherKeyArns: [],
  check: false,
  sign: false,
  context: [],
  drop: null,
  ...change,
});

const openSpec = (name: string, change: Partial<OpenSpec> = {}): OpenSpec => ({
  ...common(name),
  kind: 'decrypt',
  headerDigest: 'digest',
  allowUncommitted: false,
  ...change,
});

function start(concurrency = 2) {
  const { vault, started } = manualVault();
  const changes: JobsChange[] = [];
  const onDone = vi.fn();
  const onWaiting = vi.fn();
  /** Identities of the ordinary files there are, by path. */
  const disk = new Map<string, string>();
  const jobs = createJobs({
    vault,
    concurrency,
    identify: async (path) => disk.get(path) ?? null,
    onChange: (change) => changes.push(change),
    onDone,
    onWaiting,
  });
  const status = () => jobs.views().map(({ name, state }) => `${name} ${state.status}`);
  const names = () => started.map(({ options }) => options.source.replace('/folder/', ''));
  return { jobs, started, changes, onDone, onWaiting, disk, status, names };
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
  jobs.add(spec('a', { keyArn: 'arn a', check: true, onConflict: 'keep-both' }));
  jobs.add(openSpec('b', { headerDigest: 'digest b', allowUncommitted: true }));
  const beside = { profileId: 'aws:dev', outputFolder: null };
  expect(started[0]).toMatchObject({
    kind: 'encrypt',
    options: { ...beside, keyId: 'arn a', check: true, sign: false, onConflict: 'keep-both' },
  });
  expect(started[1]).toMatchObject({
    kind: 'decrypt',
    options: {
      ...beside,
      headerDigest: 'digest b',
      allowUncommitted: true,
      onConflict: 'fail',
    },
  });
});

test('check an envelope that was agreed to, and make no file', async () => {
  const { jobs, started, onDone } = start();
  const id = jobs.add(openSpec('a.envelope', { kind: 'verify', headerDigest: 'digest a' }));
  expect(started[0]).toMatchObject({
    kind: 'verify',
    options: { headerDigest: 'digest a', allowUncommitted: false },
  });
  started[0]?.finish({ size: 99, requestId: 'r-9' });
  await settle();
  expect(jobs.views()).toMatchObject([
    { kind: 'verify', state: { status: 'done', made: null, size: 99, requestId: 'r-9' } },
  ]);
  expect(jobs.output(id)).toBeNull();
  expect(onDone).toHaveBeenCalledOnce();
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
    made: { name: 'a.envelope', folder: 'folder' },
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

describe('pause', () => {
  const pauses = (started: ReturnType<typeof start>['started']) =>
    started.map(({ options }) => options.pause?.paused());

  test('a job that runs: it alone is held, until it is let go', () => {
    const { jobs, started, changes } = start(2);
    const [first = ''] = [jobs.add(spec('a')), jobs.add(spec('b'))];
    const told = vi.fn();
    const unwatch = started[0]?.options.pause?.watch(told);
    jobs.pause(first);
    expect([pauses(started), told.mock.calls.length]).toEqual([[true, false], 1]);
    expect(jobs.views().map(({ paused }) => paused)).toEqual([true, false]);
    expect(jobs.paused()).toBe(false);
    jobs.resume(first);
    expect([pauses(started), told.mock.calls.length]).toEqual([[false, false], 2]);
    unwatch?.();
    jobs.pause(first);
    expect(told).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1000);
    expect(changes.at(-1)).toMatchObject({ paused: false });
    expect(changes.at(-1)?.changed.find(({ id }) => id === first)?.paused).toBe(true);
  });

  test('all: those that run are held, and none starts, not even a new one, until all are let go', async () => {
    const { jobs, started, changes, names, status } = start(1);
    jobs.add(spec('a'));
    jobs.add(spec('b'));
    jobs.pause(null);
    jobs.add(spec('c'));
    expect([pauses(started), jobs.paused()]).toEqual([[true], true]);
    vi.advanceTimersByTime(1000);
    expect(changes.at(-1)).toMatchObject({ paused: true });
    started[0]?.finish();
    await settle();
    expect(status()).toEqual(['a done', 'b queued', 'c queued']);
    jobs.resume(null);
    expect(names()).toEqual(['a', 'b']);
    expect([pauses(started), jobs.paused()]).toEqual([[false, false], false]);
    vi.advanceTimersByTime(1000);
    expect(changes.at(-1)).toMatchObject({ paused: false });
  });

  test('a job held by itself stays so when all are let go', () => {
    const { jobs, started } = start(2);
    const first = jobs.add(spec('a'));
    jobs.add(spec('b'));
    jobs.pause(first);
    jobs.pause(null);
    jobs.resume(null);
    expect(pauses(started)).toEqual([true, false]);
  });

  test('a held job can be cancelled; with the last one the pause of all is over', async () => {
    const { jobs, status } = start(1);
    const ids = [jobs.add(spec('a')), jobs.add(spec('b'))];
    jobs.pause(null);
    jobs.cancel(ids[0] ?? '');
    await settle();
    expect([status(), jobs.paused()]).toEqual([['a cancelled', 'b queued'], true]);
    jobs.cancel(ids[1] ?? '');
    expect(jobs.paused()).toBe(false);
    jobs.add(spec('c'));
    expect(status()).toEqual(['a cancelled', 'b cancelled', 'c running']);
  });

  test('a job run again is not held any more', async () => {
    const { jobs, started } = start(1);
    const id = jobs.add(spec('a'));
    jobs.pause(id);
    jobs.cancel(id);
    await settle();
    expect(jobs.views()[0]?.paused).toBe(false);
    jobs.retry(id, 'fail');
    expect(started[1]?.options.pause?.paused()).toBe(false);
  });

  test('a job that waits or ended, or none, or all where there are none: nothing happens', async () => {
    const { jobs, started, status } = start(1);
    jobs.pause(null);
    expect(jobs.paused()).toBe(false);
    const ids = [jobs.add(spec('a')), jobs.add(spec('b'))];
    jobs.pause(ids[1] ?? '');
    jobs.pause('no such job');
    started[0]?.finish();
    await settle();
    jobs.pause(ids[0] ?? '');
    expect(status()).toEqual(['a done', 'b running']);
    expect(jobs.views().map(({ paused }) => paused)).toEqual([false, false]);
  });

  test('while nothing moves there is nothing to tell', () => {
    const { jobs, started, changes } = start(1);
    jobs.pause(jobs.add(spec('a')));
    started[0]?.options.onProgress?.('encrypting', 5, 10);
    vi.advanceTimersByTime(1000);
    const told = changes.length;
    started[0]?.options.onProgress?.('encrypting', 5, 10);
    vi.advanceTimersByTime(1000);
    expect(changes.length).toBe(told);
  });
});

describe('a name that is taken', () => {
  const taken = new EngineError('target-exists');
  const wishes = (started: ReturnType<typeof start>['started']) =>
    started.map(({ options }) => 'onConflict' in options && options.onConflict);

  /** A job that failed because of `/folder/a.envelope`. */
  async function failed(concurrency = 1) {
    const set = start(concurrency);
    set.disk.set('/folder/a', 'source').set('/folder/a.envelope', 'old');
    const id = set.jobs.add(spec('a'));
    set.started[0]?.fail(taken);
    await settle();
    return { ...set, id };
  }

  test('is shown with the file that has it', async () => {
    const { jobs } = await failed();
    expect(jobs.views()[0]?.state).toMatchObject({
      status: 'failed',
      taken: { name: 'a.envelope', madeFrom: null },
    });
  });

  test.each([
    ['a folder or a link', null],
    ['the source itself', 'source'],
  ])('by %s offers nothing to replace', async (_, identity) => {
    const { jobs, started, disk } = start();
    disk.set('/folder/a', 'source');
    if (identity !== null) disk.set('/folder/a.envelope', identity);
    const id = jobs.add(spec('a'));
    started[0]?.fail(taken);
    await settle();
    expect(jobs.views()[0]?.state).toMatchObject({ status: 'failed', taken: null });
    jobs.retry(id, 'replace');
    await settle();
    expect(wishes(started)).toEqual(['fail', 'fail']);
  });

  test('is had by replacing the file that was shown', async () => {
    const { jobs, started, id } = await failed();
    jobs.retry(id, 'replace');
    await settle();
    expect(wishes(started)).toEqual(['fail', 'replace']);
  });

  test.each([
    ['another file', 'new'],
    ['nothing', undefined],
  ])('by %s in the meantime: as if nothing had been chosen', async (_, identity) => {
    const { jobs, started, disk, id } = await failed();
    if (identity === undefined) disk.delete('/folder/a.envelope');
    else disk.set('/folder/a.envelope', identity);
    jobs.retry(id, 'replace');
    await settle();
    expect(wishes(started)).toEqual(['fail', 'fail']);
  });

  test('a job that failed for another reason replaces nothing', async () => {
    const { jobs, started, disk } = start();
    disk.set('/folder/a.envelope', 'old');
    const id = jobs.add(spec('a'));
    started[0]?.fail(new EngineError('disk-full'));
    await settle();
    jobs.retry(id, 'replace');
    await settle();
    expect(wishes(started)).toEqual(['fail', 'fail']);
  });

  test('by a result of this run says so, also after its row was cleared', async () => {
    const { jobs, started, disk } = start();
    disk.set('/folder/a.envelope', 'envelope').set('/folder/a.ENVELOPE', 'other');
    jobs.add(openSpec('a.envelope'));
    disk.set('/folder/a', 'result');
    started[0]?.finish({ path: '/folder/a' });
    await settle();
    jobs.clearEnded();
    jobs.add(openSpec('a.ENVELOPE'));
    started[1]?.fail(taken);
    await settle();
    expect(jobs.views()[0]?.state).toMatchObject({ taken: { name: 'a', madeFrom: 'a.envelope' } });
  });

  test('is not had by two at the same time: the second finds the first one’s result', async () => {
    const { jobs, started, names, status } = start(4);
    for (const name of ['a.envelope', 'b.envelope', 'A.ENVELOPE']) jobs.add(openSpec(name));
    jobs.add(openSpec('a.envelope', { kind: 'verify' }));
    expect(names()).toEqual(['a.envelope', 'b.envelope', 'a.envelope']);
    started[0]?.finish();
    await settle();
    expect(names()).toEqual(['a.envelope', 'b.envelope', 'a.envelope', 'A.ENVELOPE']);
    expect(status()).toEqual([
      'a.envelope done',
      'b.envelope running',
      'A.ENVELOPE running',
      'a.envelope running',
    ]);
  });

  test('two agreed to replace the same file, seen through two folders: the first does, the second asks again', async () => {
    const { jobs, started, disk } = start(4);
    const ids = ['/folder/a.envelope', '/link/a.envelope'].map((source, index) => {
      disk.set(source, `envelope ${index}`).set(source.replace('.envelope', ''), 'old');
      return jobs.add(openSpec('', { source }));
    });
    for (const job of started) job.fail(taken);
    await settle();
    for (const id of ids) jobs.retry(id, 'replace');
    await settle();
    expect(wishes(started)).toEqual(['fail', 'fail', 'replace']);
    for (const name of ['/folder/a', '/link/a']) disk.set(name, 'new');
    started[2]?.finish({ path: '/folder/a' });
    await settle();
    expect(wishes(started)).toEqual(['fail', 'fail', 'replace', 'fail']);
    started[3]?.fail(taken);
    await settle();
    expect(jobs.views()[1]?.state).toMatchObject({ taken: { name: 'a', madeFrom: 'a.envelope' } });
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

test('AWS that throttles: the job says so until it goes on, and counts its calls over all attempts', async () => {
  const { jobs, started } = start();
  const id = jobs.add(spec('a'));
  await settle();
  const { meter, onProgress } = started[0]?.options ?? {};
  meter?.sent();
  meter?.slowed();
  meter?.sent();
  expect(jobs.views()).toMatchObject([{ calls: 2, state: { status: 'running', stage: 'throttled' } }]);
  onProgress?.('encrypting', 5, 10);
  expect(jobs.views()).toMatchObject([{ calls: 2, state: { stage: 'encrypting', done: 5 } }]);
  started[0]?.fail(new EngineError('io-error'));
  await settle();
  jobs.retry(id, 'fail');
  await settle();
  started[1]?.options.meter?.sent();
  started[1]?.finish();
  await settle();
  expect(jobs.views()).toMatchObject([{ calls: 3, state: { status: 'done' } }]);
});

test('who asked for a data key that others wait for still hears of it, and is not brought back by it', async () => {
  const { jobs, started, status } = start();
  const batch = createBatch();
  const clear = vi.spyOn(batch, 'clear');
  const drop = { batch, files: 2 };
  const [first = '', second = ''] = ['a', 'b'].map((name) => jobs.add(spec(name, { drop })));
  const { meter, onProgress } = started[0]?.options ?? {};
  const hear = () => {
    meter?.slowed();
    meter?.sent();
    onProgress?.('encrypting', 5, 10);
  };
  jobs.cancel(first);
  await settle();
  hear();
  expect(status()).toEqual(['a cancelled', 'b running']);
  jobs.cancel(second);
  await settle();
  expect(clear).toHaveBeenCalledOnce();
  jobs.retry(first, 'fail');
  hear();
  expect(jobs.views()[0]).toMatchObject({ calls: 0, state: { status: 'running', stage: 'waiting-for-key' } });
});

test('data keys of envelopes are forgotten on a word, while jobs that opened them are open', () => {
  const { jobs, started } = start();
  jobs.add(openSpec('a'));
  const { batch } = started[0]?.options ?? {};
  const clear = batch && vi.spyOn(batch.opening, 'clear');
  jobs.forgetKeys();
  expect(clear).toHaveBeenCalledOnce();
});

test('a batch is cleared when the last of its open jobs has ended, however it ended', async () => {
  const { jobs, started } = start(1);
  const batch = createBatch();
  const clear = vi.spyOn(batch, 'clear');
  const drop = { batch, files: 3 };
  const [, second] = ['a', 'b', 'c'].map((name) => jobs.add(spec(name, { drop })));
  await settle();
  expect(started[0]?.options.batch).toBe(batch);
  started[0]?.fail(new EngineError('io-error'));
  jobs.cancel(second ?? '');
  await settle();
  expect(clear).not.toHaveBeenCalled();
  started[1]?.finish();
  await settle();
  expect(clear).toHaveBeenCalledTimes(1);
});

test('closing clears the batches, also of jobs that never started', async () => {
  const { jobs } = start(1);
  const batch = createBatch();
  const clear = vi.spyOn(batch, 'clear');
  for (const name of ['a', 'b']) jobs.add(spec(name, { drop: { batch, files: 2 } }));
  await settle();
  await jobs.close();
  expect(clear).toHaveBeenCalled();
});
