/** What encrypting and decrypting have in common: the files of a job, and how it is run. */
import { Writable } from 'node:stream';
import { EngineError } from './errors.ts';
import { createOutput, type OutputFile } from './output-file.ts';
import type { RunOptions, WorkerPool } from './pool.ts';
import { createPrivateOutput } from './private-file.ts';
import type { Destination, FileResult, JobOptions, Stage } from './request.ts';
import type { Attributes } from './source-file.ts';
import type { Temporaries } from './temporaries.ts';

export interface EngineParts {
  readonly pool: WorkerPool;
  readonly temporaries: Temporaries;
}

/** Files from this size on, in bytes, are shared by all idle threads; smaller ones go whole to one. */
export const SHARED_SIZE = 8 * 1024 * 1024;

export const runOptions = (
  stage: Stage,
  options: JobOptions,
  total: number,
  shared: boolean,
  output: OutputFile | null,
): RunOptions => ({
  signal: options.signal,
  pause: options.pause,
  threads: shared ? Number.POSITIVE_INFINITY : 1,
  onProgress: (done) => {
    output?.startWriting(done);
    options.onProgress?.(stage, done, total);
  },
});

/** What a result gets from its source, and whether that is still what was read. */
export interface Origin {
  /** Bytes, as far as known. */
  readonly size: number;
  readonly attributes: Attributes;
  readonly verifyUnchanged: () => Promise<void>;
}

/**
 * Opens the output for a result of about `resultSize` bytes, runs `work`, which answers its length, and names the
 * output; on any failure nothing of it remains.
 */
export async function withOutput(
  { temporaries }: EngineParts,
  request: JobOptions & { readonly target: Destination },
  origin: Origin,
  resultSize: number,
  work: (output: OutputFile) => Promise<number>,
): Promise<FileResult> {
  const { signal, onProgress, target } = request;
  const stopIfCancelled = (): void => {
    if (signal?.aborted) throw new EngineError('cancelled');
  };
  stopIfCancelled();
  const output =
    target instanceof Writable
      ? await createPrivateOutput(temporaries, target, resultSize)
      : await createOutput(temporaries, target, resultSize, origin.attributes);
  try {
    onProgress?.('waiting-for-key', 0, origin.size);
    const size = await work(output);
    onProgress?.('finishing', origin.size, origin.size);
    await origin.verifyUnchanged();
    stopIfCancelled();
    return { path: await output.commit(), size };
  } finally {
    await output.discard();
  }
}
