/** Reading a file that may be anything: a pipe is refused instead of waited for, and nothing huge is read. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * The bytes of a regular file of at most `maxSize`; links are followed, as the AWS CLI does. Rejects with an Error
 * whose `code` is the system's, or NotAFile, or TooLarge.
 */
export async function readRegularFile(path: string, maxSize: number): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!(await file.stat()).isFile()) throw refused('NotAFile');
    const chunks: Buffer[] = [];
    // Some have more than they say.
    for await (const chunk of file.createReadStream({ end: maxSize, autoClose: false })) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    if (bytes.length > maxSize) throw refused('TooLarge');
    return bytes;
  } finally {
    await file.close();
  }
}

function refused(code: 'NotAFile' | 'TooLarge'): Error {
  return Object.assign(new Error(code), { code });
}

/** The object in a JSON file; an empty one where the file is missing, no object, or otherwise not to be read. */
export async function readJson(path: string, maxSize: number): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse((await readRegularFile(path, maxSize)).toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
