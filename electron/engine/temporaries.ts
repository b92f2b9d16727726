/**
 * Temporary files whose names say whose they are, and what killed processes left of them.
 *
 * Each process notes, before it makes the first temporary file in a folder, that it does: one small file a process in
 * `notesFolder`, whose name says from its first moment on whose it is, and has the random id that every temporary name
 * of the process contains. At a start, the notes of processes that are dead are followed: of their folders only
 * ordinary files with that very id in the name are removed.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemErrorName } from './errors.ts';
import { formatIdentity, isDead, newestOf, ownIdentity, parseIdentity } from './process-identity.ts';

export interface Temporaries {
  /** Path for a new temporary file in `folder`. */
  readonly nameIn: (folder: string) => Promise<string>;
  /** Removes the temporary files of dead processes. Never rejects: what cannot be removed now stays noted. */
  readonly removeLeftovers: () => Promise<void>;
  /** Takes this process's notes back; call when it has no temporary file any more. */
  readonly close: () => Promise<void>;
}

/** Begins and ends the names of temporary files, so that they are known as ours. */
export const TEMPORARY_PREFIX = '.envelope-vault-';
export const TEMPORARY_SUFFIX = '.part';
const NOTES = /^([0-9a-f]{16})\.(.+)\.notes$/;
/** Bytes. */
const MAX_NOTES = 8 * 1024 * 1024;
/** A folder that is not there may come back (a drive, a network); after so long its notes are dropped. */
const KEEP_NOTES_MS = 30 * 24 * 60 * 60 * 1000;
const ignore = (): void => undefined;

export function createTemporaries(notesFolder: string): Temporaries {
  const id = randomBytes(8).toString('hex');
  const path = join(notesFolder, `${id}.${formatIdentity(ownIdentity())}.notes`);
  const noted = new Map<string, Promise<void>>();
  let notes: Promise<FileHandle> | null = null;

  async function start(): Promise<FileHandle> {
    await mkdir(notesFolder, { recursive: true, mode: 0o700 });
    return open(path, 'ax', 0o600);
  }

  async function note(folder: string): Promise<void> {
    notes ??= start().catch((error: unknown) => {
      notes = null;
      throw error;
    });
    const file = await notes;
    // The line before may have been cut, where the disk was full.
    await file.appendFile(`\n${JSON.stringify(folder)}\n`);
    await file.datasync();
  }

  return {
    nameIn: async (folder) => {
      const absolute = resolve(folder);
      const noting = noted.get(absolute) ?? note(absolute);
      noted.set(absolute, noting);
      // Where nothing can be noted, work goes on; a kill would then leave a file behind.
      await noting.catch(() => noted.delete(absolute));
      // Its first eight digits are random, and made many at a time.
      const own = randomUUID().slice(0, 8);
      return join(folder, `${TEMPORARY_PREFIX}${id}-${own}${TEMPORARY_SUFFIX}`);
    },
    removeLeftovers: async () => {
      const names = await readdir(notesFolder).catch(() => []);
      for (const name of names) {
        const [, owner = '', text = ''] = NOTES.exec(name) ?? [];
        const identity = parseIdentity(text);
        if (identity !== null && isDead(identity))
          await followNotes(join(notesFolder, name), owner, newestOf(identity)).catch(ignore);
      }
    },
    close: async () => {
      if (notes === null) return;
      await notes.then((file) => file.close()).catch(ignore);
      await unlink(path).catch(ignore);
    },
  };
}

/** Removes what the process of the id `owner` left, written at `newest` (ms) or before, and then its notes. */
async function followNotes(path: string, owner: string, newest: number): Promise<void> {
  const file = await open(
    path,
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  );
  try {
    const status = await file.stat();
    if (!status.isFile()) return;
    const old = Date.now() - status.mtimeMs > KEEP_NOTES_MS;
    const lines = status.size > MAX_NOTES ? [] : (await file.readFile('utf8')).split('\n');
    let done = status.size <= MAX_NOTES;
    for (const folder of lines.flatMap(parseFolder)) done = (await removeFrom(folder, owner, newest)) && done;
    if (old || done) await unlink(path);
  } finally {
    await file.close();
  }
}

/** The folder that a line names; none where it is empty or was cut. */
function parseFolder(line: string): readonly string[] {
  try {
    const folder: unknown = JSON.parse(line);
    return typeof folder === 'string' ? [folder] : [];
  } catch {
    return [];
  }
}

/** Answers whether nothing of `owner` is left in `folder`. */
async function removeFrom(folder: string, owner: string, newest: number): Promise<boolean> {
  try {
    const ours = (await readdir(folder)).filter(
      (name) => name.startsWith(`${TEMPORARY_PREFIX}${owner}-`) && name.endsWith(TEMPORARY_SUFFIX),
    );
    for (const name of ours) {
      const path = join(folder, name);
      const status = await lstat(path);
      if (status.isFile() && status.mtimeMs <= newest) await unlink(path);
    }
    return true;
  } catch (error) {
    return systemErrorName(error) === 'ENOTDIR';
  }
}
