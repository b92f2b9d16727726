/**
 * The file a job reads: opened once, never followed through a link, and proven unchanged at the end.
 *
 * Only regular files are read. The descriptor is opened without blocking, so that a pipe put in the file's place
 * cannot hang the program.
 */
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { EngineError, onSide } from './errors.ts';
import type { Origin } from './job.ts';

/** What a result gets from its source. */
export interface Attributes {
  /** Permission bits. */
  readonly mode: number;
  /** Last modification; null for now. */
  readonly modified: Date | null;
  /** Which file it is, so that a result never takes its place; null for what has no name. */
  readonly identity: Identity | null;
}

/** Which file it is, whatever it is called. */
export type Identity = Pick<BigIntStats, 'dev' | 'ino'>;

export const sameFile = (one: Identity, other: Identity): boolean =>
  one.dev === other.dev && one.ino === other.ino;

export interface SourceFile extends Origin {
  readonly handle: FileHandle;
  /** Bytes, as of opening. */
  readonly size: number;
  /** As of opening. */
  readonly attributes: Attributes;
  /** Throws `source-changed` when size or content time differ from those at opening. */
  readonly verifyUnchanged: () => Promise<void>;
}

/** What comes from a stream: nobody knows its size or can tell whether it changed. */
export const anonymous: Origin = {
  size: 0,
  attributes: { mode: 0o666, modified: null, identity: null },
  verifyUnchanged: () => Promise.resolve(),
};

const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Runs `work` on the file at `path`; throws `file-not-found`, `file-not-readable`, `is-a-link`, `is-a-folder`,
 * `not-a-file`.
 */
export async function withSource<T>(path: string, work: (source: SourceFile) => Promise<T>): Promise<T> {
  const handle = await onSide('source', () => openRegular(path));
  try {
    const opened = await onSide('source', () => handle.stat({ bigint: true }));
    return await work({
      handle,
      size: Number(opened.size),
      attributes: { mode: Number(opened.mode) & 0o777, modified: opened.mtime, identity: opened },
      verifyUnchanged: async () => {
        const now = await onSide('source', () => handle.stat({ bigint: true }));
        if (now.size !== opened.size || now.mtimeNs !== opened.mtimeNs)
          throw new EngineError('source-changed');
      },
    });
  } finally {
    await handle.close();
  }
}

async function openRegular(path: string): Promise<FileHandle> {
  const before = await lstat(path, { bigint: true });
  if (before.isSymbolicLink()) throw new EngineError('is-a-link');
  if (before.isDirectory()) throw new EngineError('is-a-folder');
  if (!before.isFile()) throw new EngineError('not-a-file');
  const handle = await open(path, FLAGS);
  try {
    if (!sameFile(before, await handle.stat({ bigint: true }))) throw new EngineError('source-changed');
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}
