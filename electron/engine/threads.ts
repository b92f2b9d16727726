/**
 * Worker threads, started when needed and kept, each with one job at a time.
 *
 * Who waits for a thread is woken when one is free, in the order of asking. A thread that dies answers its job
 * with a failure and is replaced when the next one is needed; the secrets that it had are zeroed here.
 */
import { Worker } from 'node:worker_threads';
import { newSecretMemory } from '../envelope/secret-memory.ts';
import { EngineError } from './errors.ts';
import type { WorkerAnswer } from './thread/protocol.ts';

export interface Thread {
  /**
   * Answers when the thread does, or when it is gone: then nothing that it was given is in use any more. Throws what
   * posting throws.
   */
  readonly ask: <T>(message: unknown) => Promise<WorkerAnswer<T>>;
  readonly release: () => void;
}

export interface Threads {
  /** The next thread that is free. Throws `cancelled` when that is no longer wanted. */
  readonly take: (signal?: AbortSignal) => Promise<Thread>;
  /** One that is free now, or can be started. */
  readonly takeIdle: () => Thread | null;
  /** Sees to it that `count` threads (at most as many as there may be) are there or starting. */
  readonly prepare: (count: number) => void;
  /** Gives out no thread any more; those that wait for one get `cancelled`. */
  readonly stop: () => void;
  /** Ends all for good, whatever they do. */
  readonly close: () => Promise<void>;
}

interface Slot {
  readonly worker: Worker;
  busy: boolean;
}

/**
 * Each frame's bytes come from OpenSSL in a buffer of their own; a small young generation frees them early (peak of
 * a 1 GiB file: 130 instead of 170 MB, at the same speed).
 */
const resourceLimits = { maxYoungGenerationSizeMb: 2 };

/** `workerUrl` is the built `worker.ts`; at most `size` threads are there at once. */
export function createThreads(workerUrl: URL, size: number): Threads {
  const slots = new Set<Slot>();
  /** In the order they came. */
  const waiting = new Set<() => void>();
  let closed = false;

  function start(): Slot {
    const secrets = newSecretMemory();
    const options = { workerData: secrets, resourceLimits, trackUnmanagedFds: false };
    const worker = new Worker(workerUrl, options);
    const slot = { worker, busy: false };
    slots.add(slot);
    worker.once('error', () => slots.delete(slot));
    worker.once('exit', () => {
      slots.delete(slot);
      new Uint8Array(secrets).fill(0);
    });
    worker.unref();
    return slot;
  }

  function release(slot: Slot): void {
    slot.busy = false;
    const [next] = waiting;
    if (next !== undefined) waiting.delete(next);
    next?.();
  }

  function takeIdle(): Thread | null {
    const slot = [...slots].find(({ busy }) => !busy) ?? (slots.size < size ? start() : null);
    if (slot === null) return null;
    slot.busy = true;
    return { ask: (message) => ask(slot.worker, message), release: () => release(slot) };
  }

  function stop(): void {
    closed = true;
    for (const wake of waiting) wake();
    waiting.clear();
  }

  return {
    takeIdle,
    take: async (signal) => {
      for (;;) {
        if (closed) throw new EngineError('cancelled');
        const idle = takeIdle();
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
    },
    prepare: (count) => {
      while (!closed && slots.size < Math.min(count, size)) start();
    },
    stop,
    close: async () => {
      stop();
      await Promise.all([...slots].map(({ worker }) => worker.terminate()));
    },
  };
}

function ask<T>(worker: Worker, message: unknown): Promise<WorkerAnswer<T>> {
  return new Promise<WorkerAnswer<T>>((resolve) => {
    const gone = (): void => resolve({ ok: false, kind: 'engine', code: 'internal', errorName: null });
    const answered = (answer: WorkerAnswer<T>): void => {
      worker.off('exit', gone);
      resolve(answer);
    };
    worker.ref();
    worker.once('message', answered).once('exit', gone);
    worker.postMessage(message);
  }).finally(() => worker.unref());
}
