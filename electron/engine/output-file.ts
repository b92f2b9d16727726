/**
 * The file a job makes: nobody sees it under its name before it is complete and on disk.
 *
 * It is written as a private temporary file in the target's folder, synced, and then given its name without ever
 * replacing a file that is there. What gets the name is the file that was written, also where others may write into
 * the folder. Whatever fails, `discard` empties and removes the temporary file and nothing else.
 */
import { randomBytes } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, link, lstat, open, rename, statfs, unlink } from 'node:fs/promises';
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
   * Sync, set permission bits (never more than the umask allows, never executable) and time where the file system
   * has them, and name the file; answers the path it got.
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
/** Permission bits a result may have: what any new file of this person may, and no program. */
const ALLOWED_MODE = 0o666 & ~process.umask();

/**
 * Starts the output for `target`, which will have about `size` bytes.
 *
 * Throws `disk-full` at once where the disk has no room for it; `target-exists` at once where the name is taken and no alternative is allowed; `folder-not-writable`,
 * `name-too-long`.
 */
export async function createOutput(target: Target, size: number): Promise<OutputFile> {
  const folder = dirname(target.path);
  const temporary = join(folder, `${TEMPORARY_PREFIX}${randomBytes(8).toString('hex')}${TEMPORARY_SUFFIX}`);
  return onSide('target', async () => {
    // Looked up in every case: a name that is too long shows here, not after all the work.
    const taken = await exists(target.path);
    if (taken && target.alternative === null) throw new EngineError('target-exists');
    if (!(await hasRoom(folder, size))) throw new EngineError('disk-full');
    const handle = await open(temporary, 'wx', 0o600);
    let open_ = true;
    const discard = async (): Promise<void> => {
      if (!open_) return;
      open_ = false;
      // Emptied first: in a folder that was moved away, the name leads nowhere.
      await handle.truncate(0).catch(ignore);
      await handle.close().catch(ignore);
      await unlink(temporary).catch(ignore);
    };
    return {
      handle,
      discard,
      commit: ({ mode, modified }) =>
        onSide('target', async () => {
          // FAT and some network drives refuse these; the file then stays as private as the temporary one.
          await handle.chmod(mode & ALLOWED_MODE).catch(ignore);
          await handle.utimes(modified, modified).catch(ignore);
          await handle.sync();
          const path = await giveName(temporary, target, await handle.stat({ bigint: true }));
          open_ = false;
          await handle.close().catch(ignore);
          await syncFolder(folder);
          return path;
        }),
    };
  });
}

/** Whether the disk has `size` bytes for this person; a file system that does not tell is believed to. */
async function hasRoom(folder: string, size: number): Promise<boolean> {
  const disk = await statfs(folder).catch(() => null);
  return disk === null || disk.blocks === 0 || disk.bavail * disk.bsize >= size;
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

async function giveName(temporary: string, target: Target, written: Identity): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? basename(target.path) : target.alternative?.(attempt);
    if (name === undefined || attempt > MAX_ALTERNATIVES) throw new EngineError('target-exists');
    const path = join(dirname(target.path), name);
    if (!(await isFile(temporary, written))) throw new EngineError('io-error', 'TemporaryFileReplaced');
    try {
      await moveWithoutReplacing(temporary, path);
    } catch (error) {
      if (systemErrorName(error) !== 'EEXIST') throw error;
      continue;
    }
    if (!(await isFile(path, written))) throw new EngineError('io-error', 'ResultReplaced');
    return path;
  }
}

/** Which file it is, whatever it is called. */
type Identity = Pick<BigIntStats, 'dev' | 'ino'>;

async function isFile(path: string, { dev, ino }: Identity): Promise<boolean> {
  const found = await lstat(path, { bigint: true });
  return found.dev === dev && found.ino === ino;
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

/** Makes the new name last through a power cut, where the system lets a folder be synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY).catch(() => null);
  await handle?.sync().catch(ignore);
  await handle?.close().catch(ignore);
}
