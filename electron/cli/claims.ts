/**
 * The names that the results of one command take, so that none of them replaces another and none is taken for a source.
 *
 * Two results with one name are told apart before either is made, in the order of the files: which of them is refused
 * does not depend on which is faster. Costs about 100 bytes a name, which is kept as its hash.
 */
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { platform } from 'node:process';

export interface Claims {
  /** Takes the name; answers whether it was free. Only names of this command count, not what is on the disk. */
  readonly take: (folder: string, name: string) => Promise<boolean>;
  readonly has: (path: string) => Promise<boolean>;
}

/** Folders whose real path is kept: neighbours follow each other, sources and results in turn. */
const MAX_FOLDERS = 1000;

export function createClaims(): Claims {
  const taken = new Set<string>();
  const folders = new Map<string, Promise<string>>();
  const real = (folder: string): Promise<string> => {
    const known = folders.get(folder) ?? realpath(folder).catch(() => folder);
    if (folders.size >= MAX_FOLDERS) folders.clear();
    folders.set(folder, known);
    return known;
  };
  const key = async (folder: string, name: string): Promise<string> =>
    createHash('sha256')
      .update(folded(join(await real(folder), name)))
      .digest('base64');
  return {
    take: async (folder, name) => {
      const path = await key(folder, name);
      if (taken.has(path)) return false;
      taken.add(path);
      return true;
    },
    has: async (path) => taken.has(await key(dirname(path), basename(path))),
  };
}

/** One spelling for names that these systems take for the same. */
const folded = (path: string): string =>
  platform === 'darwin' || platform === 'win32' ? path.normalize('NFC').toLowerCase() : path;
