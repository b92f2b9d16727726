/** Jobs that wait for a sign-in: one of a profile that found it needed, and the others of that profile that are open. */
import type { JobState } from '../contract/state.ts';
import type { Job } from './job.ts';

export type Waiting = Extract<JobState, { readonly status: 'waiting' }>;

export interface WaitingJobs {
  /** What new jobs of a profile wait for; null where none waits. */
  readonly of: (profileId: string) => Waiting | null;
  /** Notes whether a job waits, as often as anybody likes. */
  readonly note: (job: Job) => void;
  /** Those that wait whose profile fits, in the order in which they were given. */
  readonly those: (fits: (profileId: string) => boolean) => readonly Job[];
}

export function createWaitingJobs(): WaitingJobs {
  const waiting = new Map<string, Set<Job>>();
  return {
    of: (profileId) => {
      const [first] = waiting.get(profileId) ?? [];
      return first?.state.status === 'waiting' ? first.state : null;
    },
    note: (job) => {
      const { profileId } = job.spec;
      const jobs = waiting.get(profileId) ?? new Set();
      if (job.state.status === 'waiting') waiting.set(profileId, jobs.add(job));
      else jobs.delete(job);
      if (jobs.size === 0) waiting.delete(profileId);
    },
    those: (fits) =>
      [...waiting]
        .filter(([profileId]) => fits(profileId))
        .flatMap(([, jobs]) => [...jobs])
        .sort((one, other) => one.order - other.order),
  };
}
