/**
 * The file a job makes: nobody sees it under its name before it is complete and on disk.
 *
 * It is written as a private temporary file in the target's folder, synced, and then given its name. Whatever fails,
 * `discardOutput` empties and removes the temporary file and nothing else.
 */
import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  openSync,
  unlinkSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { attempt, EngineError, onSideSync } from '../errors.ts';
import { checkName, giveName, hasRoom, isFile, type Target } from './naming.ts';
import type { Attributes } from './source-file.ts';

export interface OutputFile {
  readonly fd: number;
  readonly temporary: string;
  readonly target: Target;
  readonly attributes: Attributes;
}

/** Permission bits a result may have: what any new file of this person may, and no program. */
const ALLOWED_MODE = 0o666 & ~process.umask();

/**
 * Makes the file `temporary`, in the folder of `target`, for a result of about `size` bytes.
 *
 * Throws `disk-full` at once where the disk has no room for it; `target-exists` at once where the name is taken and
 * may not be had; `folder-not-writable`, `name-too-long`.
 */
export function createOutput(
  temporary: string,
  target: Target,
  size: number,
  attributes: Attributes,
): OutputFile {
  return onSideSync('target', () => {
    checkName(target, attributes.identity);
    if (!hasRoom(dirname(target.path), size)) throw new EngineError('disk-full');
    return { fd: openSync(temporary, 'wx+', 0o600), temporary, target, attributes };
  });
}

/**
 * Syncs the file, with what it can have of its source's attributes (the time, and permission bits, never more than the
 * umask allows and never executable), and names it; answers the path it got. The folder is for the caller to sync.
 *
 * Where it throws, the file is still for `discardOutput`. Once it has its name it is a result, whoever takes it away or
 * puts another in its place, and nothing of it is taken back: the answer then is null.
 */
export function commitOutput({ fd, temporary, target, attributes }: OutputFile): string | null {
  const { mode, modified, identity } = attributes;
  return onSideSync('target', () => {
    // FAT and some network drives refuse these; the file then stays as private as the temporary one.
    attempt(() => fchmodSync(fd, mode & ALLOWED_MODE));
    if (modified !== null) attempt(() => futimesSync(fd, modified, modified));
    fsyncSync(fd);
    const written = fstatSync(fd, { bigint: true });
    const path = giveName(temporary, target, written, identity);
    attempt(() => closeSync(fd));
    return attempt(() => isFile(path, written)) ? path : null;
  });
}

/** The path that `commitOutput` answered; throws `io-error` where it answered null. */
export function stillThere(path: string | null): string {
  if (path === null) throw new EngineError('io-error', 'ResultReplaced');
  return path;
}

/** Closes and removes the temporary file. Never throws: what failed before counts. */
export function discardOutput({ fd, temporary }: OutputFile): void {
  // Emptied first: in a folder that was moved away, the name leads nowhere.
  attempt(() => ftruncateSync(fd, 0));
  attempt(() => closeSync(fd));
  attempt(() => unlinkSync(temporary));
}
