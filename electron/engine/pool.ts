/**
 * A few worker threads, started when needed and kept, each with one job at a time.
 *
 * A large file is shared by all threads that are idle when it starts. Each gets a copy of the data key by transfer,
 * which it zeroes; bytes that were not given away are zeroed here. One thread's failure, or death, stops the others of
 * the job and fails it; a thread that died is replaced for the next one.
 */
import { Worker } from 'node:worker_threads';
import { wipe } from '../envelope/bytes.ts';
import { EngineError } from './errors.ts';
import { asError, unpack } from './thread/answer.ts';
import { runStep, type StepArgs, type StepName, type StepValue } from './thread/files.ts';
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

/** Holds jobs and lets them go on; `watch` tells each change until its answer is called. */
export interface PauseSwitch {
  readonly paused: () => boolean;
  readonly watch: (changed: () => void) => () => void;
}

export interface WorkerPool {
  /** Runs one job; answers the bytes made. Throws `EnvelopeError` and `EngineError`. */
  readonly run: (job: PoolJob, options: RunOptions) => Promise<number>;
  /** Has one thread do a step; keys `given` are transferred with the arguments, and zeroed where they could not be. */
  readonly call: <N extends StepName>(
    step: N,
    args: StepArgs<N>,
    given?: readonly Uint8Array<ArrayBuffer>[],
  ) => Promise<StepValue<N>>;
  /** Ends the threads for good; jobs that run or wait fail. */
  readonly close: () => Promise<void>;
}

interface Thread {
  readonly worker: Worker;
  busy: boolean;
}

const PROGRESS_INTERVAL_MS = 50;
/**
 * Each frame's bytes come from OpenSSL in a buffer of their own; a small young generation frees them early (peak of
 * a 1 GiB file: 130 instead of 170 MB, at the same speed).
 */
const resourceLimits = { maxYoungGenerationSizeMb: 2 };

/** `workerUrl` is the built `worker.ts`; at most `size` threads run at once. */
export function createPool(workerUrl: URL, size: number): WorkerPool {
  const threads = new Set<Thread>();
  /** In the order they came. */
  const waiting = new Set<() => void>();

  let closed = false;

  async function takeThread(signal?: AbortSignal): Promise<Thread> {
    for (;;) {
      if (closed) throw new EngineError('cancelled');
      const idle = another();
      if (idle !== null) return idle;
      if (signal?.aborted) throw new EngineError('cancelled');
      await new Promise<void>((resolve) => {
        const go = (): void => {
          waiting.delete(go);
          signal?.removeEventListener('abort', go);
          resolve();
        };
        waiting.add(go);
        signal?.addEventListener('abort', go);
      });
    }
  }

  function start(): Thread {
    const thread = {
      worker: new Worker(workerUrl, { resourceLimits, trackUnmanagedFds: false }),
      busy: false,
    };
    threads.add(thread);
    thread.worker.once('exit', () => threads.delete(thread)).once('error', () => threads.delete(thread));
    thread.worker.unref();
    return thread;
  }

  /** An idle thread besides, where there is one without waiting. */
  function another(): Thread | null {
    const idle = [...threads].find((thread) => !thread.busy) ?? (threads.size < size ? start() : null);
    if (idle !== null) idle.busy = true;
    return idle;
  }

  function release(thread: Thread): void {
    thread.busy = false;
    const [next] = waiting;
    if (next !== undefined) waiting.delete(next);
    next?.();
  }

  async function run(job: PoolJob, options: RunOptions): Promise<number> {
    try {
      const team = [await takeThread(options.signal)];
      try {
        if (options.signal?.aborted) throw new EngineError('cancelled');
        while (team.length < options.threads) {
          const member = another();
          if (member === null) break;
          team.push(member);
        }
        return settle(await ask(team, job, options));
      } finally {
        team.forEach(release);
      }
    } finally {
      // Transferred bytes belong to the thread, which zeroes them.
      wipe(job.dataKey);
    }
  }

  async function call<N extends StepName>(
    step: N,
    args: StepArgs<N>,
    given: readonly Uint8Array<ArrayBuffer>[] = [],
  ): Promise<StepValue<N>> {
    try {
      // What is open is still closed, and what is not finished removed, when there are no threads any more.
      if (closed && (step === 'close' || step === 'discard')) return runStep(step, args);
      const thread = await takeThread();
      try {
        const message = { kind: 'step' as const, step, args };
        return unpack(await askOne<StepValue<N>>(thread.worker, message, given));
      } finally {
        release(thread);
      }
    } finally {
      given.forEach(wipe);
    }
  }

  return {
    run,
    call,
    close: async () => {
      closed = true;
      for (const wake of waiting) wake();
      waiting.clear();
      await Promise.all([...threads].map((thread) => thread.worker.terminate()));
    },
  };
}

/** Gives the job to every thread of the team; answers all their answers. */
async function ask(
  team: readonly Thread[],
  job: PoolJob,
  { signal, onProgress, pause }: RunOptions,
): Promise<readonly WorkerAnswer<number>[]> {
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
    const [first, ...others] = team.map(({ worker }) => worker);
    const shares = others.map((worker) => ({ worker, dataKey: new Uint8Array(job.dataKey) }));
    if (first !== undefined) shares.unshift({ worker: first, dataKey: job.dataKey });
    const answers = shares.map(async ({ worker, dataKey }, member) => {
      try {
        const message = { ...job, dataKey, control, member, members: team.length };
        const answer: WorkerAnswer<number> = await askOne(worker, message, [dataKey]);
        if (!answer.ok) cancel();
        return answer;
      } catch (error) {
        cancel();
        wipe(dataKey);
        throw error;
      }
    });
    // All are waited for, whatever happens to one: their descriptors must not be closed under them.
    await Promise.allSettled(answers);
    return await Promise.all(answers);
  } finally {
    clearInterval(timer);
    unwatch?.();
    signal?.removeEventListener('abort', cancel);
  }
}

function askOne<T>(
  worker: Worker,
  message: unknown,
  given: readonly Uint8Array<ArrayBuffer>[],
): Promise<WorkerAnswer<T>> {
  return new Promise<WorkerAnswer<T>>((resolve) => {
    const gone = (): void => resolve({ ok: false, kind: 'engine', code: 'internal', errorName: null });
    const answered = (answer: WorkerAnswer<T>): void => {
      worker.off('exit', gone).off('error', gone);
      resolve(answer);
    };
    worker.ref();
    worker.once('message', answered).once('exit', gone).once('error', gone);
    worker.postMessage(
      message,
      given.map(({ buffer }) => buffer),
    );
  }).finally(() => worker.unref());
}

/** Bytes made by all, or the failure: that of a thread which others were stopped for, where there is one. */
function settle(answers: readonly WorkerAnswer<number>[]): number {
  const failures = answers.filter((answer) => !answer.ok);
  const failed =
    failures.find((answer) => answer.kind !== 'engine' || answer.code !== 'cancelled') ?? failures[0];
  if (failed !== undefined) throw asError(failed);
  return answers.reduce((sum, answer) => sum + (answer.ok ? answer.value : 0), 0);
}
