/** Temporary folders for tests that work on real files; each is removed when its `await using` block ends. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether files have permission bits, pipes, and names of nearly any bytes. */
export const posix = process.platform !== 'win32';

export interface Scratch extends AsyncDisposable {
  readonly path: string;
  readonly at: (name: string) => string;
  /** Writes a file; answers its path. */
  readonly write: (name: string, content: Uint8Array | string) => Promise<string>;
  readonly read: (name: string) => Promise<Buffer>;
  /** Names in the folder, hidden ones included, sorted. */
  readonly names: () => Promise<readonly string[]>;
}

/** A scratch folder that is there already, such as a mount; never removed here. */
export function scratchIn(path: string): Omit<Scratch, keyof AsyncDisposable> {
  const at = (name: string): string => join(path, name);
  return {
    path,
    at,
    write: async (name, content) => {
      await writeFile(at(name), content);
      return at(name);
    },
    read: (name) => readFile(at(name)),
    names: async () => (await readdir(path)).sort(),
  };
}

export async function scratch(): Promise<Scratch> {
  const path = await mkdtemp(join(tmpdir(), 'envelope-vault-test-'));
  return {
    ...scratchIn(path),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** Resolves when `holds` does; rejects, naming `what`, after `deadline` milliseconds. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  deadline = 20_000,
): Promise<void> {
  const end = Date.now() + deadline;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
