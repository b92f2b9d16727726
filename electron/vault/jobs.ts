/**
 * The list of jobs: runs a few at a time, in order, and tells what changed.
 *
 * A job stays pinned to the profile, AWS account and key that it was given. It ends in exactly one of done, failed or
 * cancelled, and can be run again in the same row. Where a sign-in is needed it waits, and the open ones of its profile
 * with it, until they are let go on: nothing of it was done by then. Jobs that would make the same file run one after the
 * other, and what one replaces is the file that the person was shown, least of all another job's result. Changes are
 * gathered and told at most twenty times a second.
 */
import { basename } from 'node:path';
import type { VaultError } from '../contract/errors.ts';
import type { ConflictPolicy, JobStage, JobState, JobsChange, JobView } from '../contract/state.ts';
import { createBatchesInUse } from './batches-in-use.ts';
import { explain } from './explain.ts';
import {
  doneState,
  failedState,
  isIdle,
  isOpen,
  type Job,
  type JobSpec,
  newJob,
  type Ran,
  runJob,
  view,
} from './job.ts';
import { createJobChanges } from './job-changes.ts';
import { createJobQueue } from './job-queue.ts';
import { createPausing } from './pausing.ts';
import { createResults, type Identify } from './results.ts';
import type { Vault } from './vault.ts';
import { createWaitingJobs } from './waiting.ts';

export type { JobSpec, Ran } from './job.ts';

export interface Jobs {
  /** Answers the job's id. */
  readonly add: (spec: JobSpec) => string;
  readonly cancel: (id: string) => void;
  /** Holds a running job, which can still be cancelled; with null all of them, and none starts. */
  readonly pause: (id: string | null) => void;
  readonly resume: (id: string | null) => void;
  /** `replace` counts for the file that was in the way when the job failed. */
  readonly retry: (id: string, onConflict: ConflictPolicy) => void;
  /** Jobs that wait for a sign-in go on where their profile is signed in. */
  readonly goOn: (isSignedIn: (profileId: string) => boolean) => void;
  readonly clearEnded: () => void;
  readonly views: () => readonly JobView[];
  /** Whether all are held; ends by itself when no job is left to hold. */
  readonly paused: () => boolean;
  /** Path of the file that a job made; null before it is done, and where it makes none. */
  readonly output: (id: string) => string | null;
  /** Wipes the data keys of envelopes: no profile opens by what another of its name was given. */
  readonly forgetKeys: () => void;
  /** Cancels everything and resolves when nothing runs any more. */
  readonly close: () => Promise<void>;
}

export interface JobsOptions {
  readonly vault: Vault;
  /** Jobs that run at once. */
  readonly concurrency: number;
  readonly identify: Identify;
  readonly onChange: (change: JobsChange) => void;
  readonly onDone: (spec: JobSpec, ran: Ran) => void;
  /** Jobs of this one's profile wait for a sign-in from now on. */
  readonly onWaiting: (spec: JobSpec, error: VaultError) => void;
}

