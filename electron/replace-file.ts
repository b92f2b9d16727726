/**
 * Writing a small file: whoever reads it, now or after a power cut, finds the old content or the whole new one, and
 * nothing is left behind where that fails.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface ReplaceOptions {
  /** Permission bits of the new file, whatever the umask. */
  readonly mode: number;
  /** Looks at the temporary file, which is on disk and read back by then; the old one stays where it rejects. */
  readonly check?: (temporary: string) => Promise<void>;
}

/** Puts `content` under the name `path`, in a folder that is there. Rejects with the system's error, or `check`'s. */
export async function replaceFile(path: string, content: Buffer, options: ReplaceOptions): Promise<void> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.chmod(options.mode);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!content.equals(await readFile(temporary))) throw notWritten();
    await options.check?.(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** So that the rename itself survives a power cut; Windows has no such thing and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function notWritten(): Error {
  return Object.assign(new Error('What was written reads otherwise'), { code: 'EIO' });
}
