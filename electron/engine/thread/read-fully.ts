/** Reading a file at a place until a buffer is full. */
import { readSync } from 'node:fs';
import { onSideSync } from '../errors.ts';

/** Fills `buffer` from `position` of the file on; answers how much there was. */
export function readFully(fd: number, buffer: Buffer, position: number): number {
  let filled = 0;
  while (filled < buffer.length) {
    const read = onSideSync('source', () =>
      readSync(fd, buffer, filled, buffer.length - filled, position + filled),
    );
    if (read === 0) break;
    filled += read;
  }
  return filled;
}
