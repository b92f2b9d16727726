/**
 * How a finished file gets its name: never over a file that is there, unless replacing was chosen, and then in one
 * step. What gets the name is the file that was written, also where others may write into the folder.
 */
import {
  closeSync,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  statfsSync,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { attempt, EngineError, systemErrorName } from '../errors.ts';
import { type Identity, sameFile } from './source-file.ts';

/** Other names, without folder: the number between the two, counted from 2. */
export interface Numbering {
  readonly before: string;
  readonly after: string;
}

export interface Target {
  readonly path: string;
  /**
   * What to do when the name is taken: fail with `target-exists`, put the result in the other file's place, or take
   * the next free of other names.
   */
  readonly whenTaken: 'fail' | 'replace' | Numbering;
}

const MAX_NUMBER = 999;
/** Answers of file systems without hard links; exFAT under Windows says EISDIR (ERROR_INVALID_FUNCTION in libuv). */
const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EISDIR']);

/** Whether the disk has `size` bytes for this person; a file system that does not tell is believed to. */
export function hasRoom(folder: string, size: number): boolean {
  const disk = attempt(() => statfsSync(folder));
  return disk === null || disk.blocks === 0 || disk.bavail * disk.bsize >= size;
}

/**
 * Throws `target-exists` where the name is taken and may not be had: only ordinary files are replaced, and never the
 * `source` itself. Looks in every case: a name that is too long shows here, not after all the work.
 */
export function checkName({ path, whenTaken }: Target, source: Identity | null): void {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (found === undefined) {
    // Missing is also what a file in the place of a folder gives.
    lstatSync(dirname(path));
    return;
  }
  if (typeof whenTaken === 'object') return;
  const isSource = source !== null && sameFile(source, found);
  if (whenTaken === 'fail' || !found.isFile() || isSource) throw new EngineError('target-exists');
}

/** Gives `temporary`, which must still be the file `written`, its name; answers the path it got. */
export function giveName(
  temporary: string,
  target: Target,
  written: Identity,
  source: Identity | null,
): string {
  const { path, whenTaken } = target;
  const folder = dirname(path);
  const others = typeof whenTaken === 'object' ? whenTaken : null;
  for (let number = 1; number === 1 || (others !== null && number <= MAX_NUMBER); number++) {
    const name = number === 1 ? basename(path) : `${others?.before}${number}${others?.after}`;
    const chosen = join(folder, name);
    if (!isFile(temporary, written)) throw new EngineError('io-error', 'TemporaryFileReplaced');
    if (whenTaken === 'replace') {
      checkName(target, source);
      move(renameSync, temporary, chosen, written);
    } else if (!moveWithoutReplacing(temporary, chosen, written)) continue;
    return chosen;
  }
  throw new EngineError('target-exists');
}

/** Throws where nothing has the name. */
export const isFile = (path: string, identity: Identity): boolean =>
  sameFile(lstatSync(path, { bigint: true }), identity);

/** Gives the file `written` its name. On a network drive that can be done, and fail because the answer was lost. */
function move(how: (from: string, to: string) => void, from: string, to: string, written: Identity): void {
  try {
    how(from, to);
  } catch (error) {
    if (attempt(() => isFile(to, written)) !== true) throw error;
  }
}

/** Answers whether the name was free. A hard link is atomic; file systems without them get an exclusive create. */
function moveWithoutReplacing(from: string, to: string, written: Identity): boolean {
  try {
    move(linkSync, from, to, written);
  } catch (error) {
    const name = systemErrorName(error) ?? '';
    if (name === 'EEXIST') return false;
    if (!WITHOUT_LINKS.has(name)) throw error;
    return moveOverPlaceholder(from, to, written);
  }
  // The file has its name: that the other one stays, in a folder that forbids removing, is no failure.
  attempt(() => unlinkSync(from));
  return true;
}

/** Reserves the name with an empty file of ours and renames over it; what others put there is left alone. */
function moveOverPlaceholder(from: string, to: string, written: Identity): boolean {
  const placeholder = reserve(to);
  if (placeholder === null) return false;
  try {
    const reserved = fstatSync(placeholder, { bigint: true });
    if (!isFile(to, reserved)) throw new EngineError('target-exists');
    try {
      move(renameSync, from, to, written);
    } catch (error) {
      if (attempt(() => isFile(to, reserved))) attempt(() => unlinkSync(to));
      throw error;
    }
    return true;
  } finally {
    attempt(() => closeSync(placeholder));
  }
}

/** Descriptor of a new empty file; null where the name is taken. */
function reserve(path: string): number | null {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    if (systemErrorName(error) === 'EEXIST') return null;
    throw error;
  }
}
