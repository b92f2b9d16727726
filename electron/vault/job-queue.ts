/** Jobs in line, in the order they came: the first one goes that no running one is in the way of. */
import { clash, type Job } from './job.ts';

export interface JobQueue {
  readonly push: (jobs: readonly Job[]) => void;
  /** Takes out the next one; undefined where none can go beside those that run. */
  readonly next: (running: readonly Job[]) => Job | undefined;
  /** Takes out those of a profile. */
  readonly takeOut: (profileId: string) => readonly Job[];
}

/** One that was cancelled stays in line, and is none. */
const isQueued = ({ state }: Job): boolean => state.status === 'queued';

export function createJobQueue(): JobQueue {
  let queue: Job[] = [];
  return {
    push: (jobs) => {
      for (const job of jobs) queue.push(job);
    },
    next: (running) => {
      for (;;) {
        const index = queue.findIndex((job) => !running.some((other) => clash(job, other)));
        const [job] = index === -1 ? [] : queue.splice(index, 1);
        if (job === undefined || isQueued(job)) return job;
      }
    },
    takeOut: (profileId) => {
      const own = queue.filter((job) => job.spec.profileId === profileId);
      queue = queue.filter((job) => job.spec.profileId !== profileId);
      return own.filter(isQueued);
    },
  };
}
