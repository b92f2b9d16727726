/** The command line at AWS's own addresses, to which only a proxy leads, and what it says where that does not work. */
import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Aws, startAws } from '../support/aws.ts';
import { type AwsAddresses, startAwsAddresses } from '../support/aws-addresses.ts';
import { canMakeCertificate } from '../support/certificate.ts';
import { startConnectProxy } from '../support/connect-proxy.ts';
import { configText } from '../support/identity/organisation.ts';
import { keepToken, signIn } from '../support/identity/signed-in.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { runCli } from '../support/run-cli.ts';
import { type Scratch, scratch } from '../support/scratch.ts';

const without = !canMakeCertificate();
if (without) console.log('skipped: there is no program openssl to make a certificate with');

describe.skipIf(without)('behind a proxy that looks into connections', () => {
  let home: Scratch;
  let aws: Aws;
  let addresses: AwsAddresses;
  let keyArn: string;

  beforeAll(async () => {
    home = await scratch();
    aws = await startAws();
    addresses = await startAwsAddresses(aws, home.path);
    keyArn = await createPracticeKey(aws.kms.store, aws.kms.realm, 'payroll');
    await mkdir(home.at('.aws'));
    await writeFile(home.at('.aws/config'), configText());
    await keepToken(home.path, 'corp', await signIn(aws.center));
    await writeFile(home.at('plan'), 'secret plan');
  });
  afterAll(async () => {
    await addresses[Symbol.asyncDispose]();
    await aws[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
  });

  const run = (env: Readonly<Record<string, string>>, ...args: readonly string[]) =>
    runCli(args, { home: home.path, cwd: home.path, env: { ...addresses.env, ...env } });

  test('a file is encrypted by a role that is assumed after a sign-in, and opened again', async () => {
    aws.kms.allow(keyArn, '444455556666');
    const options = ['--profile', 'writer', '--key', keyArn];
    expect(await run({}, 'encrypt', ...options, 'plan')).toMatchObject({ code: 0 });
    expect(await run({}, 'decrypt', ...options, '-o', 'back', 'plan.envelope')).toMatchObject({ code: 0 });
    expect(await home.read('back')).toEqual(Buffer.from('secret plan'));
    expect(new Set(addresses.asked)).toEqual(
      new Set(['portal.sso', 'sts', 'kms'].map((name) => `${name}.us-east-1.amazonaws.com:443`)),
    );
  });

  test.each([
    ['whose certificate nobody trusts', { AWS_CA_BUNDLE: '' }, 'tls-untrusted: DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['that is not there', { HTTPS_PROXY: 'http://127.0.0.1:9' }, 'offline: ECONNREFUSED'],
    ['of a kind that we cannot use', { HTTPS_PROXY: 'socks5://127.0.0.1:9' }, 'profile-unusable'],
    ['with certificates that are not there', { AWS_CA_BUNDLE: '/nowhere/x.pem' }, 'profile-unusable'],
  ])('one %s is told', async (_, env, tag) => {
    const { code, stderr } = await run(env, 'keys', '--profile', 'dev');
    expect(code).toBe(1);
    expect(stderr).toContain(`[${tag}]`);
  });

  test('one that wants a name and password is told, and theirs are in no message', async () => {
    const proxy = await startConnectProxy({ to: 9, user: 'me:right' });
    const HTTPS_PROXY = proxy.url.replace('//', '//me:wr0ng-password@');
    const { stderr } = await run({ HTTPS_PROXY }, 'keys', '--profile', 'dev');
    expect(stderr).toContain('[proxy-refused: PROXY_AUTHENTICATION_REQUIRED]');
    expect(stderr).not.toContain('wr0ng');
    await proxy.close();
  });
});
