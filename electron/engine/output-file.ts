/**
 * The file a job makes: nobody sees it under its name before it is complete and on disk.
 *
 * It is written as a private temporary file in the target's folder, synced, and then given its name without ever
 * replacing a file that is there. Whatever fails, `discard` removes the temporary file and nothing else.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, lstat, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EngineError, onSide, systemErrorName } from './errors.ts';

/** What to do when the target's name is taken: fail, or take the next free name of `alternative`. */
export interface Target {
  readonly path: string;
  /** The n-th other name (n ≥ 2) to try, without folder; null to fail with `target-exists`. */
  readonly alternative: ((attempt: number) => string) | null;
}

export interface OutputFile {
  readonly handle: FileHandle;
  /**
   * Sync, set permission bits and time where the file system has them, and name the file; answers the path it got.
   */
  readonly commit: (attributes: { readonly mode: number; readonly modified: Date }) => Promise<string>;
  /** Close and remove the temporary file; does nothing after `commit`. Never rejects: what failed before counts. */
  readonly discard: () => Promise<void>;
}

/** Begins and ends the names of temporary files, so that they are known as ours. */
export const TEMPORARY_PREFIX = '.envelope-vault-';
export const TEMPORARY_SUFFIX = '.part';
const MAX_ALTERNATIVES = 999;
/** Answers of file systems without hard links; exFAT under Windows says EISDIR (ERROR_INVALID_FUNCTION in libuv). */
const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EISDIR']);
const ignore = (): void => undefined;

/**
 * Starts the output for `target`.
 *
 * Throws `target-exists` at once where the name is taken and no alternative is allowed; `folder-not-writable`,
 * `name-too-long`, `disk-full`.
 */
export async function createOutput(target: Target): Promise<OutputFile> {
  const folder = dirname(target.path);
  const temporary = join(folder, `${TEMPORARY_PREFIX}${randomBytes(8).toString('hex')}${TEMPORARY_SUFFIX}`);
  return onSide('target', async () => {
    // Looked up in every case: a name that is too long shows here, not after all the work.
    const taken = await exists(target.path);
    if (taken && target.alternative === null) throw new EngineError('target-exists');
    const handle = await open(temporary, 'wx', 0o600);
    let open_ = true;
    const discard = async (): Promise<void> => {
      if (!open_) return;
      open_ = false;
      await handle.close().catch(ignore);
      await unlink(temporary).catch(ignore);
    };
    return {
      handle,
      discard,
      commit: ({ mode, modified }) =>
        onSide('target', async () => {
          // FAT and some network drives refuse these; the file then stays as private as the temporary one.
          await handle.chmod(mode).catch(ignore);
          await handle.utimes(modified, modified).catch(ignore);
          await handle.sync();
          const path = await giveName(temporary, target);
          open_ = false;
          await handle.close().catch(ignore);
          await syncFolder(folder);
          return path;
        }),
    };
  });
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemErrorName(error) === 'ENOENT') return false;
    throw error;
  }
}

async function giveName(temporary: string, target: Target): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? basename(target.path) : target.alternative?.(attempt);
    if (name === undefined || attempt > MAX_ALTERNATIVES) throw new EngineError('target-exists');
    const path = join(dirname(target.path), name);
    try {
      await moveWithoutReplacing(temporary, path);
      return path;
    } catch (error) {
      if (systemErrorName(error) !== 'EEXIST') throw error;
    }
  }
}

/** Rejects with EEXIST where `to` exists. A hard link is atomic; file systems without them get an exclusive create. */
async function moveWithoutReplacing(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!WITHOUT_LINKS.has(systemErrorName(error) ?? '')) throw error;
    await (await open(to, 'wx', 0o600)).close();
    await rename(from, to).catch(async (reason) => {
      await unlink(to).catch(ignore);
      throw reason;
    });
    return;
  }
  // The file has its name: that the other one stays, in a folder that forbids removing, is no failure.
  await unlink(from).catch(ignore);
}

/** Makes the new name last through a power cut, where the system lets a folder be synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY).catch(() => null);
  await handle?.sync().catch(ignore);
  await handle?.close().catch(ignore);
}
