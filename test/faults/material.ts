/** What the victims work on, made once, and the key that opens it. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { compose } from '../../electron/compose.ts';
import { APP_NAME } from '../../electron/data-folder.ts';
import { fileProtection } from '../../electron/kms/practice/file-protection.ts';
import { PRACTICE_PROFILE } from '../../electron/vault/candidates.ts';
import { cliPath, runCli } from '../support/run-cli.ts';

/** Bytes; `large` is shared by all threads. */
const SIZES = { large: 16 * 1024 * 1024, small: 100_000, old: 1000 };

/** A file of the material. An envelope holds what its name says before the first dot. */
export type Content = keyof typeof SIZES | `${'large' | 'small'}.envelope` | 'large.signed.envelope';

export interface Material extends AsyncDisposable {
  /** A folder of this run's, for everything that is made. */
  readonly root: string;
  readonly path: (content: Content) => string;
  /** Makes a home folder with the practice key of all. */
  readonly makeHome: (path: string) => Promise<void>;
  /** Digest of what the envelope at `path` holds; rejects where it is not complete and authentic. */
  readonly openEnvelope: (path: string) => Promise<string>;
}

export async function digestOf(path: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(path), digest);
  return digest.digest('hex');
}

export async function createMaterial(): Promise<Material> {
  const root = await mkdtemp(join(tmpdir(), 'envelope-vault-faults-'));
  const [folder, home] = [join(root, 'material'), join(root, 'home')];
  await mkdir(folder);
  await mkdir(home);
  const path = (content: Content): string => join(folder, content);
  for (const [name, size] of Object.entries(SIZES)) await writeFile(join(folder, name), randomBytes(size));
  for (const args of [
    ['large', 'small'],
    ['--sign', '--output', 'large.signed.envelope', 'large'],
  ]) {
    const { code, stderr } = await runCli(['encrypt', '--practice', ...args], { home, cwd: folder });
    if (code !== 0) throw new Error(`the material cannot be made: ${stderr}`);
  }
  const { vault, engine } = compose({
    dataFolder: join(home, APP_NAME),
    workerUrl: pathToFileURL(join(dirname(cliPath), 'worker.js')),
    protection: fileProtection,
  });
  return {
    root,
    path,
    makeHome: (to) =>
      cp(join(home, APP_NAME, 'practice'), join(to, APP_NAME, 'practice'), { recursive: true }),
    openEnvelope: async (source) => {
      const digest = createHash('sha256');
      const common = { profileId: PRACTICE_PROFILE, outputFolder: null, onConflict: 'fail' } as const;
      await vault.decrypt({ ...common, source, sink: digest, headerDigest: null });
      return digest.digest('hex');
    },
    [Symbol.asyncDispose]: async () => {
      await engine.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
