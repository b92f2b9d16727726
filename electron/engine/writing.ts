/** A file that is being written: whole writes, and its way to the disk begun while it is still made. */
import type { FileHandle } from 'node:fs/promises';
import { onSide } from './errors.ts';

/** Bytes after which what was written is sent to the disk; docs/decisions/007-on-disk.md says why. */
const FLUSH_LENGTH = 128 * 1024 * 1024;

export interface Writing {
  readonly handle: FileHandle;
  /** Says that about `done` bytes are written: the disk begins with them, while the rest is made. Never throws. */
  readonly startWriting: (done: number) => void;
  /** Writes all of `bytes` at `position`. */
  readonly write: (bytes: Uint8Array, position: number) => Promise<void>;
  /** Resolves when everything is on the disk; rejects with what any of the syncs failed with. */
  readonly sync: () => Promise<void>;
}

export function createWriting(handle: FileHandle): Writing {
  let flushed = 0;
  let flushing: Promise<void> | null = null;
  // A file that failed to reach the disk is told so once only.
  let failure: { readonly error: unknown } | null = null;
  return {
    handle,
    startWriting: (done) => {
      if (flushing !== null || done - flushed < FLUSH_LENGTH) return;
      flushed = done;
      flushing = handle
        .datasync()
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
          handle.write(bytes, offset, bytes.length - offset, position + offset),
        );
        offset += bytesWritten;
      }
    },
    sync: async () => {
      await flushing;
      await onSide('target', async () => {
        if (failure !== null) throw failure.error;
        await handle.sync();
      });
    },
  };
}
