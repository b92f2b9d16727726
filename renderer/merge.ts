/**
 * How what main says becomes what the window shows: pure functions from a state and an event to the next state.
 *
 * Order is kept: a job that changed stays in its row, a new one goes to the end. Objects that did not change stay
 * the same objects, so that only the rows concerned are drawn again.
 */
import type { EventPayload } from '../electron/contract/api.ts';
import type { JobsChange, JobView, VaultState } from '../electron/contract/state.ts';

export type VaultEvent =
  | { readonly name: 'session'; readonly payload: EventPayload<'session'> }
  | { readonly name: 'jobs'; readonly payload: EventPayload<'jobs'> }
  | { readonly name: 'cards'; readonly payload: EventPayload<'cards'> };

/** Jobs with a change applied. A Map keeps a key's place when its value is replaced, which is the order wanted. */
export function mergeJobs(jobs: readonly JobView[], change: JobsChange): readonly JobView[] {
  if (change.changed.length === 0 && change.removed.length === 0) return jobs;
  const byId = new Map(jobs.map((job) => [job.id, job]));
  for (const id of change.removed) byId.delete(id);
  for (const job of change.changed) byId.set(job.id, job);
  return [...byId.values()];
}

export function applyEvent(state: VaultState, event: VaultEvent): VaultState {
  switch (event.name) {
    case 'session':
      return { ...state, session: event.payload };
    case 'jobs':
      return { ...state, jobs: mergeJobs(state.jobs, event.payload), paused: event.payload.paused };
    case 'cards':
      return { ...state, cards: event.payload };
  }
}
