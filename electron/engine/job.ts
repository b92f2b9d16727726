/** What encrypting and decrypting have in common: the files of a job, and how it is run. */
import { Writable } from 'node:stream';
import { EngineError } from './errors.ts';
import type { SyncFolder } from './folder-sync.ts';
import { createNamedOutput, type Output } from './output.ts';
import type { WorkerPool } from './pool.ts';
import { createPrivateOutput } from './private-file.ts';
import type { Destination, FileResult, JobOptions, Stage } from './request.ts';
import type { RunOptions } from './team.ts';
import type { Temporaries } from './temporaries.ts';
import type { WorkerAnswer } from './thread/protocol.ts';
import type { Made, WholeFile } from './thread/seal-whole.ts';
import type { SourceFile } from './thread/source-file.ts';

export interface EngineParts {
  /** Threads for content. */
  readonly pool: WorkerPool;
  /** Threads for all but the content of large files, so that none of it waits behind one. */
  readonly steps: WorkerPool;
  readonly temporaries: Temporaries;
  readonly syncFolder: SyncFolder;
  /** Permission bits that a result may have: what any new file of this person may, and no program. */
  readonly allowedMode: number;
  /** Encrypts one small file, together with others that come at the same time. */
  readonly sealWholes: (file: WholeFile) => Promise<WorkerAnswer<Made | null>>;
}

/** How many threads share a file: all there are, where it can be `shared`. */
export const threadsFor = (shared: boolean): number => (shared ? Number.POSITIVE_INFINITY : 1);

export const runOptions = (
  stage: Stage,
  options: JobOptions,
  total: number,
  shared: boolean,
  output: Output | null,
): RunOptions => ({
  signal: options.signal,
  pause: options.pause,
  threads: threadsFor(shared),
  onProgress: (done) => {
    output?.startWriting(done);
    options.onProgress?.(stage, done, total);
  },
});

export function stopIfCancelled({ signal }: JobOptions): void {
  if (signal?.aborted) throw new EngineError('cancelled');
}

/** Runs `work` on the file at `path`; throws what `openSource` throws. */
export async function withSource<T>(
  { steps }: EngineParts,
  path: string,
  work: (source: SourceFile) => Promise<T>,
): Promise<T> {
  const source = await steps.call('openSource', [path]);
  try {
    return await work(source);
  } finally {
    await steps.call('close', [source.fd]);
  }
}

/**
 * Opens the output for a result of about `resultSize` bytes, runs `work`, which answers its length, and names the
 * output; on any failure nothing of it remains.
 */
export async function withOutput(
  parts: EngineParts,
  request: JobOptions & { readonly target: Destination },
  source: SourceFile,
  resultSize: number,
  work: (output: Output) => Promise<number>,
): Promise<FileResult> {
  const { onProgress, target } = request;
  stopIfCancelled(request);
  const output =
    target instanceof Writable
      ? await createPrivateOutput(parts, target, resultSize, request.signal)
      : await createNamedOutput(parts, target, resultSize, source.attributes);
  try {
    onProgress?.('waiting-for-key', 0, source.size);
    const size = await work(output);
    onProgress?.('finishing', source.size, source.size);
    stopIfCancelled(request);
    return { path: await output.commit(source), size };
  } finally {
    await output.discard();
  }
}
