/**
 * Reading what lies in the store's folder, where anything can have been put: a pipe, which would be waited for, a
 * link to somewhere else, something huge. Only a folder and regular files of its own are read.
 */
import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { KmsError } from '../errors.ts';

/**
 * The text of a file of at most `maxSize` bytes; null where there is none. Rejects with KmsError
 * 'practice-store-unreadable' (NotAFile, TooLarge) or the system's error, ELOOP for a link.
 */
export async function readOwnFile(path: string, maxSize: number): Promise<string | null> {
  // O_NONBLOCK, so that a pipe is refused below instead of waited for.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags).catch(nullWhereMissing);
  if (file === null) return null;
  try {
    const status = await file.stat();
    if (!status.isFile()) throw unreadable('NotAFile');
    if (status.size > maxSize) throw unreadable('TooLarge');
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** Rejects with 'practice-store-unreadable' (NotAFolder) where something else is in the folder's place. */
export async function checkOwnFolder(path: string): Promise<void> {
  const status = await lstat(path).catch(nullWhereMissing);
  if (status?.isDirectory() === false) throw unreadable('NotAFolder');
}

export function unreadable(errorName: string): KmsError {
  return new KmsError('practice-store-unreadable', { errorName });
}

function nullWhereMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}
