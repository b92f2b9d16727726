/** What the main thread and the worker threads of the engine say to each other. */
import type { EncryptionContext } from '../envelope/context.ts';
import type { EnvelopeError } from '../envelope/errors.ts';
import type { EncryptedDataKey, ReadPolicy } from '../envelope/header.ts';
import type { Layout } from '../envelope/runs.ts';

export interface FileJob {
  readonly sourceFd: number;
  readonly targetFd: number;
  /** Bytes of the source. */
  readonly size: number;
  /** Transferred; zeroed here. */
  readonly dataKey: Uint8Array<ArrayBuffer>;
  /** Shared by the main thread and all threads of the job: see `Control`. */
  readonly control: SharedArrayBuffer;
}

export interface SealJob extends FileJob {
  readonly kind: 'seal';
  /** 32 random bytes, new for every attempt: the same in all threads of the job. */
  readonly messageId: Uint8Array;
  readonly context: EncryptionContext;
  readonly encryptedDataKeys: readonly EncryptedDataKey[];
  readonly frameLength: number;
}

export interface OpenJob extends FileJob {
  readonly kind: 'open';
  /** The header's bytes as the main thread read them, which the body is decrypted under. */
  readonly header: Uint8Array;
  readonly policy: ReadPolicy;
  /** Where the frames are, for several threads to share; null to read the body from front to back. */
  readonly layout: Layout | null;
}

export type WorkerJob = SealJob | OpenJob;

/** How a thread's share of a job ended; `size` is the bytes that it wrote. */
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

/** What a job's threads share: `[state, next run to claim]` as Int32, and the bytes of the source done as BigInt64. */
export const CONTROL_LENGTH = 16;
export const RUNNING = 0;
export const CANCELLED = 1;
export const PAUSED = 2;
