/** A worker thread's hands: the state it shares with the others, and whole reads and writes at positions. */
import { readSync, writeSync } from 'node:fs';
import type { ByteSource } from '../envelope/bytes.ts';
import { EnvelopeError } from '../envelope/errors.ts';
import { CANCELLED, type FileJob, PAUSED, type WorkerAnswer } from './worker-protocol.ts';

const READ_LENGTH = 2 * 1024 * 1024;

/** Ends a thread's share of a job with this answer. */
export class Stopped extends Error {
  readonly answer: WorkerAnswer;
  constructor(answer: WorkerAnswer) {
    super('stopped');
    this.answer = answer;
  }
}

/** The state that a job's threads share. */
export class Control {
  readonly #words: Int32Array;
  readonly #done: BigInt64Array;

  constructor(shared: SharedArrayBuffer) {
    this.#words = new Int32Array(shared, 0, 2);
    this.#done = new BigInt64Array(shared, 8, 1);
  }

  /** Waits while the job is paused; throws when it is cancelled. */
  checkpoint(): void {
    while (Atomics.load(this.#words, 0) === PAUSED) Atomics.wait(this.#words, 0, PAUSED);
    if (Atomics.load(this.#words, 0) === CANCELLED) throw new Stopped({ ok: false, kind: 'cancelled' });
  }

  progress(bytes: number): void {
    Atomics.add(this.#done, 0, BigInt(bytes));
  }

  /** The runs that this thread gets, until all of the job's are claimed. */
  *claim(runs: number): Generator<number> {
    for (;;) {
      this.checkpoint();
      const run = Atomics.add(this.#words, 1, 1);
      if (run >= runs) return;
      yield run;
    }
  }
}

/** Reused by every job of this thread; holds content, never key bytes. */
export const readBuffer = Buffer.allocUnsafeSlow(READ_LENGTH);

/** Fills `buffer` from `position` of the source on; answers how much there was. */
export function readFully(fd: number, buffer: Buffer, position: number): number {
  let filled = 0;
  while (filled < buffer.length) {
    const read = onSide('source', () =>
      readSync(fd, buffer, filled, buffer.length - filled, position + filled),
    );
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

/** Reads the source from `start` on, through the one buffer; `take` answers views of it. */
export class FileSource implements ByteSource {
  readonly #fd: number;
  readonly #control: Control;
  #position: number;
  #start = 0;
  #end = 0;

  constructor({ sourceFd }: FileJob, control: Control, start: number) {
    this.#fd = sourceFd;
    this.#control = control;
    this.#position = start;
  }

  take(length: number, part: string): Uint8Array {
    if (this.#end - this.#start < length) this.#fill();
    if (this.#end - this.#start < length) throw new EnvelopeError('truncated', part);
    this.#start += length;
    return readBuffer.subarray(this.#start - length, this.#start);
  }

  atEnd(): boolean {
    if (this.#start === this.#end) this.#fill();
    return this.#start === this.#end;
  }

  #fill(): void {
    this.#control.checkpoint();
    readBuffer.copyWithin(0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
    const read = readFully(this.#fd, readBuffer.subarray(this.#end), this.#position);
    this.#end += read;
    this.#position += read;
    this.#control.progress(read);
  }
}

/** Writes all of `bytes` at `position` of the target. */
export function writeFully(fd: number, bytes: Uint8Array, position: number): void {
  for (let offset = 0; offset < bytes.length; ) {
    const rest = bytes.length - offset;
    offset += onSide('target', () => writeSync(fd, bytes, offset, rest, position + offset));
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

/** Writes pieces one behind the other, gathered into few writes. */
export class GatheredTarget {
  /** Bytes put, written or not. */
  length = 0;
  readonly #fd: number;
  readonly #pending = Buffer.allocUnsafeSlow(READ_LENGTH);
  #pendingLength = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** At most `READ_LENGTH` bytes. */
  put(piece: Uint8Array): void {
    if (this.#pendingLength + piece.length > this.#pending.length) this.flush();
    this.#pending.set(piece, this.#pendingLength);
    this.#pendingLength += piece.length;
    this.length += piece.length;
  }

  /** Writes what is left; call when all is put. */
  flush(): void {
    const pending = this.#pending.subarray(0, this.#pendingLength);
    writeFully(this.#fd, pending, this.length - this.#pendingLength);
    this.#pendingLength = 0;
  }
}
