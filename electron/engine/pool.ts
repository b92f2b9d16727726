/**
 * Threads for jobs and steps.
 *
 * A large file is shared by all threads that are idle when it starts.
 */
import { EngineError } from './errors.ts';
import { type PoolJob, type RunOptions, runTeam } from './team.ts';
import { unpack } from './thread/answer.ts';
import { runStep, type StepArgs, type StepName, type StepValue } from './thread/steps.ts';
import { createThreads } from './threads.ts';

export interface WorkerPool {
  /** Runs one job; answers the bytes made. Throws `EnvelopeError` and `EngineError`. */
  readonly run: (job: PoolJob, options: RunOptions) => Promise<number>;
  /** Has one thread do a step. */
  readonly call: <N extends StepName>(step: N, args: StepArgs<N>) => Promise<StepValue<N>>;
  /** Has `count` threads started, as far as there may be so many, for what is known to come. */
  readonly prepare: (count: number) => void;
  /** Ends the threads for good; jobs that run or wait fail, steps that run are done to their end. */
  readonly close: () => Promise<void>;
}

/** `workerUrl` is the built `worker.ts`; at most `size` threads run at once. */
export function createPool(workerUrl: URL, size: number): WorkerPool {
  const threads = createThreads(workerUrl, size);
  const steps = new Set<Promise<unknown>>();

  async function run(job: PoolJob, options: RunOptions): Promise<number> {
    const team = [await threads.take(options.signal)];
    try {
      if (options.signal?.aborted) throw new EngineError('cancelled');
      while (team.length < options.threads) {
        const member = threads.takeIdle();
        if (member === null) break;
        team.push(member);
      }
      return await runTeam(team, job, options);
    } finally {
      for (const thread of team) thread.release();
    }
  }

  async function call<N extends StepName>(step: N, args: StepArgs<N>): Promise<StepValue<N>> {
    const thread = await threads.take().catch((error: unknown) => {
      if (step !== 'close' && step !== 'discard') throw error;
      return null;
    });
    // What is open is still closed, and what is not finished removed, when there are no threads any more.
    if (thread === null) return runStep(step, args);
    try {
      const message = { kind: 'step' as const, step, args };
      return unpack(await thread.ask<StepValue<N>>(message));
    } finally {
      thread.release();
    }
  }

  return {
    run,
    call: (step, args) => {
      const called = call(step, args);
      const ended = called.catch(() => undefined).finally(() => steps.delete(ended));
      steps.add(ended);
      return called;
    },
    prepare: threads.prepare,
    close: async () => {
      threads.stop();
      // Ended in the middle, a step could leave a file that nobody knows of.
      await Promise.all(steps);
      await threads.close();
    },
  };
}
