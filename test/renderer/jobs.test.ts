/**
 * Jobs in words and numbers: stages, sums, which rows are drawn, time left, and what a screen reader is told.
 */
import { describe, expect, it } from 'vitest';
import type { JobState, JobView } from '../../electron/contract/state.ts';
import { encryptTarget } from '../../renderer/features/drop/intake.ts';
import { news, sentence } from '../../renderer/features/jobs/announce.ts';
import {
  jobsToDraw,
  type RunningState,
  shareOf,
  stageText,
  totalsOf,
  totalsText,
} from '../../renderer/features/jobs/job-words.ts';
import { addSample, type Sample, secondsLeft } from '../../renderer/features/jobs/use-time-left.ts';
import { error, inCorp, job, payroll, session } from './samples.ts';

const queued: JobState = { status: 'queued' };
const done: JobState = { status: 'done', output: 'o', folder: 'f', size: 1, requestId: null };
const failed: JobState = { status: 'failed', error: error('offline', 'Can’t reach AWS.') };
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
    [running({ stage: 'finishing' }), 'Finishing'],
    [running({ stage: 'waiting-for-key' }), 'Waiting for AWS'],
  ])('tells its stage (%#)', (state, text) => expect(stageText(job('1', 'a', state), state)).toBe(text));

  it('waits for AWS only where AWS is asked', () => {
    const state = running({ stage: 'waiting-for-key' });
    expect(stageText(job('1', 'a', state, { practice: true }), state)).toBe('Waiting for the practice key');
  });

  it('never shows a full bar: full means done', () => {
    expect(shareOf(running())).toBe(0.25);
    expect(shareOf(running({ stage: 'finishing', done: 200 }))).toBeLessThan(1);
    expect(shareOf(running({ stage: 'waiting-for-key' }))).toBeNull();
    expect(shareOf(running({ done: 0, total: 0 }))).toBeNull();
  });
});

describe('all jobs', () => {
  it('are summed by bytes; failed and cancelled ones have nothing left to do', () => {
    const states = [queued, running(), done, failed, { status: 'cancelled' } as const];
    const totals = totalsOf(states.map((state, i) => job(`${i}`, 'a', state, { size: 100 })));
    expect(totals).toEqual({
      files: 5,
      done: 1,
      failed: 1,
      cancelled: 1,
      open: 2,
      bytes: 325,
      totalBytes: 500,
    });
    expect(totalsText(totals)).toBe('1 of 5 files done, 1 failed, 1 cancelled');
    expect(totalsText(totalsOf([job('1', 'a', done)]))).toBe('1 file done');
  });

  it('are all drawn in their order while they are few, else running and failed ones first', () => {
    const jobs = [done, queued, failed, running(), done].map((state, i) => job(`${i}`, 'a', state));
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
  it('hears of starts, ends and new tries, not of progress', () => {
    const before = [job('1', 'a', queued), job('2', 'b', running()), job('3', 'c', failed)];
    const now = [job('1', 'a', running()), job('2', 'b', done), job('3', 'c', queued), job('4', 'd', queued)];
    expect(news(before, now).map((it) => it.id)).toEqual(['2', '3', '4']);
    expect(news(now, now)).toEqual([]);
  });

  it('hears names while they are few and numbers when they are many, failures first', () => {
    expect(sentence([job('1', 'a.txt', done), job('2', 'b.txt', failed)])).toBe(
      'b.txt could not be encrypted: Can’t reach AWS. a.txt encrypted.',
    );
    expect(sentence([job('1', 'a.envelope', done, { kind: 'decrypt' })])).toBe('a.envelope decrypted.');
    expect(sentence(['1', '2', '3'].map((id) => job(id, 'a', queued)))).toBe('3 files started.');
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
