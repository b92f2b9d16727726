/** A file that is being written: whole writes, and its way to the disk begun while it is still made. */
import { fdatasync, write } from 'node:fs';
import { promisify } from 'node:util';
import { onSide } from './errors.ts';

/** Bytes after which what was written is sent to the disk; docs/decisions/007-on-disk.md says why. */
const FLUSH_LENGTH = 128 * 1024 * 1024;
const writeAt = promisify(write);
const syncData = promisify(fdatasync);

export interface Writing {
  /** Says that about `done` bytes are written: the disk begins with them, while the rest is made. Never throws. */
  readonly startWriting: (done: number) => void;
  /** Writes all of `bytes` at `position`. */
  readonly write: (bytes: Uint8Array, position: number) => Promise<void>;
  /** Resolves when what was started has ended; rejects with what it failed with, which is told once only. */
  readonly settled: () => Promise<void>;
}

export function createWriting(fd: number): Writing {
  let flushed = 0;
  let flushing: Promise<void> | null = null;
  let failure: { readonly error: unknown } | null = null;
  return {
    startWriting: (done) => {
      if (flushing !== null || done - flushed < FLUSH_LENGTH) return;
      flushed = done;
      flushing = syncData(fd)
        .catch((error: unknown) => {
          failure = { error };
        })
        .finally(() => {
          flushing = null;
        });
    },
    write: async (bytes, position) => {
      for (let offset = 0; offset < bytes.length; ) {
        const { bytesWritten } = await onSide('target', () =>
          writeAt(fd, bytes, offset, bytes.length - offset, position + offset),
        );
        offset += bytesWritten;
      }
    },
    settled: async () => {
      await flushing;
      await onSide('target', async () => {
        if (failure !== null) throw failure.error;
      });
    },
  };
}
