/** The files that the bench works on: made, read into memory, compared, written back to the disk. */
import { createHash, randomFillSync } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import type { Measure } from './measure.ts';

const PIECE = 8 * 1024 * 1024;

/** GnuPG takes one random file in fifty for compressed already, by its first byte, and is then five times as fast. */
const BEGINNING = Buffer.from('random bytes\n');

/** Random bytes, which nothing can compress, behind a line of text; answers their SHA-256. */
export async function makeRandomFile(path: string, size: number): Promise<string> {
  const hash = createHash('sha256');
  await using file = await open(path, 'wx');
  for (let left = size; left > 0; left -= PIECE) {
    const piece = randomFillSync(Buffer.allocUnsafe(Math.min(PIECE, left)));
    if (left === size) BEGINNING.copy(piece);
    hash.update(piece);
    await file.write(piece);
  }
  return hash.digest('hex');
}

/** Zeros that take no room on the disk. */
export async function makeSparseFile(path: string, size: number): Promise<void> {
  await using file = await open(path, 'wx');
  await file.truncate(size);
}

export async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: PIECE })) hash.update(piece);
  return hash.digest('hex');
}

/** Reads the file once, so that whoever reads it next finds it in the page cache. */
export async function warm(path: string): Promise<void> {
  const buffer = Buffer.allocUnsafe(PIECE);
  await using file = await open(path);
  while ((await file.read(buffer, 0, PIECE)).bytesRead > 0);
}

/** Writes back everything that anybody has written, and waits: nobody pays for another's pages. */
export const flushDisks = (measure: Measure) => measure({ file: 'sync', args: [] });

/** An empty folder of that name, whatever was there. */
export async function emptyFolder(path: string): Promise<string> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true });
  return path;
}
