/** A job's result, as the main thread sees it: threads write, name and remove the file. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EngineParts } from './job.ts';
import type { Target } from './thread/naming.ts';
import { stillThere } from './thread/output-file.ts';
import type { Attributes, SourceFile } from './thread/source-file.ts';
import { createWriting, type Writing } from './writing.ts';

export interface Output extends Writing {
  readonly fd: number;
  /** Opens what is on the disk for reading past the system's memory; null where that cannot be had. */
  readonly openDirect: () => Promise<FileHandle | null>;
  /** Proves that `source` did not change, syncs, and gives the file its name (or its bytes to the stream). */
  readonly commit: (source: SourceFile | null) => Promise<string>;
  /** Removes the file; does nothing after `commit`. Never rejects: what failed before counts. */
  readonly discard: () => Promise<void>;
}

/** Throws what `createOutput` of `output-file.ts` throws. */
export async function createNamedOutput(
  { steps, temporaries, syncFolder }: EngineParts,
  target: Target,
  size: number,
  attributes: Attributes,
): Promise<Output> {
  const folder = dirname(target.path);
  const temporary = await temporaries.nameIn(folder);
  const file = await steps.call('create', [temporary, target, size, attributes]);
  const writing = createWriting(file.fd);
  let named = false;
  return {
    ...writing,
    fd: file.fd,
    openDirect: () =>
      constants.O_DIRECT === undefined
        ? Promise.resolve(null)
        : open(temporary, constants.O_RDONLY | constants.O_DIRECT).catch(() => null),
    commit: async (source) => {
      await writing.settled();
      const path = await steps.call('commit', [file, source]);
      named = true;
      await syncFolder(folder);
      return stillThere(path);
    },
    discard: async () => {
      if (named) return;
      await writing.settled().catch(() => undefined);
      await steps.call('discard', [file]);
    },
  };
}
