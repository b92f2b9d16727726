/**
 * Reads an app.asar. Electron patches `fs` to look inside archives; the stand-in unpacks the archive to a private
 * folder instead, so that worker threads and every way of reading files work. See @electron/asar for the format:
 * two pickled sizes, a JSON header, then the files' bytes.
 *
 * Guarantees: only paths inside the target are written; files kept in app.asar.unpacked are copied from there.
 */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>;
  readonly size?: number;
  readonly offset?: string;
  readonly executable?: boolean;
  readonly unpacked?: boolean;
  readonly link?: string;
}

function readAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, buffer, done, length - done, position + done);
    if (count === 0) throw new Error('app.asar is cut short');
    done += count;
  }
  return buffer;
}

/** Unpacks the archive into a folder that exists. */
export function unpackAsar(archive: string, target: string): void {
  const file = openSync(archive, 'r');
  try {
    const headerSize = readAt(file, 4, 4).readUInt32LE(0);
    const jsonLength = readAt(file, 12, 4).readUInt32LE(0);
    const root = JSON.parse(readAt(file, 16, jsonLength).toString('utf8')) as Entry;
    const base = 8 + headerSize;
    const write = (entry: Entry, inside: string): void => {
      const destination = path.join(target, inside);
      if (destination !== target && !destination.startsWith(`${target}${path.sep}`))
        throw new Error(`bad path in app.asar: ${inside}`);
      if (entry.files) {
        mkdirSync(destination, { recursive: true });
        for (const [name, child] of Object.entries(entry.files)) write(child, path.join(inside, name));
      } else if (entry.link !== undefined) {
        symlinkSync(path.join(target, entry.link), destination);
      } else if (entry.unpacked) {
        copyFileSync(path.join(`${archive}.unpacked`, inside), destination);
      } else {
        writeFileSync(destination, readAt(file, base + Number(entry.offset ?? 0), entry.size ?? 0));
        if (entry.executable) chmodSync(destination, 0o755);
      }
    };
    write(root, '');
  } finally {
    closeSync(file);
  }
}
