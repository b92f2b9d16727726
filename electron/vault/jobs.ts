/**
 * The list of jobs: runs a few at a time, in order, and tells what changed.
 *
 * A job stays pinned to the profile and key that it was given. It ends in exactly one of done, failed or cancelled,
 * and can be run again in the same row. Changes are gathered and told at most twenty times a second.
 */
import { randomUUID } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { ConflictPolicy, JobStage, JobState, JobsChange, JobView } from '../contract/state.ts';
import { explain } from './explain.ts';
import type { Outcome, Vault } from './vault.ts';

export interface JobSpec {
  readonly kind: 'encrypt' | 'decrypt';
  readonly source: string;
  /** Bytes, as seen when it was added. */
  readonly size: number;
  readonly profileId: string;
  readonly profileName: string;
  readonly practice: boolean;
  /** The key to encrypt with; when decrypting, the only key to open with, or null for those the envelope names. */
  readonly keyArn: string | null;
  /** When decrypting: `headerDigest` of the envelope that the person saw. null when encrypting. */
  readonly headerDigest: string | null;
  readonly onConflict: ConflictPolicy;
}

export interface Jobs {
  /** Answers the job's id. */
  readonly add: (spec: JobSpec) => string;
  readonly cancel: (id: string) => void;
  readonly retry: (id: string, onConflict: ConflictPolicy) => void;
  readonly clearEnded: () => void;
  readonly views: () => readonly JobView[];
  /** Path of the file that a job made; null before it is done. */
  readonly output: (id: string) => string | null;
  /** Cancels everything and resolves when nothing runs any more. */
  readonly close: () => Promise<void>;
}

export interface JobsOptions {
  readonly vault: Vault;
  /** Jobs that run at once. */
  readonly concurrency: number;
  readonly onChange: (change: JobsChange) => void;
  readonly onDone: (spec: JobSpec, outcome: Outcome) => void;
}

interface Job {
  readonly id: string;
  spec: JobSpec;
  state: JobState;
  output: string | null;
  abort: AbortController;
}

const CHANGE_INTERVAL_MS = 50;

export function createJobs({ vault, concurrency, onChange, onDone }: JobsOptions): Jobs {
  const jobs = new Map<string, Job>();
  const queue: Job[] = [];
  const running = new Set<Promise<void>>();
  const changed = new Set<string>();
  const removed = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  function tell(): void {
    timer ??= setTimeout(() => {
      timer = null;
      const views = [...changed].flatMap((id) => jobs.get(id) ?? []).map(view);
      onChange({ changed: views, removed: [...removed] });
      changed.clear();
      removed.clear();
    }, CHANGE_INTERVAL_MS);
  }

  function set(job: Job, state: JobState): void {
    job.state = state;
    changed.add(job.id);
    tell();
  }

  function enqueue(job: Job): void {
    set(job, { status: 'queued' });
    queue.push(job);
    start();
  }

  function start(): void {
    while (running.size < concurrency) {
      const job = queue.shift();
      if (job === undefined) return;
      if (job.state.status !== 'queued') continue;
      const run: Promise<void> = perform(job).finally(() => {
        running.delete(run);
        start();
      });
      running.add(run);
    }
  }

  async function perform(job: Job): Promise<void> {
    const { spec, abort } = job;
    set(job, { status: 'running', stage: 'waiting-for-key', done: 0, total: spec.size });
    try {
      const outcome = await runSpec(vault, spec, abort.signal, (stage, done, total) =>
        set(job, { status: 'running', stage, done, total }),
      );
      job.output = outcome.path;
      onDone(spec, outcome);
      const { path, size, requestId } = outcome;
      set(job, { status: 'done', output: basename(path), folder: basename(dirname(path)), size, requestId });
    } catch (error) {
      const reason = explain(error, basename(spec.source));
      const cancelled = abort.signal.aborted || reason.code === 'cancelled';
      set(job, cancelled ? { status: 'cancelled' } : { status: 'failed', error: reason });
    }
  }

  return {
    add: (spec) => {
      const job: Job = {
        id: randomUUID(),
        spec,
        state: { status: 'queued' },
        output: null,
        abort: new AbortController(),
      };
      jobs.set(job.id, job);
      enqueue(job);
      return job.id;
    },
    cancel: (id) => {
      const job = jobs.get(id);
      job?.abort.abort();
      if (job?.state.status === 'queued') set(job, { status: 'cancelled' });
    },
    retry: (id, onConflict) => {
      const job = jobs.get(id);
      if (job?.state.status !== 'failed' && job?.state.status !== 'cancelled') return;
      job.spec = { ...job.spec, onConflict };
      job.abort = new AbortController();
      enqueue(job);
    },
    clearEnded: () => {
      for (const { id, state } of [...jobs.values()]) {
        if (state.status === 'queued' || state.status === 'running') continue;
        jobs.delete(id);
        removed.add(id);
        tell();
      }
    },
    views: () => [...jobs.values()].map(view),
    output: (id) => jobs.get(id)?.output ?? null,
    close: async () => {
      for (const job of jobs.values()) {
        job.abort.abort();
        if (job.state.status === 'queued') job.state = { status: 'cancelled' };
      }
      await Promise.all(running);
      if (timer !== null) clearTimeout(timer);
    },
  };
}

function runSpec(
  vault: Vault,
  spec: JobSpec,
  signal: AbortSignal,
  onProgress: (stage: JobStage, done: number, total: number) => void,
): Promise<Outcome> {
  const { source, profileId, onConflict, keyArn, headerDigest } = spec;
  const options = { source, outputFolder: null, profileId, onConflict, signal, onProgress };
  return spec.kind === 'encrypt'
    ? vault.encrypt({ ...options, keyId: keyArn ?? '', context: new Map() })
    : vault.decrypt({ ...options, keyArn, headerDigest });
}

const view = ({ id, spec, state }: Job): JobView => ({
  id,
  kind: spec.kind,
  name: basename(spec.source),
  size: spec.size,
  profileName: spec.profileName,
  practice: spec.practice,
  keyArn: spec.keyArn,
  state,
});
