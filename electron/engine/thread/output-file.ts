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
import { type Attributes, type Identity, sameFile } from './source-file.ts';

export interface NewOutput {
  readonly temporary: string;
  readonly target: Target;
  /** What it can have of its source's. */
  readonly attributes: Attributes;
  /** Permission bits it may have at most. */
  readonly allowedMode: number;
}

export interface OutputFile extends NewOutput {
  readonly fd: number;
  /** Which file it is. */
  readonly identity: Identity;
}

/**
 * Makes the file `temporary`, in the folder of its target, for a result of about `size` bytes.
 *
 * Throws `disk-full` at once where the disk has no room for it; `target-exists` at once where the name is taken and
 * may not be had; `folder-not-writable`, `name-too-long`.
 */
export function createOutput(output: NewOutput, size: number): OutputFile {
  const { temporary, target, attributes } = output;
  return onSideSync('target', () => {
    checkName(target, attributes.identity);
    if (!hasRoom(dirname(target.path), size)) throw new EngineError('disk-full');
    const fd = openSync(temporary, 'wx+', 0o600);
    const { dev, ino } = fstatSync(fd, { bigint: true });
    return { ...output, fd, identity: { dev, ino } };
  });
}

/**
 * Syncs the file, with what it can have of its source's attributes (the time, and permission bits, never more than the
 * umask allows and never executable), and names it; answers the path it got. The folder is for the caller to sync.
 *
 * Where it throws, the file is still for `discardOutput`. Once it has its name it is a result, whoever takes it away or
 * puts another in its place, and nothing of it is taken back: the answer then is null.
 */
export function commitOutput(output: OutputFile): string | null {
  const { fd, temporary, target, attributes, allowedMode, identity } = output;
  const { mode, modified } = attributes;
  return onSideSync('target', () => {
    // FAT and some network drives refuse these; the file then stays as private as the temporary one.
    attempt(() => fchmodSync(fd, mode & allowedMode));
    if (modified !== null) attempt(() => futimesSync(fd, modified, modified));
    fsyncSync(fd);
    const path = giveName(temporary, target, identity, attributes.identity);
    attempt(() => closeSync(fd));
    return attempt(() => isFile(path, identity)) ? path : null;
  });
}

/** The path that `commitOutput` answered; throws `io-error` where it answered null. */
export function stillThere(path: string | null): string {
  if (path === null) throw new EngineError('io-error', 'ResultReplaced');
  return path;
}

/**
 * Closes and removes the temporary file. Never throws: what failed before counts.
 *
 * `named` says that it may have its name already (a thread that died has not told): then only a file that has no other
 * name than the temporary one is emptied.
 */
export function discardOutput({ fd, temporary, identity }: OutputFile, named: boolean): void {
  const status = attempt(() => fstatSync(fd, { bigint: true }));
  // Closed already, the descriptor may be another file's by now.
  if (status !== null && sameFile(status, identity)) {
    const temporaryOnly = status.nlink === 1n && attempt(() => isFile(temporary, identity)) === true;
    // Emptied first: in a folder that was moved away, the name leads nowhere.
    if (!named || temporaryOnly) attempt(() => ftruncateSync(fd, 0));
    attempt(() => closeSync(fd));
  }
  attempt(() => unlinkSync(temporary));
}
