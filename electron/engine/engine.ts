/**
 * Files through the format: encrypt one, decrypt one, authenticate one, read one's header.
 *
 * Guarantees, whatever fails and whenever: the source is only read; nothing exists under the target's name before it
 * is complete, authenticated and on disk; a file that is there already is replaced only where that was asked for, and
 * then in one step; the temporary file is removed, at the next start where the program was killed. The data key is
 * asked for only after the files are known to be usable, and is zeroed in every case.
 */
import { createBatches } from './batches.ts';
import { createFolderSync } from './folder-sync.ts';
import { inspectFile, openFile, verifyFile } from './open-file.ts';
import { createPool } from './pool.ts';
import type {
  FileResult,
  Inspection,
  InspectRequest,
  OpenRequest,
  ReadRequest,
  SealRequest,
} from './request.ts';
import { sealFile } from './seal-file.ts';
import { createTemporaries } from './temporaries.ts';
import type { WholeFile } from './thread/seal-whole.ts';

export type * from './request.ts';

export interface Engine {
  readonly seal: (request: SealRequest) => Promise<FileResult>;
  readonly open: (request: OpenRequest) => Promise<FileResult>;
  /** Authenticates the whole envelope and writes nothing; answers the bytes of its content. */
  readonly verify: (request: ReadRequest) => Promise<number>;
  readonly inspect: (request: InspectRequest) => Promise<Inspection>;
  /** Removes the temporary files of processes of ours that were killed. Never rejects. */
  readonly removeLeftovers: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface EngineOptions {
  /** The built `worker.ts`. */
  readonly workerUrl: URL;
  /** Threads for content, and so large files at a time. */
  readonly workers: number;
  /** The folder where this program notes which folders have temporary files of its own. */
  readonly notesFolder: string;
}

/** Threads for all but the content of large files; they wait for disks and network drives most of the time. */
const STEP_THREADS = 4;

/** Of these, those that may be encrypting small files; one is left for what else there is. */
const WHOLE_THREADS = STEP_THREADS - 1;

/** All functions of an engine throw `EngineError` and `EnvelopeError`, and what their callbacks throw. */
export function createEngine({ workerUrl, workers, notesFolder }: EngineOptions): Engine {
  const pool = createPool(workerUrl, workers);
  const steps = createPool(workerUrl, STEP_THREADS);
  const parts = {
    pool,
    steps,
    sealWholes: createBatches(WHOLE_THREADS, (files: readonly WholeFile[]) =>
      steps.call('sealWhole', [files]),
    ),
    temporaries: createTemporaries(notesFolder),
    syncFolder: createFolderSync(),
    // Reading it changes it for a moment, for all threads: here none of them works yet.
    allowedMode: 0o666 & ~process.umask(),
  };
  // The first file needs it, whatever is done with it.
  steps.prepare(1);
  return {
    seal: (request) => sealFile(parts, request),
    open: (request) => openFile(parts, request),
    verify: (request) => verifyFile(parts, request),
    inspect: (request) => inspectFile(parts, request),
    removeLeftovers: () => parts.temporaries.removeLeftovers(),
    close: async () => {
      await pool.close();
      await steps.close();
      await parts.temporaries.close();
    },
  };
}
