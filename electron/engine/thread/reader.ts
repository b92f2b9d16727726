/** How a worker thread reads files: whole reads at positions, through the system's page cache or past it. */
import { readSync } from 'node:fs';
import type { ByteSource } from '../../envelope/bytes.ts';
import { EnvelopeError } from '../../envelope/errors.ts';
import { EngineError, onSideSync, systemErrorName } from '../errors.ts';
import type { Control } from './control.ts';
import { readFully } from './read-fully.ts';

const READ_LENGTH = 2 * 1024 * 1024;
/** Bytes that a body is read by from front to back: what a core's cache holds. */
const WINDOW_LENGTH = 512 * 1024;
/** Bytes that a direct read begins and ends at a multiple of. */
const BLOCK_LENGTH = 4096;
/** Memory of a buffer begins at a multiple of this many bytes. */
const MEMORY_ALIGNMENT = 16;

/** Reused by every job of this thread; holds content, never key bytes. */
const readBuffer = Buffer.allocUnsafeSlow(READ_LENGTH + BLOCK_LENGTH);

/**
 * At most `length` (up to `READ_LENGTH`) bytes from `position` of the file on, valid until the next call; fewer only
 * at its end.
 */
export type ReadFile = (position: number, length: number) => Buffer;

export const reader =
  (fd: number): ReadFile =>
  (position, length) =>
    readBuffer.subarray(0, readFully(fd, readBuffer.subarray(0, length), position));

/** Reads what is on the disk, not what the system remembers of it; `fd` was opened with O_DIRECT. */
export function directReader(fd: number): ReadFile {
  const shift = findAlignment(fd);
  const aligned = readBuffer.subarray(shift);
  return (position, length) => {
    const before = position % BLOCK_LENGTH;
    const whole = Math.ceil((before + length) / BLOCK_LENGTH) * BLOCK_LENGTH;
    const end = readBlocks(fd, aligned.subarray(0, whole), position - before);
    return aligned.subarray(before, Math.max(before, Math.min(end, before + length)));
  };
}

/** As `readFully`; a read that does not end with a block has met the end of the file. */
function readBlocks(fd: number, buffer: Buffer, position: number): number {
  let filled = 0;
  while (filled < buffer.length && filled % BLOCK_LENGTH === 0) {
    const read = onSideSync('source', () =>
      readSync(fd, buffer, filled, buffer.length - filled, position + filled),
    );
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

/** Where in the buffer direct reads may land. Memory has an address that nobody tells: it is tried out. */
function findAlignment(fd: number): number {
  for (let shift = 0; shift < BLOCK_LENGTH; shift += MEMORY_ALIGNMENT) {
    try {
      readSync(fd, readBuffer, shift, BLOCK_LENGTH, 0);
      return shift;
    } catch (error) {
      if (systemErrorName(error) !== 'EINVAL') break;
    }
  }
  throw new EngineError('io-error', 'DirectReadRefused');
}

/** Reads a file from `start` on; `take` answers views of the buffer. */
export class FileSource implements ByteSource {
  readonly #read: ReadFile;
  readonly #control: Control;
  /** Position in the file of the first byte that was not taken. */
  #position: number;
  #window: Buffer = readBuffer.subarray(0, 0);
  #furthest: number;

  constructor(read: ReadFile, control: Control, start: number) {
    this.#read = read;
    this.#control = control;
    this.#position = start;
    this.#furthest = start;
  }

  take(length: number, part: string): Uint8Array {
    if (this.#window.length < length) this.#fill();
    if (this.#window.length < length) throw new EnvelopeError('truncated', part);
    const taken = this.#window.subarray(0, length);
    this.#window = this.#window.subarray(length);
    this.#position += length;
    return taken;
  }

  atEnd(): boolean {
    if (this.#window.length === 0) this.#fill();
    return this.#window.length === 0;
  }

  #fill(): void {
    this.#control.checkpoint();
    this.#window = this.#read(this.#position, WINDOW_LENGTH);
    const end = this.#position + this.#window.length;
    this.#control.progress(Math.max(0, end - this.#furthest));
    this.#furthest = Math.max(end, this.#furthest);
  }
}
