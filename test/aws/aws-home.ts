/** A home folder with AWS files of the test's own; nothing of the real one is read. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

export interface AwsHome {
  readonly folder: string;
  readonly config: string;
  readonly credentials: string;
  /** Writes the token of a session (its name) or of a legacy profile (its start URL). */
  readonly signIn: (sessionOrStartUrl: string, token: unknown) => Promise<void>;
  readonly close: () => Promise<void>;
}

const cleared = [
  ...['AWS_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  ...['AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_KMS', 'AWS_ENDPOINT_URL_STS'],
  ...['AWS_ENDPOINT_URL_SSO', 'AWS_ENDPOINT_URL_SSO_OIDC', 'AWS_ENDPOINT_URL_SIGNIN'],
  ...['AWS_ACCOUNT_ID', 'AWS_CREDENTIAL_EXPIRATION', 'AWS_LOGIN_CACHE_DIRECTORY'],
  ...['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'],
  ...['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'AWS_EC2_METADATA_DISABLED', 'USERPROFILE', 'HOMEPATH'],
  ...['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT', 'AWS_CA_BUNDLE'],
  ...['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'],
];

export async function createAwsHome(): Promise<AwsHome> {
  const folder = await mkdtemp(join(tmpdir(), 'aws-home-'));
  await mkdir(join(folder, '.aws', 'sso', 'cache'), { recursive: true });
  const config = join(folder, '.aws', 'config');
  const credentials = join(folder, '.aws', 'credentials');
  for (const name of cleared) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', folder);
  vi.stubEnv('AWS_CONFIG_FILE', config);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', credentials);
  return {
    folder,
    config,
    credentials,
    signIn: (id, token) => writeSsoToken(folder, id, token),
    close: async () => {
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Writes the token of a session, or of a legacy profile's start URL, into a home folder. */
export async function writeSsoToken(home: string, sessionOrStartUrl: string, token: unknown): Promise<void> {
  const cache = join(home, '.aws', 'sso', 'cache');
  const name = createHash('sha1').update(sessionOrStartUrl).digest('hex');
  await mkdir(cache, { recursive: true });
  await writeFile(join(cache, `${name}.json`), typeof token === 'string' ? token : JSON.stringify(token));
}
