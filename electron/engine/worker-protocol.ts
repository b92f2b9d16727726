/** What the main thread and the worker threads of the engine say to each other. */
import type { KeyObject } from 'node:crypto';
import type { EncryptionContext } from '../envelope/context.ts';
import type { EnvelopeError } from '../envelope/errors.ts';
import type { EncryptedDataKey, ReadPolicy } from '../envelope/header.ts';
import type { Layout } from '../envelope/runs.ts';

export interface FileJob {
  readonly sourceFd: number;
  /** Bytes of the source. */
  readonly size: number;
  /** Transferred; zeroed here. */
  readonly dataKey: Uint8Array<ArrayBuffer>;
  /** Shared by the main thread and all threads of the job: see `Control`. */
  readonly control: SharedArrayBuffer;
  /** Which of the job's threads this is, from 0, and how many there are. */
  readonly member: number;
  readonly members: number;
}

export interface SealJob extends FileJob {
  readonly kind: 'seal';
  /** Readable, too: a signature is made from what was written. */
  readonly targetFd: number;
  /** 32 random bytes, new for every attempt: the same in all threads of the job. */
  readonly messageId: Uint8Array;
  readonly context: EncryptionContext;
  readonly encryptedDataKeys: readonly EncryptedDataKey[];
  readonly frameLength: number;
  /** Signs the message; null for one without a signature. */
  readonly signingKey: KeyObject | null;
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

export type WorkerJob = SealJob | OpenJob;

/** How a thread's share of a job ended; `size` is the bytes that it made. */
export type WorkerAnswer =
  | { readonly ok: true; readonly size: number }
  | {
      readonly ok: false;
      readonly kind: 'envelope';
      readonly code: EnvelopeError['code'];
      readonly part: string;
    }
  | {
      readonly ok: false;
      readonly kind: 'system';
      readonly side: 'source' | 'target';
      readonly errorName: string;
    }
  | { readonly ok: false; readonly kind: 'cancelled' | 'source-changed' | 'internal' };

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
