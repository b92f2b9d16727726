/**
 * One writer at a time among processes: a lock file made with exclusive create.
 *
 * The lock is held for the milliseconds of one read, merge and rename. A lock that a crashed process left is
 * taken over once it is older than `STALE`. Should a takeover ever hit a holder that was merely slow (a suspended
 * computer), the holder notices in `stillHeld`, which it asks right before it makes its change visible.
 */
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds. */
const STALE = 10_000;
const GIVE_UP = 30_000;
const RETRY = 15;

export interface HeldLock {
  readonly stillHeld: () => Promise<boolean>;
  readonly release: () => Promise<void>;
}

/** Waits for the lock; rejects with the file system's error, or ELOCKED after half a minute. */
export async function acquireLock(path: string): Promise<HeldLock> {
  const token = `${process.pid} ${randomUUID()}\n`;
  const stillHeld = async () => (await readOrNull(path)) === token;
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
  const seen = await readOrNull(path);
  const age = await ageOf(path);
  if (seen === null || age === null || age < STALE) return;
  const grave = `${path}.${randomUUID()}.tmp`;
  try {
    await rename(path, grave);
    // Somebody else took it over in between, and this is the new one: give it back.
    if ((await readOrNull(grave)) !== seen) await link(grave, path);
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

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}

/** Windows answers EPERM or EBUSY while somebody else is removing the file. */
function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'EEXIST' || (process.platform === 'win32' && (code === 'EPERM' || code === 'EBUSY'));
}
