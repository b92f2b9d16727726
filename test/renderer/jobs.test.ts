/**
 * Jobs in words and numbers: stages, sums, which rows are drawn, time left, and what a screen reader is told.
 */
import { describe, expect, it } from 'vitest';
import type { JobState, JobView } from '../../electron/contract/state.ts';
import { encryptTarget } from '../../renderer/features/drop/intake.ts';
import { news, type Scene, sentence } from '../../renderer/features/jobs/announce.ts';
import {
  doneWords,
  isHeld,
  jobsToDraw,
  type RunningState,
  shareOf,
  stageText,
  totalsOf,
  totalsText,
} from '../../renderer/features/jobs/job-words.ts';
import { addSample, type Sample, secondsLeft } from '../../renderer/features/jobs/use-time-left.ts';
import { done, error, failed, inCorp, job, payroll, session } from './samples.ts';

const queued: JobState = { status: 'queued' };
const ended: JobState = done('o');
const broken: JobState = failed(error('offline', 'Can’t reach AWS.'));
const waiting: JobState = {
  status: 'waiting',
  since: '2026-11-22T14:02:00Z',
  error: error('sign-in-needed', 'Your sign-in has ended.'),
};
const running = (change: Partial<RunningState> = {}): RunningState => ({
  status: 'running',
  stage: 'encrypting',
  done: 50,
  total: 200,
  ...change,
});

describe('a running job', () => {
  it.each([
    [running(), 'Encrypting, 50 of 200 bytes'],
    [running({ stage: 'decrypting' }), 'Decrypting, 50 of 200 bytes'],
    [running({ stage: 'checking' }), 'Checking, 50 of 200 bytes'],
    [running({ stage: 'finishing' }), 'Finishing'],
    [running({ stage: 'waiting-for-key' }), 'Waiting for AWS'],
    [running({ stage: 'throttled' }), 'AWS asked us to slow down; continuing'],
  ])('tells its stage (%#)', (state, text) => expect(stageText(job('1', 'a', state), state)).toBe(text));

  it('waits for AWS only where AWS is asked', () => {
    const state = running({ stage: 'waiting-for-key' });
    expect(stageText(job('1', 'a', state, { practice: true }), state)).toBe('Waiting for the practice key');
  });

  it('never shows a full bar: full means done', () => {
    const plain = job('1', 'a', queued);
    expect(shareOf(plain, running())).toBe(0.25);
    expect(shareOf(plain, running({ stage: 'finishing', done: 200 }))).toBeLessThan(1);
    expect(shareOf(plain, running({ stage: 'waiting-for-key' }))).toBeNull();
    expect(shareOf(plain, running({ stage: 'throttled' }))).toBeNull();
    expect(shareOf(plain, running({ done: 0, total: 0 }))).toBeNull();
  });

  it('that checks its envelope goes by twice, and its bar never back', () => {
    const checked = job('1', 'a', queued, { check: true });
    const stages = [
      running({ done: 0 }),
      running({ done: 200 }),
      running({ stage: 'checking', done: 0 }),
      running({ stage: 'checking', done: 100 }),
      running({ stage: 'finishing', done: 200 }),
    ];
    expect(stages.map((state) => shareOf(checked, state))).toEqual([0, 0.5, 0.5, 0.75, 0.99]);
    // A check alone is one pass.
    const only = job('1', 'a', queued, { kind: 'verify' });
    expect(shareOf(only, running({ stage: 'checking', done: 100 }))).toBe(0.5);
  });

  it('is held by itself or with all the others; what ended is not', () => {
    const [own, other] = [job('1', 'a', running(), { paused: true }), job('2', 'b', queued)];
    expect([isHeld(own, false), isHeld(other, false), isHeld(other, true)]).toEqual([true, false, true]);
    expect(isHeld(job('3', 'c', ended, { paused: true }), true)).toBe(false);
  });
});

describe('a job that is done', () => {
  it.each([
    [job('1', 'a', ended), 'Encrypted'],
    [job('1', 'a', ended, { check: true }), 'Encrypted and checked'],
    [job('1', 'a', ended, { kind: 'decrypt' }), 'Decrypted'],
    [job('1', 'a', ended, { kind: 'verify' }), 'Checked'],
  ])('says what was done (%#)', (view, words) => expect(doneWords(view)).toBe(words));
});

