/** The packed app under test, and envelopes of its practice key made by the command line. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findPackedApp, type PackedApp } from '../../scripts/packed-app.ts';
import { cleanEnvironment } from '../support/electron-app.ts';

export const project = path.resolve(import.meta.dirname, '../..');
export const packed: PackedApp = found();

function found(): PackedApp {
  const app = findPackedApp(path.join(project, 'release'));
  if (app === null) throw new Error('nothing is packed: npm run package');
  return app;
}

/** An envelope whose original is gone. */
export interface Sealed {
  readonly envelope: string;
  /** Where decrypting puts the file, and what must then be in it. */
  readonly original: string;
  readonly content: Buffer;
}

export interface Desk extends AsyncDisposable {
  /** A fresh home folder. */
  readonly home: string;
  /** The app's data folder, which holds the practice key. */
  readonly userData: string;
  /** Encrypts `size` random bytes under the practice key and removes the original. */
  readonly seal: (name: string, size: number) => Promise<Sealed>;
}

/** A temporary home; removed at the end. */
export async function createDesk(): Promise<Desk> {
  const home = await mkdtemp(path.join(tmpdir(), 'vault-package-'));
  const userData = path.join(home, 'user-data');
  const cli = path.join(project, 'dist', 'main', 'cli.js');
  return {
    home,
    userData,
    seal: async (name, size) => {
      const original = path.join(home, name);
      const content = randomBytes(size);
      await writeFile(original, content);
      const args = [cli, 'encrypt', '--practice', '--vault', userData, original];
      await promisify(execFile)(process.execPath, args, { env: cleanEnvironment(home) });
      await rm(original);
      return { envelope: `${original}.envelope`, original, content };
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true, maxRetries: 5 }),
  };
}
