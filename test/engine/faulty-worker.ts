/**
 * The engine's worker on a file system that does less than others, fails, or loses what was written.
 *
 * The environment variable FAULTS holds JSON of `Faults`; a thread takes what it says when it starts.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

export interface Faults {
  /** Functions of node:fs, each with the code that it fails with. */
  readonly fail?: Readonly<Record<string, string>>;
  /** A byte that changes when a file is synced: its place, from the end where it is negative. */
  readonly spoil?: number;
}

const { fail = {}, spoil }: Faults = JSON.parse(process.env['FAULTS'] ?? '{}');
const { fsyncSync } = fs;
for (const [call, code] of Object.entries(fail)) {
  Object.assign(fs, {
    [call]: () => {
      throw Object.assign(new Error(code), { code, errno: -1 });
    },
  });
}
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