export function createJobs(options: JobsOptions): Jobs {
  const { vault, concurrency, identify, onChange, onDone, onWaiting } = options;
  const jobs = new Map<string, Job>();
  let given = 0;
  const queue = createJobQueue();
  const running = new Map<Job, Promise<void>>();
  const results = createResults(identify);
  const batches = createBatchesInUse();
  const waiting = createWaitingJobs();
  const pausing = createPausing(() => [...jobs.values()].some(isOpen));
  const changes = createJobChanges((changed, removed) => {
    const views = changed.flatMap((id) => jobs.get(id) ?? []).map(view);
    onChange({ changed: views, removed, paused: pausing.all() });
  });

  function set(job: Job, state: JobState): void {
    job.state = state;
    batches.note(job);
    waiting.note(job);
    changes.changed(job.id);
    pausing.settle();
  }

  function enqueue(job: Job): void {
    job.paused = false;
    set(job, waiting.of(job.spec.profileId) ?? { status: 'queued' });
    if (job.state.status !== 'queued') return;
    queue.push([job]);
    start();
  }

  /** Nothing was written yet: it runs from the start when it is let go on. */
  function wait(job: Job, error: VaultError): void {
    const { profileId } = job.spec;
    const state = { status: 'waiting', since: new Date().toISOString(), error } as const;
    const isNews = waiting.of(profileId) === null;
    job.abort = new AbortController();
    for (const one of [job, ...queue.takeOut(profileId)]) set(one, state);
    if (isNews) onWaiting(job.spec, error);
  }

  function start(): void {
    while (!pausing.all() && running.size < concurrency) {
      const job = queue.next([...running.keys()]);
      if (job === undefined) return;
      const run = perform(job).finally(() => {
        running.delete(job);
        start();
      });
      running.set(job, run);
    }
  }

  async function perform(job: Job): Promise<void> {
    const { spec, abort } = job;
    // What it asked for others may wait for longer, and tell this run when it is over.
    const isUnderWay = (): boolean => job.abort === abort && isOpen(job);
    const onProgress = (stage: JobStage, done: number, total: number): void => {
      const { state } = job;
      const known = state.status === 'running' && state.stage === stage && state.done === done;
      if (isUnderWay() && !known) set(job, { status: 'running', stage, done, total });
    };
    onProgress('waiting-for-key', 0, spec.size);
    try {
      const attempt = spec.onConflict === 'replace' ? await results.agreed(job) : spec;
      const ran = await runJob(vault, attempt, {
        signal: abort.signal,
        onProgress,
        pause: pausing.switchOf(job),
        batch: batches.of(job),
        meter: {
          sent: () => {
            if (isUnderWay()) job.calls += 1;
          },
          slowed: () => onProgress('throttled', 0, spec.size),
        },
      });
      onDone(spec, ran);
      job.output = ran.path;
      if (ran.path !== null) await results.remember(ran.path, spec.source);
      set(job, doneState(ran));
    } catch (error) {
      const reason = explain(error, basename(spec.source));
      if (reason.code === 'sign-in-needed' && spec.signsIn && !abort.signal.aborted) return wait(job, reason);
      job.taken = reason.code === 'target-exists' ? await results.occupant(spec) : null;
      const cancelled = abort.signal.aborted || reason.code === 'cancelled';
      set(job, cancelled ? { status: 'cancelled' } : failedState(reason, job.taken));
    }
  }

  function cancel(job: Job): void {
    job.abort.abort();
    if (isIdle(job.state)) set(job, { status: 'cancelled' });
  }

  function hold(id: string | null, paused: boolean): void {
    const job = id === null ? null : jobs.get(id);
    if (job !== null && job?.state.status !== 'running') return;
    pausing.hold(job, paused);
    changes.changed(...(job === null ? [] : [job.id]));
    start();
  }

  return {
    add: (spec) => {
      const job = newJob(spec, ++given);
      jobs.set(job.id, job);
      enqueue(job);
      return job.id;
    },
    cancel: (id) => {
      const job = jobs.get(id);
      if (job !== undefined) cancel(job);
    },
    pause: (id) => hold(id, true),
    resume: (id) => hold(id, false),
    retry: (id, onConflict) => {
      const job = jobs.get(id);
      if (job?.state.status !== 'failed' && job?.state.status !== 'cancelled') return;
      job.spec = { ...job.spec, onConflict };
      job.abort = new AbortController();
      enqueue(job);
    },
    goOn: (isSignedIn) => {
      const those = waiting.those(isSignedIn);
      for (const job of those) set(job, { status: 'queued' });
      queue.push(those);
      start();
    },
    clearEnded: () => {
      for (const job of [...jobs.values()].filter((one) => !isOpen(one))) {
        jobs.delete(job.id);
        changes.removed(job.id);
      }
    },
    views: () => [...jobs.values()].map(view),
    paused: pausing.all,
    output: (id) => jobs.get(id)?.output ?? null,
    forgetKeys: batches.forgetOpened,
    close: async () => {
      for (const job of jobs.values()) cancel(job);
      await Promise.all(running.values());
      changes.stop();
    },
  };
}
