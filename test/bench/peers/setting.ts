/**
 * What the programs need to work with: keys and passwords made for this run, and a KMS on the loopback interface.
 *
 * All of it is in `folder`, but for GnuPG's home, whose sockets need a short path.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKmsServer } from '../../support/kms-server.ts';
import { createPracticeKey } from '../../support/practice-key.ts';
import type { FoundTools } from './find-tools.ts';
import type { ToolName } from './tools.ts';

export interface Setting {
  /** Throws an Error where the tool is not there. */
  readonly path: (tool: ToolName) => string;
  readonly password: string;
  readonly passwordFile: string;
  /** File of an age identity. */
  readonly ageKey: string;
  readonly gpgHome: string;
  /** Folder of our practice keys. */
  readonly vault: string;
  /** HOME of our command line. */
  readonly home: string;
  readonly kms: { readonly env: Readonly<Record<string, string>>; readonly keyArn: string };
}

/** `atExit` is given what must be done, synchronously, when the bench ends. */
export async function openSetting(
  folder: string,
  tools: FoundTools,
  atExit: (cleanUp: () => void) => void,
): Promise<Setting> {
  const path = (tool: ToolName): string => {
    const found = tools.get(tool)?.path;
    if (typeof found !== 'string') throw new Error(`${tool} is not there`);
    return found;
  };
  const at = (name: string): string => join(folder, name);
  const password = randomBytes(16).toString('hex');
  writeFileSync(at('password'), password, { mode: 0o600 });
  if (tools.get('age')?.path) execFileSync('age-keygen', ['-o', at('age-key')], { stdio: 'pipe' });
  const gpgHome = mkdtempSync(join(tmpdir(), 'envelope-bench-gpg-'));
  atExit(() => {
    spawnSync('gpgconf', ['--homedir', gpgHome, '--kill', 'all']);
    rmSync(gpgHome, { recursive: true, force: true });
  });
  const server = await startKmsServer();
  const keyArn = await createPracticeKey(server.store, server.realm, 'bench');
  return {
    path,
    password,
    passwordFile: at('password'),
    ageKey: at('age-key'),
    gpgHome,
    vault: at('vault'),
    home: at('home'),
    kms: { env: server.env, keyArn },
  };
}
