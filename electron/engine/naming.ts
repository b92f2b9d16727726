/**
 * How a finished file gets its name: never over a file that is there, unless replacing was chosen, and then in one
 * step. What gets the name is the file that was written, also where others may write into the folder.
 */
import { constants } from 'node:fs';
import { link, lstat, open, rename, statfs, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EngineError, systemErrorName } from './errors.ts';
import { type Identity, sameFile } from './source-file.ts';

/**
 * What to do when the target's name is taken: fail with `target-exists`, put the result in the other file's place, or
 * take the next free of other names: the n-th one (n ≥ 2), without folder.
 */
export type WhenTaken = 'fail' | 'replace' | ((attempt: number) => string);

export interface Target {
  readonly path: string;
  readonly whenTaken: WhenTaken;
}

const MAX_ALTERNATIVES = 999;
/** Answers of file systems without hard links; exFAT under Windows says EISDIR (ERROR_INVALID_FUNCTION in libuv). */
const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EISDIR']);
const ignore = (): void => undefined;

/** Whether the disk has `size` bytes for this person; a file system that does not tell is believed to. */
export async function hasRoom(folder: string, size: number): Promise<boolean> {
  const disk = await statfs(folder).catch(() => null);
  return disk === null || disk.blocks === 0 || disk.bavail * disk.bsize >= size;
}

/**
 * Throws `target-exists` where the name is taken and may not be had: only ordinary files are replaced, and never the
 * `source` itself. Looks in every case: a name that is too long shows here, not after all the work.
 */
export async function checkName({ path, whenTaken }: Target, source: Identity | null): Promise<void> {
  const found = await lstat(path, { bigint: true }).catch((error: unknown) => {
    if (systemErrorName(error) === 'ENOENT') return null;
    throw error;
  });
  if (found === null || typeof whenTaken === 'function') return;
  const isSource = source !== null && sameFile(source, found);
  if (whenTaken === 'fail' || !found.isFile() || isSource) throw new EngineError('target-exists');
}

/** Gives `temporary`, which must still be the file `written`, its name; answers the path it got. */
export async function giveName(
  temporary: string,
  target: Target,
  written: Identity,
  source: Identity | null,
): Promise<string> {
  const { path, whenTaken } = target;
  for (let attempt = 1; ; attempt++) {
    if (attempt > 1 && (typeof whenTaken !== 'function' || attempt > MAX_ALTERNATIVES))
      throw new EngineError('target-exists');
    const name = attempt > 1 && typeof whenTaken === 'function' ? whenTaken(attempt) : basename(path);
    const chosen = join(dirname(path), name);
    if (!(await isFile(temporary, written))) throw new EngineError('io-error', 'TemporaryFileReplaced');
    try {
      if (whenTaken === 'replace') {
        await checkName(target, source);
        await rename(temporary, chosen);
      } else await moveWithoutReplacing(temporary, chosen);
    } catch (error) {
      if (systemErrorName(error) !== 'EEXIST') throw error;
      continue;
    }
    if (!(await isFile(chosen, written))) throw new EngineError('io-error', 'ResultReplaced');
    return chosen;
  }
}

async function isFile(path: string, identity: Identity): Promise<boolean> {
  return sameFile(await lstat(path, { bigint: true }), identity);
}

/** Rejects with EEXIST where `to` exists. A hard link is atomic; file systems without them get an exclusive create. */
async function moveWithoutReplacing(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!WITHOUT_LINKS.has(systemErrorName(error) ?? '')) throw error;
    return moveOverPlaceholder(from, to);
  }
  // The file has its name: that the other one stays, in a folder that forbids removing, is no failure.
  await unlink(from).catch(ignore);
}

/** Reserves the name with an empty file of ours and renames over it; what others put there is left alone. */
async function moveOverPlaceholder(from: string, to: string): Promise<void> {
  const placeholder = await open(to, 'wx', 0o600);
  try {
    const reserved = await placeholder.stat({ bigint: true });
    if (!(await isFile(to, reserved))) throw new EngineError('target-exists');
    await rename(from, to).catch(async (reason) => {
      if (await isFile(to, reserved).catch(() => false)) await unlink(to).catch(ignore);
      throw reason;
    });
  } finally {
    await placeholder.close().catch(ignore);
  }
}

/** Makes new names last through a power cut, where the system lets a folder be synced. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY).catch(() => null);
  await handle?.sync().catch(ignore);
  await handle?.close().catch(ignore);
}
