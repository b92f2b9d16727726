/**
 * Files through the format: encrypt one, decrypt one, read one's header.
 *
 * Guarantees, whatever fails and whenever: the source is only read; nothing exists under the target's name before it
 * is complete, authenticated and on disk; a file that is there already is never replaced; the temporary file is
 * removed. The data key is asked for only after the files are known to be usable, and is zeroed in every case.
 */

import { randomFillSync } from 'node:crypto';
import { concat } from '../envelope/bytes.ts';
import type { EncryptionContext } from '../envelope/context.ts';
import { bodyLength, contentLength, frameCount, MAX_SEQUENCE } from '../envelope/frames.ts';
import type { EncryptedDataKey, Header, ReadPolicy } from '../envelope/header.ts';
import { DEFAULT_FRAME_LENGTH } from '../envelope/seal-body.ts';
import { EngineError } from './errors.ts';
import { findLayout } from './find-layout.ts';
import { createOutput, type Target } from './output-file.ts';
import { createPool, type PauseSwitch, type RunOptions, type WorkerPool } from './pool.ts';
import { readHeader } from './read-header.ts';
import { openSource, type SourceFile } from './source-file.ts';

/** Files from this size on, in bytes, are shared by all idle threads; smaller ones go whole to one. */
const SHARED_SIZE = 8 * 1024 * 1024;
const MESSAGE_ID_LENGTH = 32;

/** What a new message is encrypted with. The bytes of `dataKey` are given away to the engine. */
export interface EncryptionMaterials {
  readonly dataKey: Uint8Array<ArrayBuffer>;
  readonly encryptedDataKeys: readonly EncryptedDataKey[];
  readonly context: EncryptionContext;
}

export type Stage = 'waiting-for-key' | 'encrypting' | 'decrypting' | 'finishing';

export interface JobOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the source done and in all; `stage` says what is going on. */
  readonly onProgress?: ((stage: Stage, done: number, total: number) => void) | undefined;
  /** Holds the job, within a run of frames, while it says so. */
  readonly pause?: PauseSwitch | undefined;
}

export interface SealRequest extends JobOptions {
  readonly source: string;
  readonly target: Target;
  /** Asked once, when the source and the target's folder are usable. */
  readonly materials: () => Promise<EncryptionMaterials>;
}

export interface OpenRequest extends JobOptions {
  readonly source: string;
  readonly target: Target;
  readonly policy: ReadPolicy;
  /** The data key of this header; its bytes are given away to the engine. */
  readonly dataKey: (header: Header) => Promise<Uint8Array<ArrayBuffer>>;
}

export interface FileResult {
  /** Where the file is; its name may be an alternative one. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

export interface Engine {
  readonly seal: (request: SealRequest) => Promise<FileResult>;
  readonly open: (request: OpenRequest) => Promise<FileResult>;
  /** The header, unverified, and the size of the whole file in bytes. */
  readonly inspect: (
    path: string,
    policy: ReadPolicy,
  ) => Promise<{ readonly header: Header; readonly size: number }>;
  readonly close: () => Promise<void>;
}

export interface EngineOptions {
  /** The built `worker.ts`. */
  readonly workerUrl: URL;
  /** Threads, and so files at a time. */
  readonly workers: number;
}

/** All functions of an engine throw `EngineError` and `EnvelopeError`, and what their callbacks throw. */
export function createEngine({ workerUrl, workers }: EngineOptions): Engine {
  const pool = createPool(workerUrl, workers);
  return {
    seal: (request) => withSource(request.source, (source) => seal(pool, request, source)),
    open: (request) => withSource(request.source, (source) => open(pool, request, source)),
    inspect: (path, policy) =>
      withSource(path, async ({ handle, size }) => ({ header: await readHeader(handle, policy), size })),
    close: () => pool.close(),
  };
}

async function seal(pool: WorkerPool, request: SealRequest, source: SourceFile): Promise<FileResult> {
  if (frameCount(source.size, DEFAULT_FRAME_LENGTH) > MAX_SEQUENCE) throw new EngineError('limit-exceeded');
  return withOutput(request, source, bodyLength(source.size, DEFAULT_FRAME_LENGTH), async (fds) => {
    const materials = await request.materials();
    const messageId = randomFillSync(new Uint8Array(MESSAGE_ID_LENGTH));
    const job = { kind: 'seal' as const, ...fds, messageId, frameLength: DEFAULT_FRAME_LENGTH, ...materials };
    return pool.run(job, runOptions('encrypting', request, source.size, source.size >= SHARED_SIZE));
  });
}

async function open(pool: WorkerPool, request: OpenRequest, source: SourceFile): Promise<FileResult> {
  const header = await readHeader(source.handle, request.policy);
  const layout = source.size < SHARED_SIZE ? null : await findLayout(source.handle, header, source.size);
  const headerIv = header.suite.version === 1 ? header.iv : new Uint8Array(0);
  const content = contentLength(source.size - header.length, header.frameLength) ?? 0;
  return withOutput(request, source, content, async (fds) => {
    const job = {
      kind: 'open' as const,
      ...fds,
      header: concat([header.authenticated, headerIv, header.tag]),
      policy: request.policy,
      layout,
      dataKey: await request.dataKey(header),
    };
    return pool.run(job, runOptions('decrypting', request, source.size, layout !== null));
  });
}

const runOptions = (stage: Stage, options: JobOptions, total: number, shared: boolean): RunOptions => ({
  signal: options.signal,
  pause: options.pause,
  threads: shared ? Number.POSITIVE_INFINITY : 1,
  onProgress: (done) => options.onProgress?.(stage, done, total),
});

async function withSource<T>(path: string, work: (source: SourceFile) => Promise<T>): Promise<T> {
  const source = await openSource(path);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

interface JobFiles {
  readonly sourceFd: number;
  readonly targetFd: number;
  /** Bytes of the source. */
  readonly size: number;
}

/**
 * Opens the output for a result of about `resultSize` bytes, runs `work`, and names the output; on any failure nothing
 * of it remains.
 */
async function withOutput(
  request: SealRequest | OpenRequest,
  source: SourceFile,
  resultSize: number,
  work: (files: JobFiles) => Promise<number>,
): Promise<FileResult> {
  const { signal, onProgress } = request;
  if (signal?.aborted) throw new EngineError('cancelled');
  const output = await createOutput(request.target, resultSize);
  try {
    onProgress?.('waiting-for-key', 0, source.size);
    const size = await work({ sourceFd: source.handle.fd, targetFd: output.handle.fd, size: source.size });
    onProgress?.('finishing', source.size, source.size);
    await source.verifyUnchanged();
    if (signal?.aborted) throw new EngineError('cancelled');
    return { path: await output.commit(source), size };
  } finally {
    await output.discard();
  }
}
