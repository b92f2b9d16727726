/**
 * The engine's worker on a file system that does less than others, fails, or loses what was written.
 *
 * The environment variable FAULTS holds JSON of `Faults`; a thread takes what it says when it starts.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';

export interface Faults {
  /** Functions of node:fs, each with the code that it fails with. */
  readonly fail?: Readonly<Record<string, string>>;
  /** As soon as a file has its name, the system says that it has not, somebody moves it to the name `taken`, or the thread dies. */
  readonly naming?: 'denied' | 'taken' | 'dies';
  /** The thread ends at its next write when this file is there: at once, or because it has no memory left. */
  readonly dies?: { readonly when: string; readonly how: 'exit' | 'memory' };
  /** A file that somebody writes to as soon as a part of a result is written. */
  readonly grows?: string;
  /** A byte that changes when a file is synced: its place, from the end where it is negative. */
  readonly spoil?: number;
}

const { fail = {}, naming, dies, grows, spoil }: Faults = JSON.parse(process.env['FAULTS'] ?? '{}');
const { fsyncSync, linkSync, renameSync, writeSync } = fs;

function refuse(code: string): never {
  throw Object.assign(new Error(code), { code, errno: -1 });
}

if (naming !== undefined) {
  const after = (path: fs.PathLike, code: string): void => {
    if (naming === 'denied') refuse(code);
    if (naming === 'dies') process.exit();
    renameSync(path, join(dirname(String(path)), 'taken'));
  };
  fs.linkSync = (from, to) => {
    linkSync(from, to);
    after(to, 'EEXIST');
  };
  fs.renameSync = (from, to) => {
    renameSync(from, to);
    after(to, 'ENOENT');
  };
}
if (dies !== undefined) {
  const write = (...args: readonly unknown[]): number => {
    if (fs.existsSync(dies.when)) {
      if (dies.how === 'exit') process.exit();
      for (const all: unknown[] = []; ; ) all.push(Array(1_000_000).fill(all.length));
    }
    return Reflect.apply(writeSync, fs, args);
  };
  Object.assign(fs, { writeSync: write });
}
if (grows !== undefined) {
  const write = (...args: readonly unknown[]): number => {
    fs.appendFileSync(grows, 'more');
    return Reflect.apply(writeSync, fs, args);
  };
  Object.assign(fs, { writeSync: write });
}
for (const [call, code] of Object.entries(fail)) Object.assign(fs, { [call]: () => refuse(code) });
if (spoil !== undefined) {
  fs.fsyncSync = (fd) => {
    const place = spoil < 0 ? fs.fstatSync(fd).size + spoil : spoil;
    const byte = Buffer.alloc(1);
    fs.readSync(fd, byte, 0, 1, place);
    fs.writeSync(fd, Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, place);
    fsyncSync(fd);
  };
}
syncBuiltinESMExports();
await import('../../electron/engine/thread/worker.ts');
