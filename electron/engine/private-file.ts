/**
 * Files without a name, for what goes through a stream: gone when they are closed, and when the program is killed.
 *
 * A stream cannot be taken back, so a result waits in such a file until it is complete and authentic; an envelope that
 * comes from a stream is kept in one to be read from several places.
 */
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { chunks } from './chunks.ts';
import { EngineError, onSide } from './errors.ts';
import type { EngineParts } from './job.ts';
import type { Output } from './output.ts';
import type { Temporaries } from './temporaries.ts';
import { hasRoom } from './thread/naming.ts';
import { anonymous, type SourceFile } from './thread/source-file.ts';
import { createWriting } from './writing.ts';

/** Bytes that go to a stream at a time. */
const COPY_LENGTH = 256 * 1024;

function createPrivateFile(temporaries: Temporaries): Promise<FileHandle> {
  return onSide('target', async () => {
    const path = await temporaries.nameIn(tmpdir());
    const handle = await open(path, 'wx+', 0o600);
    try {
      await unlink(path);
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  });
}

/** An output that hands its content to `sink` when it is committed. */
export async function createPrivateOutput(
  { steps, temporaries }: EngineParts,
  sink: Writable,
  size: number,
  signal: AbortSignal | undefined,
): Promise<Output> {
  if (!hasRoom(tmpdir(), size)) throw new EngineError('disk-full');
  const handle = await createPrivateFile(temporaries);
  return {
    ...createWriting(handle.fd),
    fd: handle.fd,
    // Nothing of it stays on a disk.
    startWriting: () => undefined,
    openDirect: () => Promise.resolve(null),
    commit: async (source) => {
      if (source !== null) await steps.call('verifyUnchanged', [source]);
      await copy(handle, sink, signal);
      return '';
    },
    discard: () => handle.close().catch(() => undefined),
  };
}

/** Runs `work` on all that `readable` gives, as a file. */
export async function withSpooled<T>(
  temporaries: Temporaries,
  readable: Readable,
  signal: AbortSignal | undefined,
  work: (source: SourceFile) => Promise<T>,
): Promise<T> {
  const handle = await createPrivateFile(temporaries);
  try {
    const { write } = createWriting(handle.fd);
    let size = 0;
    for await (const chunk of chunks(readable, signal)) {
      await write(chunk, size);
      size += chunk.length;
    }
    return await work({ ...streamSource, fd: handle.fd, size });
  } finally {
    await handle.close();
  }
}

/** What comes from a stream: it has no size before its end, and cannot change. */
export const streamSource: SourceFile = { fd: -1, size: 0, attributes: anonymous, opened: null };

/** All of the file, piece by piece, as fast as `sink` takes them. */
async function copy(handle: FileHandle, sink: Writable, signal: AbortSignal | undefined): Promise<void> {
  const ignore = (): void => undefined;
  // A failure comes with the write that it belongs to.
  sink.on('error', ignore);
  try {
    for (let position = 0; ; ) {
      // A stream may keep what it was given.
      const buffer = Buffer.allocUnsafeSlow(COPY_LENGTH);
      const { bytesRead } = await onSide('source', () => handle.read(buffer, 0, buffer.length, position));
      if (bytesRead === 0) return;
      position += bytesRead;
      const piece = buffer.subarray(0, bytesRead);
      await onSide('target', () => written(sink, piece, signal));
    }
  } finally {
    sink.off('error', ignore);
  }
}

/** Rejects with `cancelled` also where the reader of `sink` stands still, and `output-closed` where it went away. */
function written(sink: Writable, piece: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(new EngineError('cancelled'));
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    sink.write(piece, (error) => {
      signal?.removeEventListener('abort', cancel);
      if (sink.destroyed) reject(new EngineError('output-closed'));
      else if (error) reject(error);
      else resolve();
    });
  });
}
