/** A home and a folder in it that commands run in, for tests of the built program. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CliOptions, type CliResult, runCli } from '../support/run-cli.ts';
import { type Scratch, scratch } from '../support/scratch.ts';

export interface Workplace extends AsyncDisposable {
  readonly home: Scratch;
  /** The folder that commands run in. */
  readonly cwd: string;
  readonly at: (name: string) => string;
  readonly run: (...args: readonly string[]) => Promise<CliResult>;
  readonly runWith: (options: Partial<CliOptions>, ...args: readonly string[]) => Promise<CliResult>;
  /** Writes files by their paths, and makes the folders that they are in; a path that ends in `/` is an empty folder. */
  readonly write: (files: Readonly<Record<string, string>>) => Promise<void>;
  /** Everything below the folder `name`, sorted: files with their content, folders (ending in `/`) with null. */
  readonly tree: (name?: string) => Promise<Readonly<Record<string, string | null>>>;
}

export async function workplace(): Promise<Workplace> {
  const home = await scratch();
  const cwd = home.at('work');
  await mkdir(cwd);
  const at = (name: string): string => join(cwd, name);
  const runWith: Workplace['runWith'] = (options, ...args) =>
    runCli(args, { home: home.path, cwd, ...options });
  return {
    home,
    cwd,
    at,
    runWith,
    run: (...args) => runWith({}, ...args),
    write: async (files) => {
      for (const [name, content] of Object.entries(files)) {
        await mkdir(name.endsWith('/') ? at(name) : dirname(at(name)), { recursive: true });
        if (!name.endsWith('/')) await writeFile(at(name), content);
      }
    },
    tree: async (name = '') => {
      const root = at(name);
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      const found = entries.map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const below = path.slice(join(root, '/').length);
        if (entry.isDirectory()) return [`${below}/`, null] as const;
        return [below, entry.isFile() ? await readFile(path, 'utf8') : null] as const;
      });
      const all = await Promise.all(found);
      return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
    },
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

/** Lines of a text that ends with a line's end. */
export const linesOf = (text: string): readonly string[] => text.split('\n').slice(0, -1);
