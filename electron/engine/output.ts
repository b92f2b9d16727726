/** A job's result, as the main thread sees it: threads write, name and remove the file. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EngineParts } from './job.ts';
import type { Target } from './thread/naming.ts';
import { stillThere } from './thread/output-file.ts';
import { type Attributes, type Identity, type SourceFile, sameFile } from './thread/source-file.ts';
import { createWriting, type Writing } from './writing.ts';

export interface Output extends Writing {
  readonly fd: number;
  /** Opens what is on the disk for reading past the system's memory; null where that cannot be had. */
  readonly openDirect: () => Promise<FileHandle | null>;
  /** Proves that `source` did not change, syncs, and gives the file its name (or its bytes to the stream). */
  readonly commit: (source: SourceFile | null) => Promise<string>;
  /** Removes the file; does nothing where `commit` has named it. Never rejects: what failed before counts. */
  readonly discard: () => Promise<void>;
}

const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_DIRECT } = constants;

async function openDirect(path: string, identity: Identity): Promise<FileHandle | null> {
  if (O_DIRECT === undefined) return null;
  const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_DIRECT).catch(() => null);
  if (handle === null || sameFile(await handle.stat({ bigint: true }), identity)) return handle;
  // Another file took its place: naming will refuse it.
  await handle.close();
  return null;
}

/** Throws what `createOutput` of `output-file.ts` throws. */
export async function createNamedOutput(
  {
    steps,
    temporaries,
    syncFolder,
    allowedMode,
  }: Pick<EngineParts, 'steps' | 'temporaries' | 'syncFolder' | 'allowedMode'>,
  target: Target,
  size: number,
  attributes: Attributes,
): Promise<Output> {
  const folder = dirname(target.path);
  const temporary = await temporaries.nameIn(folder);
  const file = await steps.call('create', [{ temporary, target, attributes, allowedMode }, size]);
  const writing = createWriting(file.fd);
  let committing = false;
  let named = false;
  return {
    ...writing,
    fd: file.fd,
    openDirect: () => openDirect(temporary, file.identity),
    commit: async (source) => {
      await writing.settled();
      committing = true;
      const path = await steps.call('commit', [file, source]);
      named = true;
      await syncFolder(folder);
      return stillThere(path);
    },
    discard: async () => {
      if (named) return;
      await writing.settled().catch(() => undefined);
      await steps.call('discard', [file, committing]);
    },
  };
}
