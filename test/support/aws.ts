/**
 * AWS on this computer: KMS and IAM Identity Center with STS, which know the same people, so that credentials which the
 * one gives are good for the other, as long as they are valid.
 *
 *     await using aws = await startAws();
 *     const arn = await createPracticeKey(aws.kms.store, aws.kms.realm, 'payroll');
 *     await writeConfig(home.path);
 *     runCli(['keys', '--profile', 'dev'], { home: home.path, env: aws.env });
 *
 * Also a program: `node test/support/aws.ts HOME [--access-token SECONDS]` writes such a config file for the home folder
 * HOME, which must have none, makes a key with the alias `test`, and prints one line of JSON with the environment that
 * brings the app there.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCallers } from './identity/callers.ts';
import { configText } from './identity/organisation.ts';
import { type IdentityCenter, type IdentityCenterOptions, startIdentityCenter } from './identity-center.ts';
import { type KmsServer, type KmsServerOptions, owner, startKmsServer } from './kms-server.ts';
import { createPracticeKey } from './practice-key.ts';

export interface Aws extends AsyncDisposable {
  readonly kms: KmsServer;
  readonly center: IdentityCenter;
  /** Environment that sends every AWS SDK here. It has no credentials: those come by the profile. */
  readonly env: Readonly<Record<string, string>>;
}

export interface AwsOptions {
  readonly kms?: Omit<KmsServerOptions, 'realm' | 'credentials'>;
  readonly center?: IdentityCenterOptions;
}

export async function startAws({ kms: kmsOptions, center: centerOptions }: AwsOptions = {}): Promise<Aws> {
  const callers = createCallers([owner, ...(kmsOptions?.callers ?? [])]);
  const kms = await startKmsServer({ regions: ['eu-west-1'], ...kmsOptions, credentials: [], callers });
  const center = await startIdentityCenter({ ...centerOptions, callers });
  return {
    kms,
    center,
    env: { ...center.env, AWS_ENDPOINT_URL_KMS: kms.url },
    [Symbol.asyncDispose]: async () => {
      await kms.close();
      await center.close();
    },
  };
}

/** Writes the config file of a home folder; rejects where there is one. */
export async function writeConfig(home: string, text = configText()): Promise<void> {
  await mkdir(join(home, '.aws'), { recursive: true });
  await writeFile(join(home, '.aws', 'config'), text, { flag: 'wx' });
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'access-token': { type: 'string', default: '3600' } },
  });
  const [home] = positionals;
  if (home === undefined) throw new Error('Which home folder?');
  await writeConfig(home);
  const aws = await startAws({ center: { lifetimes: { accessToken: Number(values['access-token']) } } });
  const keyArn = await createPracticeKey(aws.kms.store, aws.kms.realm, 'test');
  console.log(JSON.stringify({ keyArn, env: { HOME: home, ...aws.env } }));
}
