/**
 * The file a job reads: opened once, never followed through a link, and proven unchanged at the end.
 *
 * Only regular files are read. The descriptor is opened without blocking, so that a pipe put in the file's place
 * cannot hang the program.
 */
import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync } from 'node:fs';
import { attempt, EngineError, onSideSync } from '../errors.ts';

/** Which file it is, whatever it is called. */
export type Identity = Readonly<Pick<BigIntStats, 'dev' | 'ino'>>;

export const sameFile = (one: Identity, other: Identity): boolean =>
  one.dev === other.dev && one.ino === other.ino;

/** What a result gets from its source. */
export interface Attributes {
  /** Permission bits. */
  readonly mode: number;
  /** Last modification; null for now. */
  readonly modified: Date | null;
  /** Which file it is, so that a result never takes its place; null for what has no name. */
  readonly identity: Identity | null;
}

export interface SourceFile {
  readonly fd: number;
  /** Bytes, as of opening. */
  readonly size: number;
  /** As of opening. */
  readonly attributes: Attributes;
  /** Its name and last modification in nanoseconds, as of opening; null for what cannot change. */
  readonly opened: { readonly path: string; readonly modifiedNs: bigint } | null;
}

/** Attributes of what comes from a stream. */
export const anonymous: Attributes = { mode: 0o666, modified: null, identity: null };

const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens the file at `path`, for the caller to close; throws `file-not-found`, `file-not-readable`, `is-a-link`,
 * `is-a-folder`, `not-a-file`, `limit-exceeded` (2^53 bytes).
 */
export function openSource(path: string): SourceFile {
  return onSideSync('source', () => {
    const before = lstatSync(path, { bigint: true });
    if (before.isSymbolicLink()) throw new EngineError('is-a-link');
    if (before.isDirectory()) throw new EngineError('is-a-folder');
    if (!before.isFile()) throw new EngineError('not-a-file');
    const fd = openSync(path, FLAGS);
    try {
      const { size, mode, mtime, mtimeNs, dev, ino } = fstatSync(fd, { bigint: true });
      if (!sameFile(before, { dev, ino })) throw new EngineError('source-changed');
      // Places in it could not be counted; no disk has as much, a file of holes may say so.
      if (size > Number.MAX_SAFE_INTEGER) throw new EngineError('limit-exceeded');
      const attributes = { mode: Number(mode) & 0o777, modified: mtime, identity: { dev, ino } };
      return { fd, size: Number(size), attributes, opened: { path, modifiedNs: mtimeNs } };
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  });
}

/** Throws `source-changed` when size or content time differ from those at opening, or another file has the name. */
export function verifyUnchanged({ fd, size, opened }: SourceFile): void {
  if (opened === null) return;
  const now = onSideSync('source', () => fstatSync(fd, { bigint: true }));
  const changed = Number(now.size) !== size || now.mtimeNs !== opened.modifiedNs;
  // A name that is gone changes nothing about what was read, of which there may be no other copy.
  const named = attempt(() => lstatSync(opened.path, { bigint: true })) ?? now;
  if (changed || !sameFile(named, now)) throw new EngineError('source-changed');
}
