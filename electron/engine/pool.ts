/**
 * A few worker threads, started when needed and kept, each with one job at a time.
 *
 * A job's data key is transferred to its thread when the job starts there; one that never starts is zeroed here. A
 * thread that dies fails its job and is replaced for the next one.
 */
import { Worker } from 'node:worker_threads';
import { EnvelopeError } from '../envelope/errors.ts';
import { EngineError, systemError } from './errors.ts';
import { CONTROL_LENGTH, type WorkerAnswer, type WorkerJob } from './worker.ts';

/** A job without what the pool adds. */
export type PoolJob = WorkerJob extends infer Job
  ? Job extends WorkerJob
    ? Omit<Job, 'control'>
    : never
  : never;

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the source read so far; called about twenty times a second. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

export interface WorkerPool {
  /** Runs one job; answers the bytes written. Throws `EnvelopeError` and `EngineError`. */
  readonly run: (job: PoolJob, options: RunOptions) => Promise<number>;
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
  const waiting: (() => void)[] = [];

  let closed = false;

  async function takeThread(): Promise<Thread> {
    for (;;) {
      if (closed) throw new EngineError('cancelled');
      const idle = [...threads].find((thread) => !thread.busy) ?? (threads.size < size ? start() : null);
      if (idle !== null) {
        idle.busy = true;
        return idle;
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }

  function start(): Thread {
    const thread = { worker: new Worker(workerUrl, { resourceLimits }), busy: false };
    threads.add(thread);
    thread.worker.once('exit', () => threads.delete(thread)).once('error', () => threads.delete(thread));
    thread.worker.unref();
    return thread;
  }

  async function run(job: PoolJob, options: RunOptions): Promise<number> {
    try {
      return await runOn(await takeThread(), job, options);
    } finally {
      // Transferred bytes belong to the thread, which zeroes them.
      if (job.dataKey.length > 0) job.dataKey.fill(0);
    }
  }

  async function runOn(thread: Thread, job: PoolJob, options: RunOptions): Promise<number> {
    try {
      if (options.signal?.aborted) throw new EngineError('cancelled');
      return settle(await ask(thread.worker, job, options));
    } finally {
      thread.busy = false;
      waiting.shift()?.();
    }
  }

  return {
    run,
    close: async () => {
      closed = true;
      for (const wake of waiting.splice(0)) wake();
      await Promise.all([...threads].map((thread) => thread.worker.terminate()));
    },
  };
}

function ask(worker: Worker, job: PoolJob, { signal, onProgress }: RunOptions): Promise<WorkerAnswer> {
  const control = new SharedArrayBuffer(CONTROL_LENGTH);
  const cancelled = new Int32Array(control, 0, 1);
  const done = new Float64Array(control, 8, 1);
  const cancel = (): void => {
    Atomics.store(cancelled, 0, 1);
  };
  const timer = setInterval(() => onProgress?.(done[0] ?? 0), PROGRESS_INTERVAL_MS);
  signal?.addEventListener('abort', cancel, { once: true });
  return new Promise<WorkerAnswer>((resolve) => {
    const died = (): void => resolve({ ok: false, kind: 'internal' });
    const answered = (answer: WorkerAnswer): void => {
      worker.off('exit', died).off('error', died);
      resolve(answer);
    };
    worker.ref();
    worker.once('message', answered).once('exit', died).once('error', died);
    worker.postMessage({ ...job, control }, [job.dataKey.buffer]);
  }).finally(() => {
    clearInterval(timer);
    signal?.removeEventListener('abort', cancel);
    worker.unref();
  });
}

function settle(answer: WorkerAnswer): number {
  if (answer.ok) return answer.size;
  switch (answer.kind) {
    case 'envelope':
      throw new EnvelopeError(answer.code, answer.part);
    case 'system':
      throw systemError(answer.side, answer.errorName);
    case 'internal':
      throw new EngineError('internal');
    default:
      throw new EngineError(answer.kind);
  }
}
