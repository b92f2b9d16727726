/** Folders of many files: made and compared. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A new folder with `count` files of `size` random bytes each. */
export async function makeFiles(folder: string, count: number, size: number): Promise<void> {
  await mkdir(folder);
  for (let index = 0; index < count; index++)
    await writeFile(join(folder, String(index).padStart(6, '0')), randomBytes(size));
}

/** Of all names and contents. */
export async function digestFolder(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(folder)).sort()) {
    hash.update(`${name}\n`);
    hash.update(await readFile(join(folder, name)));
  }
  return hash.digest('hex');
}
