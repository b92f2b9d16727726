/** Two command lines, ours and AWS's, at one KMS on the loopback interface, with one key. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type KmsServer, startKmsServer } from '../support/kms-server.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import type { Run } from '../support/programs.ts';
import { type CliResult, cliEnvironment, runCli } from '../support/run-cli.ts';
import { scratch } from '../support/scratch.ts';
import { installEncryptionCli, runEncryptionCli } from './encryption-cli.ts';

export interface Peers extends AsyncDisposable {
  readonly server: KmsServer;
  readonly keyArn: string;
  /** Our command, for a profile of the key's account; `inspect` needs none. */
  readonly ours: (
    command: 'encrypt' | 'decrypt' | 'verify' | 'inspect',
    ...args: readonly string[]
  ) => Promise<CliResult>;
  /** `aws-encryption-cli`, with the key named where `args` name none. */
  readonly theirs: (
    command: '--encrypt' | '--decrypt' | '--decrypt-unsigned',
    ...args: readonly string[]
  ) => Promise<Run>;
}

export async function startPeers(): Promise<Peers> {
  const program = await installEncryptionCli();
  const server = await startKmsServer();
  const keyArn = await createPracticeKey(server.store, server.realm, 'interop');
  const home = await scratch();
  const { accessKeyId, secretAccessKey } = server.credentials;
  await mkdir(home.at('.aws'));
  await writeFile(
    home.at('.aws/config'),
    `[profile interop]\nregion = ${server.realm.region}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  const env = { AWS_ENDPOINT_URL_KMS: server.url };
  const variables = { ...cliEnvironment(home.path), ...server.env };
  return {
    server,
    keyArn,
    ours: (command, ...args) => {
      const profile = command === 'inspect' ? [] : ['--profile', 'interop'];
      return runCli([command, ...profile, ...args], { home: home.path, env });
    },
    theirs: (command, ...args) => {
      const key = args.includes('--wrapping-keys') ? [] : ['--wrapping-keys', `key=${keyArn}`];
      return runEncryptionCli(program, [command, ...key, ...args], variables);
    },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await rm(home.path, { recursive: true });
    },
  };
}

/** Writes files of these contents below a new folder in `parent`, by their paths in it. */
export async function writeFolder(
  parent: string,
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<string> {
  const folder = join(parent, name);
  for (const [file, content] of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
  return folder;
}
