/** A key service on this computer and a home whose AWS config has profiles for it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { type KmsServer, type KmsServerOptions, startKmsServer } from '../support/kms-server.ts';
import { createMemoryKeyStore } from '../support/memory-key-store.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import type { Scratch } from '../support/scratch.ts';

export interface AwsServer extends AsyncDisposable {
  readonly server: KmsServer;
  /** ARNs of the keys, in the order of the aliases. */
  readonly arns: readonly string[];
  /** What sends the command line there. */
  readonly env: Readonly<Record<string, string>>;
}

export interface AwsServerOptions extends Pick<KmsServerOptions, 'latency' | 'quota'> {
  readonly profile: string;
}

/** Starts it with a key for each alias, and writes `.aws/config` with this profile into `home`. */
export async function awsServer(
  home: Pick<Scratch, 'at'>,
  { profile, ...limits }: AwsServerOptions,
  ...aliases: readonly string[]
): Promise<AwsServer> {
  const store = createMemoryKeyStore();
  const server = await startKmsServer({ store, ...limits });
  const arns: string[] = [];
  for (const alias of aliases) arns.push(await createPracticeKey(store, server.realm, alias));
  const { accessKeyId, secretAccessKey } = server.credentials;
  await mkdir(home.at('.aws'));
  await writeFile(
    home.at('.aws/config'),
    `[profile ${profile}]\nregion = ${server.realm.region}\naws_account_id = ${server.realm.accountId}\n` +
      `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  return {
    server,
    arns,
    env: { AWS_ENDPOINT_URL_KMS: server.url },
    [Symbol.asyncDispose]: () => server.close(),
  };
}
