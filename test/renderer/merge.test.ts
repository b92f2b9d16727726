/**
 * The mirror of main's state: order is kept, unchanged rows stay the same objects, removed ones go.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobState } from '../../electron/contract/state.ts';
import { applyEvent, mergeJobs } from '../../renderer/merge.ts';
import { inCorp, job, session, vault } from './samples.ts';

const queued: JobState = { status: 'queued' };
const cancelled: JobState = { status: 'cancelled' };
const ids = (jobs: readonly { readonly id: string }[]): readonly string[] => jobs.map((it) => it.id);

describe('mergeJobs', () => {
  const jobs = ['a', 'b', 'c'].map((id) => job(id, `${id}.txt`, queued));

  it('keeps a changed job in its row and the others as the same objects', () => {
    const changed = job('b', 'b.txt', cancelled);
    const merged = mergeJobs(jobs, { changed: [changed], removed: [], paused: false });
    expect(merged).toEqual([jobs[0], changed, jobs[2]]);
    expect(merged[0]).toBe(jobs[0]);
  });

  it('puts new jobs at the end and takes removed ones off', () => {
    const merged = mergeJobs(jobs, {
      changed: [job('d', 'd.txt', queued)],
      removed: ['a', 'unknown'],
      paused: false,
    });
    expect(ids(merged)).toEqual(['b', 'c', 'd']);
  });

  it('answers the same list when nothing changed', () => {
    expect(mergeJobs(jobs, { changed: [], removed: [], paused: false })).toBe(jobs);
  });

  it('holds every job once, as last told', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const change = fc.record({ changed: fc.array(id), removed: fc.array(id) });
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const alive = new Set<string>();
        let merged = mergeJobs([], { changed: [], removed: [], paused: false });
        for (const { changed, removed } of changes) {
          for (const it of removed) alive.delete(it);
          for (const it of changed) alive.add(it);
          const jobsNow = changed.map((it) => job(it, it, queued));
          merged = mergeJobs(merged, { changed: jobsNow, removed, paused: false });
        }
        expect([...ids(merged)].sort()).toEqual([...alive].sort());
      }),
    );
  });
});

describe('applyEvent', () => {
  it('replaces the session and leaves jobs and cards as they are', () => {
    const before = vault();
    const after = applyEvent(before, { name: 'session', payload: session(inCorp) });
    expect(after.session.profileId).toBe('aws:corp-dev');
    expect(after.jobs).toBe(before.jobs);
    expect(after.cards).toBe(before.cards);
  });

  it('follows whether all jobs are held', () => {
    const before = vault();
    const held = applyEvent(before, { name: 'jobs', payload: { changed: [], removed: [], paused: true } });
    expect([before.paused, held.paused]).toEqual([false, true]);
    expect(held.jobs).toBe(before.jobs);
  });
});
