/**
 * The file a job makes: nobody sees it under its name before it is complete and on disk.
 *
 * It is written as a private temporary file in the target's folder, synced, and then given its name. Whatever fails,
 * `discard` empties and removes the temporary file and nothing else.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EngineError, onSide } from './errors.ts';
import { checkName, giveName, hasRoom, syncFolder, type Target } from './naming.ts';
import type { Attributes } from './source-file.ts';
import type { Temporaries } from './temporaries.ts';
import { createWriting, type Writing } from './writing.ts';

export type { Target } from './naming.ts';

export interface OutputFile extends Writing {
  /** Opens what is on the disk for reading past the system's memory; null where that cannot be had. */
  readonly openDirect: () => Promise<FileHandle | null>;
  /** Sync, and give the file its name (or its bytes to the stream); answers the path it got. */
  readonly commit: () => Promise<string>;
  /** Close and remove the temporary file; does nothing after `commit`. Never rejects: what failed before counts. */
  readonly discard: () => Promise<void>;
}

const ignore = (): void => undefined;
/** Permission bits a result may have: what any new file of this person may, and no program. */
const ALLOWED_MODE = 0o666 & ~process.umask();

/**
 * Starts the output for `target`, which will have about `size` bytes, and what it can have of its source's
 * `attributes`: the time, and permission bits, never more than the umask allows and never executable.
 *
 * Throws `disk-full` at once where the disk has no room for it; `target-exists` at once where the name is taken and
 * may not be had; `folder-not-writable`, `name-too-long`.
 */
export async function createOutput(
  temporaries: Temporaries,
  target: Target,
  size: number,
  { mode, modified, identity }: Attributes,
): Promise<OutputFile> {
  const folder = dirname(target.path);
  return onSide('target', async () => {
    await checkName(target, identity);
    if (!(await hasRoom(folder, size))) throw new EngineError('disk-full');
    const temporary = await temporaries.nameIn(folder);
    const handle = await open(temporary, 'wx+', 0o600);
    const writing = createWriting(handle);
    let named = false;
    return {
      ...writing,
      openDirect: () =>
        constants.O_DIRECT === undefined
          ? Promise.resolve(null)
          : open(temporary, constants.O_RDONLY | constants.O_DIRECT).catch(() => null),
      commit: () =>
        onSide('target', async () => {
          // FAT and some network drives refuse these; the file then stays as private as the temporary one.
          await handle.chmod(mode & ALLOWED_MODE).catch(ignore);
          if (modified !== null) await handle.utimes(modified, modified).catch(ignore);
          await writing.sync();
          const path = await giveName(temporary, target, await handle.stat({ bigint: true }), identity);
          named = true;
          await handle.close().catch(ignore);
          await syncFolder(folder);
          return path;
        }),
      discard: async () => {
        if (named) return;
        named = true;
        // Emptied first: in a folder that was moved away, the name leads nowhere.
        await handle.truncate(0).catch(ignore);
        await handle.close().catch(ignore);
        await unlink(temporary).catch(ignore);
      },
    };
  });
}
