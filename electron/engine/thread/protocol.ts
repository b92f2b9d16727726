/** What the main thread and the worker threads of the engine say to each other. */
import type { SecretBytes } from '../../envelope/bytes.ts';
import type { EnvelopeError } from '../../envelope/errors.ts';
import type { ReadPolicy } from '../../envelope/header.ts';
import type { NewMessage } from '../../envelope/new-message.ts';
import type { Layout } from '../../envelope/runs.ts';
import type { EngineError } from '../errors.ts';
import type { StepArgs, StepName } from './steps.ts';

/** Files from this size on, in bytes, are shared by all idle threads; smaller ones go whole to one. */
export const SHARED_SIZE = 8 * 1024 * 1024;

export interface FileJob {
  readonly sourceFd: number;
  /** Bytes of the source. */
  readonly size: number;
  /** The main thread's, for all threads of the job to read. */
  readonly dataKey: SecretBytes;
  /** Shared by the main thread and all threads of the job: see `Control`. */
  readonly control: SharedArrayBuffer;
  /** Which of the job's threads this is, from 0, and how many there are. */
  readonly member: number;
  readonly members: number;
}

/** The message is the same in all threads of the job. */
export interface SealJob extends FileJob, NewMessage {
  readonly kind: 'seal';
  /** Readable, too: a signature is made from what was written. */
  readonly targetFd: number;
}

export interface OpenJob extends FileJob {
  readonly kind: 'open';
  /** null to authenticate and write nothing. */
  readonly targetFd: number | null;
  /** Whether the source was opened with O_DIRECT: every read then begins, ends and lands on whole blocks. */
  readonly direct: boolean;
  /** The header's bytes as the main thread read them, which the body is decrypted under. */
  readonly header: Uint8Array;
  readonly policy: ReadPolicy;
  /** Where the frames are, for several threads to share; null to read the body from front to back. */
  readonly layout: Layout | null;
}

/** One of `steps.ts`'s steps: they tell no progress and cannot be cancelled. */
export type StepJob<Name extends StepName = StepName> = {
  [N in Name]: { readonly kind: 'step'; readonly step: N; readonly args: StepArgs<N> };
}[Name];

export type WorkerJob = SealJob | OpenJob | StepJob;

/** How a thread's share of a job ended. `value` is what a step answers, or the bytes that this thread made. */
export type WorkerAnswer<T> = { readonly ok: true; readonly value: T } | Failed;

export type Failed =
  | {
      readonly ok: false;
      readonly kind: 'envelope';
      readonly code: EnvelopeError['code'];
      readonly part: string;
    }
  | {
      readonly ok: false;
      readonly kind: 'engine';
      readonly code: EngineError['code'];
      readonly errorName: string | null;
    };

/**
 * What a job's threads share: Int32 words, then the bytes of the source done as BigInt64, then an Int32 for each
 * thread: the run that it is at, before which all of its runs are written.
 */
export const controlLength = (members: number): number => 24 + 4 * members;
export const WORDS = 3;
export const STATE = 0;
export const NEXT_RUN = 1;
/** Changes whenever a thread that waits for others may have something to do. */
export const TICK = 2;
export const DONE_OFFSET = 16;
export const RUNS_OFFSET = 24;

export const RUNNING = 0;
export const CANCELLED = 1;
export const PAUSED = 2;