describe('all jobs', () => {
  it('are summed by bytes; failed and cancelled ones have nothing left to do', () => {
    const states = [queued, running(), ended, broken, { status: 'cancelled' } as const];
    const jobs = states.map((state, i) => job(`${i}`, 'a', state, { calls: i, size: 100 }));
    const totals = totalsOf(jobs, false);
    expect(totals).toEqual({
      files: 5,
      done: 1,
      failed: 1,
      cancelled: 1,
      open: 2,
      held: 0,
      waiting: 0,
      bytes: 325,
      totalBytes: 500,
      bytesLeft: 175,
      calls: 10,
    });
    expect(totalsText(totals)).toBe('1 of 5 files done, 1 failed, 1 cancelled');
    expect(totalsText(totalsOf([job('1', 'a', ended)], false))).toBe('1 file done');
  });

  it('that are held have no bytes ahead of them until they go on', () => {
    const jobs = [
      job('1', 'a', running(), { size: 100, paused: true }),
      job('2', 'b', running(), { size: 100 }),
      job('3', 'c', queued, { size: 100 }),
    ];
    expect(totalsOf(jobs, false)).toMatchObject({ open: 3, held: 1, bytes: 50, bytesLeft: 175 });
    expect(totalsOf(jobs, true)).toMatchObject({ open: 3, held: 3, bytes: 50, bytesLeft: 0 });
  });

  it('that wait for a sign-in are open, and have no bytes ahead of them', () => {
    const jobs = [queued, waiting].map((state, i) => job(`${i}`, 'a', state, { size: 100 }));
    expect(totalsOf(jobs, false)).toMatchObject({ open: 2, held: 1, waiting: 1, bytesLeft: 100 });
  });

  it('are all drawn in their order while they are few, else running and failed ones first', () => {
    const jobs = [ended, queued, broken, running(), ended].map((state, i) => job(`${i}`, 'a', state));
    const ids = (list: readonly JobView[]): string => list.map((it) => it.id).join('');
    expect(ids(jobsToDraw(jobs, 5))).toBe('01234');
    expect(ids(jobsToDraw(jobs, 4))).toBe('3201');
  });
});

describe('time left', () => {
  const at = (...samples: readonly (readonly [time: number, bytes: number])[]): readonly Sample[] =>
    samples.reduce<readonly Sample[]>((list, [time, bytes]) => addSample(list, { time, bytes }), []);

  it('follows from the bytes of the last seconds', () => {
    expect(secondsLeft(at([0, 0], [4, 400]), 1000)).toBe(10);
    expect(secondsLeft(at([0, 0], [20, 100], [24, 500]), 1000)).toBe(10);
  });

  it('is not guessed too early, while nothing moves, or after bytes went back', () => {
    expect(secondsLeft(at([0, 0], [1, 400]), 1000)).toBeNull();
    expect(secondsLeft(at([0, 7], [5, 7]), 1000)).toBeNull();
    expect(secondsLeft(at([0, 900], [5, 1000], [6, 0]), 1000)).toBeNull();
  });
});

describe('a screen reader', () => {
  const scene = (jobs: readonly JobView[], paused = false): Scene => ({ jobs, paused });
  /** What is said of jobs that nobody has heard of. */
  const said = (jobs: readonly JobView[], paused = false): string =>
    sentence(news(scene([]), scene(jobs, paused)));

  it('hears of starts, ends and new tries, not of progress', () => {
    const before = [job('1', 'a', queued), job('2', 'b', running()), job('3', 'c', broken)];
    const now = [
      job('1', 'a', running()),
      job('2', 'b', ended),
      job('3', 'c', queued),
      job('4', 'd', queued),
    ];
    expect(news(scene(before), scene(now)).map((it) => it.job.id)).toEqual(['2', '3', '4']);
    expect(news(scene(now), scene(now))).toEqual([]);
  });

  it('hears who is held and who goes on', () => {
    const jobs = [job('1', 'a', running()), job('2', 'b', queued), job('3', 'c', ended)];
    const one = [job('1', 'a', running(), { paused: true }), ...jobs.slice(1)];
    expect(sentence(news(scene(jobs), scene(one)))).toBe('a paused.');
    expect(sentence(news(scene(one), scene(one, true)))).toBe('b paused.');
    expect(sentence(news(scene(jobs, true), scene(jobs)))).toBe('Encrypting a. Encrypting b.');
    const many = ['1', '2', '3'].map((id) => job(id, 'a', queued));
    expect(sentence(news(scene(many), scene(many, true)))).toBe('3 files paused.');
    expect(sentence(news(scene(many, true), scene(many)))).toBe('3 files under way.');
  });

  it('hears names while they are few and numbers when they are many, failures first', () => {
    expect(said([job('1', 'a.txt', ended), job('2', 'b.txt', broken)])).toBe(
      'Encrypting b.txt failed: Can’t reach AWS. a.txt encrypted.',
    );
    expect(said([job('1', 'a.envelope', ended, { kind: 'decrypt' })])).toBe('a.envelope decrypted.');
    expect(said(['1', '2', '3'].map((id) => job(id, 'a', queued)))).toBe('3 files under way.');
  });

  it('hears who waits for a sign-in', () => {
    expect(said([job('1', 'a.txt', waiting)])).toBe('a.txt waits for a sign-in.');
    expect(said(['1', '2', '3'].map((id) => job(id, 'a', waiting)))).toBe('3 files waiting for a sign-in.');
  });

  it('hears what a check has shown', () => {
    const check = { kind: 'verify' } as const;
    expect(said([job('1', 'a.envelope', done(null, 3_400_000_000), check)])).toBe(
      'a.envelope checked: complete and authentic, 3.4 GB of content.',
    );
    expect(said([job('1', 'a.envelope', broken, check)])).toBe(
      'Checking a.envelope failed: Can’t reach AWS.',
    );
  });
});

describe('encryptTarget', () => {
  it('is there only with a profile, and a key that is in its list', () => {
    expect(encryptTarget(session(inCorp))).toEqual({ profileId: 'aws:corp-dev', keyArn: payroll.arn });
    expect(encryptTarget(session({ ...inCorp, keyArn: null }))).toBeNull();
    expect(encryptTarget(session({ ...inCorp, keyArn: 'of another profile' }))).toBeNull();
    expect(encryptTarget(session({ ...inCorp, keys: { status: 'loading' } }))).toBeNull();
  });
});
