/** Finds keys in files and in their names. */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type Search, searchThrough } from './key-search.ts';

/** What is found in a file, from its beginning to its end; nothing in one that is gone. */
export function searchFile(search: Search, path: string): readonly string[] {
  try {
    const file = openSync(path, 'r');
    try {
      const read = (window: Buffer, length: number, at: number): number =>
        readSync(file, window, 0, length, at);
      return searchThrough(search, 0, fstatSync(file).size, read).names;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** What is found in the ordinary files of a folder and of those in it, but not in `except`, and in all their names. */
export function searchFolder(search: Search, folder: string, except: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => path !== except);
  return [
    ...search.in(Buffer.from(entries.map(({ name }) => name).join('\0'))),
    ...paths.flatMap((path) => searchFile(search, path)),
  ];
}
