/** Several threads that share the work on one file: how they are started, held, stopped, and what comes of it. */
import type { PauseSwitch } from './request.ts';
import { asError } from './thread/answer.ts';
import {
  CANCELLED,
  controlLength,
  DONE_OFFSET,
  type FileJob,
  type OpenJob,
  PAUSED,
  RUNNING,
  type SealJob,
  STATE,
  TICK,
  WORDS,
  type WorkerAnswer,
} from './thread/protocol.ts';
import type { Thread } from './threads.ts';

/** A job without what the pool adds. */
export type PoolJob = SealJob | OpenJob extends infer Job
  ? Job extends FileJob
    ? Omit<Job, 'control' | 'member' | 'members'>
    : never
  : never;

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the source read so far; called about twenty times a second. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Threads that may share the job, at least 1. */
  readonly threads: number;
  readonly pause?: PauseSwitch | undefined;
}

const PROGRESS_INTERVAL_MS = 50;

/**
 * Gives the job to every thread of the team; answers the bytes made by all. One thread's failure, or death, stops the
 * others and fails the job. None of them is at work any more when it ends.
 */
export async function runTeam(
  team: readonly Thread[],
  job: PoolJob,
  { signal, onProgress, pause }: RunOptions,
): Promise<number> {
  const control = new SharedArrayBuffer(controlLength(team.length));
  const words = new Int32Array(control, 0, WORDS);
  const done = new BigInt64Array(control, DONE_OFFSET, 1);
  const set = (state: number): void => {
    Atomics.store(words, STATE, state);
    Atomics.notify(words, STATE);
    Atomics.add(words, TICK, 1);
    Atomics.notify(words, TICK);
  };
  const cancel = (): void => set(CANCELLED);
  const follow = (): void => {
    if (Atomics.load(words, STATE) !== CANCELLED) set(pause?.paused() ? PAUSED : RUNNING);
  };
  follow();
  const unwatch = pause?.watch(follow);
  const timer = setInterval(() => onProgress?.(Number(Atomics.load(done, 0))), PROGRESS_INTERVAL_MS);
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const answers = team.map(async (thread, member) => {
      try {
        const message = { ...job, control, member, members: team.length };
        const answer: WorkerAnswer<number> = await thread.ask(message);
        if (!answer.ok) cancel();
        return answer;
      } catch (error) {
        cancel();
        throw error;
      }
    });
    // All are waited for, whatever happens to one: descriptors and keys must not be taken away under them.
    await Promise.allSettled(answers);
    return settle(await Promise.all(answers));
  } finally {
    clearInterval(timer);
    unwatch?.();
    signal?.removeEventListener('abort', cancel);
  }
}

/** Bytes made by all, or the failure: that of a thread which others were stopped for, where there is one. */
function settle(answers: readonly WorkerAnswer<number>[]): number {
  const failures = answers.filter((answer) => !answer.ok);
  const failed =
    failures.find((answer) => answer.kind !== 'engine' || answer.code !== 'cancelled') ?? failures[0];
  if (failed !== undefined) throw asError(failed);
  return answers.reduce((sum, answer) => sum + (answer.ok ? answer.value : 0), 0);
}
