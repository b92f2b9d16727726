/**
 * Which files a command works on and where each result goes, told one at a time in the order of the files.
 *
 * Folders are walked as far as files are asked for, and their likeness is made under the output. Nothing that the
 * command itself makes is told, and no name is given to two results.
 */
import { lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EngineError, systemErrorName } from '../engine/errors.ts';
import { TEMPORARY_PREFIX, TEMPORARY_SUFFIX } from '../engine/temporaries.ts';
import { failure } from '../vault/explain.ts';
import { contentName, envelopeName, isEnvelopeName } from '../vault/names.ts';
import { type Claims, createClaims } from './claims.ts';
import { type FileCommand, STANDARD_STREAM } from './command.ts';
import type { Destination } from './destination.ts';
import type { FileCommandName } from './grammar.ts';
import { walk } from './walk.ts';

/** Why something in a folder is left out. */
export type SkipReason = 'link' | 'results' | 'temporary' | 'envelope' | 'no-envelope';

/** Where a result goes; null for nowhere or, in a command that makes results, for standard output. */
export type Place = { readonly folder: string; readonly name: string } | null;

/** `path` is as the person gave it, or begins so; `-` for standard input. */
export type Task =
  | { readonly kind: 'file'; readonly path: string; readonly place: Place }
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: SkipReason }
  | { readonly kind: 'failed'; readonly path: string; readonly error: unknown };

interface Plan {
  readonly command: FileCommand;
  readonly destination: Destination;
  readonly claims: Claims;
  /** Where files are replaced: those that were named as sources. */
  readonly named: ReadonlySet<string>;
}

/** What results are called; null where a command makes none. */
const resultName: Readonly<Record<FileCommandName, ((source: string) => string) | null>> = {
  encrypt: envelopeName,
  decrypt: contentName,
  verify: null,
  inspect: null,
};

export async function* plan(command: FileCommand, destination: Destination): AsyncGenerator<Task> {
  const named = command.onConflict === 'replace' ? await identities(command.files) : new Set<string>();
  const plan = { command, destination, named, claims: createClaims() };
  for (const path of command.files) {
    if (!path.isWellFormed()) yield { kind: 'failed', path, error: failure('name-not-unicode') };
    else if (command.recursive && (await isFolder(path))) yield* inFolder(plan, path);
    else yield await placed(plan, path, destination);
  }
}

async function* inFolder(plan: Plan, root: string): AsyncGenerator<Task> {
  const { destination } = plan;
  const mirror = destination.kind === 'folder' ? join(destination.path, mirrorName(root)) : null;
  const results = await identities(
    destination.kind === 'folder' && mirror !== null ? [destination.path, mirror] : [],
  );
  const found = walk(root, {
    isResults: ({ dev, ino }) => results.has(`${dev}:${ino}`),
    enter: async (folder, mode) => {
      if (mirror !== null) await makeFolder(join(mirror, folder), mode);
    },
  });
  for await (const one of found) {
    const reason = one.kind === 'file' ? await reasonToSkip(plan, one.path, one.name) : null;
    if (one.kind !== 'file') yield one;
    else if (reason !== null) yield { kind: 'skipped', path: one.path, reason };
    else
      yield await placed(
        plan,
        one.path,
        mirror === null ? destination : { kind: 'folder', path: join(mirror, one.folder) },
      );
  }
}

/** The file's task: to be done, or failed where another result of this command has its result's name. */
async function placed(plan: Plan, path: string, destination: Destination): Promise<Task> {
  const { command, claims } = plan;
  const place = await placeOf(command.name, path, destination);
  const free = place === null || (await claims.take(place.folder, place.name));
  const conflict = free ? await replacesSource(plan, place) : command.onConflict !== 'keep-both';
  if (conflict) return { kind: 'failed', path, error: new EngineError('target-exists') };
  return { kind: 'file', path, place };
}

/** Whether the result would take the place of a file that is a source of this command itself. */
async function replacesSource({ command, named }: Plan, place: Place): Promise<boolean> {
  if (place === null || command.onConflict !== 'replace') return false;
  const there = await identities([join(place.folder, place.name)]);
  const isTaken = command.recursive && command.name === 'decrypt' && isEnvelopeName(place.name);
  return there.size > 0 && (isTaken || [...there].some((one) => named.has(one)));
}

async function placeOf(command: FileCommandName, path: string, destination: Destination): Promise<Place> {
  const nameOf = resultName[command];
  if (nameOf === null || destination.kind === 'stdout') return null;
  if (destination.kind === 'name') return { ...destination, folder: await plainFolder(destination.folder) };
  if (path === STANDARD_STREAM) return null;
  const folder = destination.kind === 'folder' ? destination.path : dirname(path);
  return { folder: await plainFolder(folder), name: nameOf(path) };
}

/** The folder, without a `..` that leads up from a link: joining names would take both for nothing. */
async function plainFolder(path: string): Promise<string> {
  const below = path.replace(/^(\.\.[/\\])+/, '');
  return below.split(/[/\\]/).includes('..') ? realpath(path).catch(() => path) : path;
}

async function reasonToSkip(
  { command, claims }: Plan,
  path: string,
  name: string,
): Promise<SkipReason | null> {
  if (name.startsWith(TEMPORARY_PREFIX) && name.endsWith(TEMPORARY_SUFFIX)) return 'temporary';
  const isEnvelope = isEnvelopeName(name);
  if (command.name === 'encrypt' && isEnvelope) return 'envelope';
  if (command.name !== 'encrypt' && !isEnvelope) return 'no-envelope';
  return (await claims.has(path)) ? 'results' : null;
}

/** Makes a folder for results where it is not there; `mode` is what it may at most be open to. */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(path, { mode: mode | 0o700 });
  } catch (error) {
    const name = systemErrorName(error);
    // A link that leads elsewhere is not the folder that was asked for.
    const there = name === 'EEXIST' && (await lstat(path).catch(() => null))?.isDirectory();
    if (!there) throw failure('folder-not-writable', name === null ? {} : { errorName: name });
  }
}

/** What a folder's likeness is called; `.` and what ends in it has its content put into the output itself. */
function mirrorName(root: string): string {
  const name = basename(root);
  return name === '.' || name === '..' ? '' : name;
}

async function identities(folders: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await Promise.all(folders.map((folder) => stat(folder, { bigint: true }).catch(() => null)));
  return new Set(found.filter((one) => one !== null).map(({ dev, ino }) => `${dev}:${ino}`));
}

const isFolder = (path: string): Promise<boolean> =>
  lstat(path).then(
    (status) => status.isDirectory(),
    () => false,
  );
