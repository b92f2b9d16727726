/** What is held: jobs by themselves, or all of them. */
import type { PauseSwitch } from '../engine/request.ts';
import type { Job } from './job.ts';

export interface Pausing {
  /** Whether all are held. */
  readonly all: () => boolean;
  /** What a job's run looks at. */
  readonly switchOf: (job: Job) => PauseSwitch;
  /** Holds a job, or all with null, or lets go. */
  readonly hold: (job: Job | null, paused: boolean) => void;
  /** Ends the hold of all where no job is left to hold. */
  readonly settle: () => void;
}

export function createPausing(anyOpen: () => boolean): Pausing {
  const watchers = new Set<() => void>();
  let allPaused = false;
  const watch = (watcher: () => void) => {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  };
  return {
    all: () => allPaused,
    switchOf: (job) => ({ paused: () => allPaused || job.paused, watch }),
    hold: (job, paused) => {
      if (job === null) allPaused = paused && anyOpen();
      else job.paused = paused;
      for (const watcher of watchers) watcher();
    },
    settle: () => {
      allPaused &&= anyOpen();
    },
  };
}
