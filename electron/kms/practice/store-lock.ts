/**
 * One writer at a time among processes: a lock file made with exclusive create.
 *
 * The lock is held for the milliseconds of one read, merge and rename. A lock that a crashed process left is
 * taken over once it is older than `STALE`. Should a takeover ever hit a holder that was merely slow (a suspended
 * computer), the holder notices in `stillHeld`, which it asks right before it makes its change visible.
 */
import { randomUUID } from 'node:crypto';
import { link, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { KmsError } from '../errors.ts';
import { readOwnFile } from './own-files.ts';

/** Milliseconds. */
const STALE = 10_000;
const GIVE_UP = 30_000;
const RETRY = 15;
/** Bytes; a process id and a UUID have fewer. */
const MAX_SIZE = 1_024;

export interface HeldLock {
  readonly stillHeld: () => Promise<boolean>;
  readonly release: () => Promise<void>;
}

/**
 * Waits for the lock; rejects with the file system's error, ELOCKED after half a minute, or the errors of `readOwnFile`
 * where something else than a file is in its place, which no holder will ever remove.
 */
export async function acquireLock(path: string): Promise<HeldLock> {
  const token = `${process.pid} ${randomUUID()}\n`;
  const stillHeld = async () => (await readHolder(path).catch(() => null)) === token;
  const deadline = performance.now() + GIVE_UP;
  while (performance.now() < deadline) {
    if (await tryCreate(path, token)) {
      return {
        stillHeld,
        release: async () => {
          if (await stillHeld()) await rm(path, { force: true });
        },
      };
    }
    await removeIfStale(path);
    await sleep(RETRY * (0.5 + Math.random()));
  }
  throw Object.assign(new Error('The lock is held by another process'), { code: 'ELOCKED' });
}

async function tryCreate(path: string, token: string): Promise<boolean> {
  try {
    await writeFile(path, token, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

async function removeIfStale(path: string): Promise<void> {
  const seen = await readHolder(path);
  const age = await ageOf(path);
  if (seen === null || age === null || age < STALE) return;
  const grave = `${path}.${randomUUID()}.tmp`;
  try {
    await rename(path, grave);
    // Somebody else took it over in between, and this is the new one: give it back.
    if ((await readHolder(grave)) !== seen) await link(grave, path);
  } catch {
    // Another process was faster.
  }
  await rm(grave, { force: true });
}

/** Milliseconds since the lock was made (in either direction: clocks get set); null where it is gone. */
async function ageOf(path: string): Promise<number | null> {
  try {
    return Math.abs(Date.now() - (await stat(path)).mtimeMs);
  } catch {
    return null;
  }
}

/** Who holds the lock; null where it is gone, or (on Windows) being removed. */
async function readHolder(path: string): Promise<string | null> {
  try {
    return await readOwnFile(path, MAX_SIZE);
  } catch (error) {
    if (error instanceof KmsError || codeOf(error) === 'ELOOP') throw error;
    return null;
  }
}

/** Windows answers EPERM or EBUSY while somebody else is removing the file. */
function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'EEXIST' || (process.platform === 'win32' && (code === 'EPERM' || code === 'EBUSY'));
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
