/**
 * The file a job reads: opened once, never followed through a link, and proven unchanged at the end.
 *
 * Only regular files are read. The descriptor is opened without blocking, so that a pipe put in the file's place
 * cannot hang the program.
 */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { EngineError, onSide } from './errors.ts';

export interface SourceFile {
  readonly handle: FileHandle;
  /** Bytes, as of opening. */
  readonly size: number;
  /** Permission bits, as of opening. */
  readonly mode: number;
  /** Last modification, as of opening. */
  readonly modified: Date;
  /** Throws `source-changed` when size or content time differ from those at opening. */
  readonly verifyUnchanged: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens `path` for reading; throws `file-not-found`, `file-not-readable`, `is-a-link`, `is-a-folder`, `not-a-file`. */
export function openSource(path: string): Promise<SourceFile> {
  return onSide('source', async () => {
    const before = await lstat(path, { bigint: true });
    if (before.isSymbolicLink()) throw new EngineError('is-a-link');
    if (before.isDirectory()) throw new EngineError('is-a-folder');
    if (!before.isFile()) throw new EngineError('not-a-file');
    const handle = await open(path, FLAGS);
    try {
      const opened = await handle.stat({ bigint: true });
      if (opened.ino !== before.ino || opened.dev !== before.dev) throw new EngineError('source-changed');
      return {
        handle,
        size: Number(opened.size),
        mode: Number(opened.mode) & 0o777,
        modified: opened.mtime,
        verifyUnchanged: async () => {
          const now = await handle.stat({ bigint: true });
          if (now.size !== opened.size || now.mtimeNs !== opened.mtimeNs)
            throw new EngineError('source-changed');
        },
        close: () => handle.close(),
      };
    } catch (error) {
      await handle.close();
      throw error;
    }
  });
}
