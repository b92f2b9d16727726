/** AWS's SDK as the second opinion: where it goes by itself for the profile of AWS_PROFILE, we go for the chosen one. */
import { writeFile } from 'node:fs/promises';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadConfigFiles } from '../../../electron/aws/config-files.ts';
import { type AddressOptions, createNetwork } from '../../../electron/aws/network.ts';
import { type AwsHome, createAwsHome } from '../aws-home.ts';

let home: AwsHome;
beforeEach(async () => {
  home = await createAwsHome();
});
afterEach(() => home.close());

/** The hosts that clients of KMS and STS with these options would contact. */
async function hosts(
  optionsOf: (service: 'kms' | 'sts') => Partial<AddressOptions>,
): Promise<readonly string[]> {
  const asked: string[] = [];
  const requestHandler = {
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    handle: async ({ protocol, hostname, port, path }: Request) => {
      asked.push(`${protocol}//${hostname}${port ? `:${port}` : ''}${path}`);
      throw Object.assign(new Error(), { name: 'AbortError' });
    },
  };
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 's' };
  const options = { region: 'eu-west-1', credentials, requestHandler, maxAttempts: 1 };
  const kms = new KMSClient({ ...options, ...optionsOf('kms') });
  const sts = new STSClient({ ...options, ...optionsOf('sts') });
  await expect(kms.send(new ListKeysCommand({}))).rejects.toThrow();
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toThrow();
  return asked;
}
interface Request {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
}

const SERVICES = '[services local]\nkms =\n  endpoint_url = https://kms.example/path\n';
it.each<readonly [string, Readonly<Record<string, string>>]>([
  ['', {}],
  ['endpoint_url = https://all.example:8443\n', {}],
  ['services = local\n', {}],
  ['endpoint_url = https://all.example\nservices = local\n', {}],
  ['endpoint_url = https://all.example\nservices = local\n', { AWS_ENDPOINT_URL: 'https://env.example' }],
  ['services = local\n', { AWS_ENDPOINT_URL_KMS: 'https://env.example' }],
  ['', { AWS_ENDPOINT_URL: 'https://env.example', AWS_ENDPOINT_URL_STS: 'https://sts.example' }],
  ['endpoint_url = https://all.example\nignore_configured_endpoint_urls = true\n', {}],
  ['endpoint_url = https://all.example\n', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }],
  ['use_fips_endpoint = true\n', {}],
  ['use_dualstack_endpoint = true\n', {}],
  ['use_fips_endpoint = true\nuse_dualstack_endpoint = true\n', {}],
  ['use_fips_endpoint = true\n', { AWS_USE_FIPS_ENDPOINT: 'false' }],
  ['', { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' }],
])('%j in the profile, %j', async (settings, environment) => {
  await writeFile(home.config, `${SERVICES}[profile a]\nregion = eu-west-1\n${settings}`);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { address } = await createNetwork().of(await loadConfigFiles(), 'a');
  const ours = await hosts(address);
  vi.stubEnv('AWS_PROFILE', 'a');
  expect(ours).toEqual(await hosts(() => ({})));
});
