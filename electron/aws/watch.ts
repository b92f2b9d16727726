/**
 * Tells when profiles or sign-ins on this computer may have changed: the config and credentials files, and what the
 * AWS CLI, the SDKs and this app keep of sign-ins.
 *
 * Guarantees: files and folders may be missing, appear, vanish, be replaced or be links; what has changed before
 * `onChange` is called is what is read from then on. Nothing is contacted or executed. Never throws: what the system
 * cannot watch is not told.
 */
import { existsSync, type FSWatcher, realpathSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { awsFolder, configPaths } from './config-files.ts';
import { loginCacheFolder } from './login-token.ts';

/** Milliseconds; programs write several files, and each of them in steps. */
const QUIET = 150;

/** Stands for every name in a folder. */
const ANY = '*';

/** Names that are of interest, by folders that exist. */
type Interests = ReadonlyMap<string, ReadonlySet<string>>;

/** Calls `onChange` soon after each change; answers what ends that. */
export function watchAwsFiles(onChange: () => void): () => void {
  let watchers: readonly FSWatcher[] = [];
  let timer: NodeJS.Timeout | null = null;

  function changed(): void {
    timer ??= setTimeout(() => {
      timer = null;
      close(watchers);
      watchers = watchAll(changed);
      onChange();
    }, QUIET).unref();
  }

  watchers = watchAll(changed);
  return () => {
    if (timer !== null) clearTimeout(timer);
    close(watchers);
  };
}

function watchAll(onEvent: () => void): readonly FSWatcher[] {
  const interests = findInterests();
  const watchers = [...interests].flatMap(([folder, names]) => watchFolder(folder, names, onEvent));
  // A folder that was made meanwhile would be missed.
  if ([...findInterests().keys()].every((folder) => interests.has(folder))) return watchers;
  close(watchers);
  return watchAll(onEvent);
}

function watchFolder(folder: string, names: ReadonlySet<string>, onEvent: () => void): readonly FSWatcher[] {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => {
      // Its own name: it was moved or removed.
      const isMeant = name === null || names.has(name) || names.has(ANY) || name === basename(folder);
      if (isMeant) onEvent();
    });
    return [watcher.on('error', onEvent)];
  } catch {
    return [];
  }
}

/** For each file the nearest folder above it that exists, and the name in it that leads to the file. */
function findInterests(): Interests {
  const { config, credentials } = configPaths();
  const caches = [join(awsFolder(), 'sso', 'cache'), loginCacheFolder()];
  const links = [config, credentials].flatMap(targetOf);
  const found = new Map<string, Set<string>>();
  for (let path of [config, credentials, ...links, ...caches.map((folder) => join(folder, ANY))]) {
    while (!existsSync(dirname(path)) && dirname(path) !== path) path = dirname(path);
    const folder = dirname(path);
    found.set(folder, (found.get(folder) ?? new Set()).add(basename(path)));
  }
  return found;
}

/** The file itself, where a link leads to it. */
function targetOf(path: string): readonly string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}

function close(watchers: readonly FSWatcher[]): void {
  for (const watcher of watchers) watcher.close();
}
