/**
 * What a folder holds, in the order of names, one folder at a time.
 *
 * Each folder is listed whole before anything in it is told, so that what is made in it meanwhile is not met. Links
 * are not followed. Memory is that of the listings from the root down to where the walk is.
 */
import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { sep } from 'node:path';
import { systemErrorName } from '../engine/errors.ts';
import { failure } from '../vault/explain.ts';
import { decodeName } from './names.ts';

export type Found =
  /** Anything that is neither a folder nor a link: whether it can be read shows later. */
  | { readonly kind: 'file'; readonly path: string; readonly name: string; readonly folder: string }
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: 'link' | 'results' }
  | { readonly kind: 'failed'; readonly path: string; readonly error: unknown };

export interface WalkOptions {
  /** Whether a folder within the root is one that results go into; it is left out. */
  readonly isResults: (folder: BigIntStats) => boolean;
  /**
   * Called before anything of a folder is told, with its path below the root (empty for the root itself) and its
   * permission bits. Where it rejects, the folder has failed and nothing of it is told.
   */
  readonly enter: (folder: string, mode: number) => Promise<void>;
}

interface Folder {
  readonly path: string;
  /** Path below the root. */
  readonly folder: string;
}
interface Entry {
  readonly name: string;
  readonly kind: 'folder' | 'link' | 'file';
}

/** Walks the folder `root`. `path` of what is found begins with `root`; `folder` is its folder's path below it. */
export async function* walk(root: string, options: WalkOptions): AsyncGenerator<Found> {
  const open: { readonly at: Folder; readonly entries: Iterator<Entry> }[] = [];
  let next: Folder | null = { path: root, folder: '' };
  for (;;) {
    if (next !== null) {
      const entered: Iterator<Entry> | Found = await enter(next, options, open.length === 0);
      if ('kind' in entered) yield entered;
      else open.push({ at: next, entries: entered });
      next = null;
    }
    const level = open.at(-1);
    if (level === undefined) return;
    const { done, value: entry } = level.entries.next();
    if (done) {
      open.pop();
      continue;
    }
    const path = below(level.at.path, entry.name);
    if (!entry.name.isWellFormed()) yield { kind: 'failed', path, error: failure('name-not-unicode') };
    else if (entry.kind === 'folder') next = { path, folder: below(level.at.folder, entry.name) };
    else if (entry.kind === 'link') yield { kind: 'skipped', path, reason: 'link' };
    else yield { kind: 'file', path, name: entry.name, folder: level.at.folder };
  }
}

async function enter(
  { path, folder }: Folder,
  { isResults, enter }: WalkOptions,
  isRoot: boolean,
): Promise<Iterator<Entry> | Found> {
  try {
    const { status, entries } = await list(path);
    if (!isRoot && isResults(status)) return { kind: 'skipped', path, reason: 'results' };
    await enter(folder, Number(status.mode) & 0o777);
    return entries.values();
  } catch (error) {
    return { kind: 'failed', path, error };
  }
}

async function list(path: string): Promise<{ status: BigIntStats; entries: readonly Entry[] }> {
  try {
    const status = await lstat(path, { bigint: true });
    const found = await readdir(path, { encoding: 'buffer', withFileTypes: true });
    const entries = found.map((entry) => ({ name: decodeName(entry.name), kind: kindOf(entry) }));
    return { status, entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  } catch (error) {
    const errorName = systemErrorName(error);
    throw failure('folder-not-readable', errorName === null ? {} : { errorName });
  }
}

function kindOf(entry: { isDirectory(): boolean; isSymbolicLink(): boolean }): Entry['kind'] {
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'file';
}

/** Not `join`, which would take `a/..` for nothing though `a` may be a link. */
const below = (folder: string, name: string): string =>
  folder === '' || folder.endsWith(sep) || folder.endsWith('/') ? folder + name : folder + sep + name;
