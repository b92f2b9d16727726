/**
 * A worker thread of the engine: moves one file through the format at a time, with synchronous reads and writes.
 *
 * Descriptors are opened, synced, named and closed by the main thread; the data key arrives by transfer, so that
 * its bytes exist in this thread only, and is zeroed with the derived key before the answer is sent.
 */
import { randomFillSync } from 'node:crypto';
import { readSync, writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { ByteSource } from '../envelope/bytes.ts';
import type { EncryptionContext } from '../envelope/context.ts';
import { deriveKeys } from '../envelope/derive.ts';
import { EnvelopeError } from '../envelope/errors.ts';
import { FrameSealer } from '../envelope/frames.ts';
import {
  type EncryptedDataKey,
  parseHeader,
  type ReadPolicy,
  verifyHeader,
  writeHeader,
} from '../envelope/header.ts';
import { openBody } from '../envelope/open-body.ts';
import { sealBody } from '../envelope/seal-body.ts';
import { defaultSuite } from '../envelope/suites.ts';

interface FileJob {
  readonly sourceFd: number;
  readonly targetFd: number;
  /** Bytes of the source. */
  readonly size: number;
  /** Transferred; zeroed here. */
  readonly dataKey: Uint8Array<ArrayBuffer>;
  /** `[cancel flag as Int32, unused, bytes of the source done as Float64]`, shared with the main thread. */
  readonly control: SharedArrayBuffer;
}

export interface SealJob extends FileJob {
  readonly kind: 'seal';
  readonly context: EncryptionContext;
  readonly encryptedDataKeys: readonly EncryptedDataKey[];
  readonly frameLength: number;
}

export interface OpenJob extends FileJob {
  readonly kind: 'open';
  /** The header's bytes as the main thread read them, which the body is decrypted under. */
  readonly header: Uint8Array;
  readonly policy: ReadPolicy;
}

export type WorkerJob = SealJob | OpenJob;

/** How a job ended; `size` is the bytes written. */
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

export const CONTROL_LENGTH = 16;
const MESSAGE_ID_LENGTH = 32;
const READ_LENGTH = 2 * 1024 * 1024;

class Stopped extends Error {
  readonly answer: WorkerAnswer;
  constructor(answer: WorkerAnswer) {
    super('stopped');
    this.answer = answer;
  }
}

/** Reused by every job of this thread; holds content, never key bytes. */
const readBuffer = Buffer.allocUnsafeSlow(READ_LENGTH);

/** Reads the source from `start` on, through the one buffer; `take` answers views of it. */
class FileSource implements ByteSource {
  readonly #job: FileJob;
  readonly #cancelled: Int32Array;
  readonly #done: Float64Array;
  #position: number;
  #start = 0;
  #end = 0;

  constructor(job: FileJob, start: number) {
    this.#job = job;
    this.#position = start;
    this.#cancelled = new Int32Array(job.control, 0, 1);
    this.#done = new Float64Array(job.control, 8, 1);
  }

  take(length: number, part: string): Uint8Array {
    if (this.#end - this.#start < length) this.#fill(length);
    if (this.#end - this.#start < length) throw new EnvelopeError('truncated', part);
    this.#start += length;
    return readBuffer.subarray(this.#start - length, this.#start);
  }

  atEnd(): boolean {
    if (this.#start === this.#end) this.#fill(1);
    return this.#start === this.#end;
  }

  #fill(length: number): void {
    if (Atomics.load(this.#cancelled, 0) !== 0) throw new Stopped({ ok: false, kind: 'cancelled' });
    readBuffer.copyWithin(0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
    while (this.#end < length) {
      const room = readBuffer.length - this.#end;
      const read = onSide('source', () =>
        readSync(this.#job.sourceFd, readBuffer, this.#end, room, this.#position),
      );
      if (read === 0) break;
      this.#end += read;
      this.#position += read;
      this.#done[0] = this.#position;
    }
  }
}

/** Appends to the target; `length` is what was written so far. */
class FileSink {
  length = 0;
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(bytes: Uint8Array): void {
    for (let offset = 0; offset < bytes.length; ) {
      const rest = bytes.length - offset;
      const written = onSide('target', () => writeSync(this.#fd, bytes, offset, rest, this.length));
      offset += written;
      this.length += written;
    }
  }
}

function onSide<T>(side: 'source' | 'target', action: () => T): T {
  try {
    return action();
  } catch (error) {
    const errorName = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new Stopped({ ok: false, kind: 'system', side, errorName });
  }
}

function seal(job: SealJob): number {
  const messageId = randomFillSync(new Uint8Array(MESSAGE_ID_LENGTH));
  const keys = deriveKeys(defaultSuite, job.dataKey, messageId);
  try {
    const source = new FileSource(job, 0);
    const sink = new FileSink(job.targetFd);
    sink.write(writeHeader({ suite: defaultSuite, messageId, ...job }, keys));
    const sealer = new FrameSealer(defaultSuite, keys.key, messageId);
    try {
      sealBody(sealer, job.frameLength, job.size, source, (run) => sink.write(run));
    } catch (error) {
      // The only bytes that can be missing here are those of a source that became shorter.
      throw error instanceof EnvelopeError && error.code === 'truncated' ? changed() : error;
    }
    if (!source.atEnd()) throw changed();
    return sink.length;
  } finally {
    keys.key.fill(0);
  }
}

const changed = (): Stopped => new Stopped({ ok: false, kind: 'source-changed' });

function open(job: OpenJob): number {
  const header = parseHeader(job.header, job.policy);
  const keys = deriveKeys(header.suite, job.dataKey, header.messageId);
  try {
    verifyHeader(header, keys);
    const sink = new FileSink(job.targetFd);
    return openBody(header, keys.key, new FileSource(job, header.length), (content) => sink.write(content));
  } finally {
    keys.key.fill(0);
  }
}

function run(job: WorkerJob): WorkerAnswer {
  try {
    return { ok: true, size: job.kind === 'seal' ? seal(job) : open(job) };
  } catch (error) {
    if (error instanceof Stopped) return error.answer;
    if (error instanceof EnvelopeError)
      return { ok: false, kind: 'envelope', code: error.code, part: error.part };
    return { ok: false, kind: 'internal' };
  } finally {
    job.dataKey.fill(0);
  }
}

parentPort?.on('message', (job: WorkerJob) => parentPort?.postMessage(run(job)));
