/** Profiles of every kind against the double of AWS: what they get opens KMS, and is got no more often than it has to be. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callerIdentity } from '../../electron/aws/caller-identity.ts';
import {
  type AccessOptions,
  createProfileAccesses,
  type ProfileAccesses,
} from '../../electron/aws/credentials.ts';
import { AwsError } from '../../electron/aws/errors.ts';
import { createNetwork } from '../../electron/aws/network.ts';
import { createAwsKms } from '../../electron/kms/aws-kms.ts';
import { type Aws, type AwsOptions, startAws } from '../support/aws.ts';
import type { LoginFile } from '../support/identity/login.ts';
import { configText, corp, profile } from '../support/identity/organisation.ts';
import { keepToken, signIn } from '../support/identity/signed-in.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { type AwsHome, createAwsHome } from './aws-home.ts';

const DEVICE = 'arn:aws:iam::111122223333:mfa/alice';
const DEPLOY = 'arn:aws:iam::444455556666:role/Deploy';

let home: AwsHome;
let aws: Aws;
let keyArn: string;

async function start(options?: AwsOptions): Promise<void> {
  aws = await startAws(options);
  keyArn = await createPracticeKey(aws.kms.store, aws.kms.realm, 'payroll');
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
}

beforeEach(async () => {
  home = await createAwsHome();
  await writeFile(home.config, configText());
  await start();
});
afterEach(async () => {
  await aws[Symbol.asyncDispose]();
  await home.close();
});

const accesses = (options: Partial<AccessOptions> = {}): ProfileAccesses =>
  createProfileAccesses({ network: createNetwork(), ...options });

const signedIn = async (): Promise<void> => keepToken(home.folder, 'corp', await signIn(aws.center));

const calls = (operation: string): number => aws.center.calls.get(operation) ?? 0;

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof AwsError) return error.code;
  throw error ?? new Error('It did not fail');
}

/** Asks KMS for a data key, with the profile. */
async function useKms(profiles: ProfileAccesses, id: string): Promise<string> {
  const { credentials, region, network } = await profiles.open(id);
  const kms = createAwsKms({ credentials, region: region ?? 'us-east-1', ...network.address('kms') });
  const request = { keyId: keyArn, encryptionContext: new Map(), length: 32 };
  return kms
    .generateDataKey(request)
    .then(({ keyArn: used }) => used)
    .finally(() => kms.close());
}

describe('a profile that signs in', () => {
  it('opens KMS with the token that a sign-in left, by session and by start URL', async () => {
    await signedIn();
    expect(await useKms(accesses(), 'aws:dev')).toBe(keyArn);
    await keepToken(home.folder, corp.startUrl, await signIn(aws.center, []));
    expect(await useKms(accesses(), 'aws:old')).toBe(keyArn);
  });

  it('gets its credentials once, for all regions and all who ask', async () => {
    await signedIn();
    const profiles = accesses();
    await Promise.all([useKms(profiles, 'aws:dev'), useKms(profiles, 'aws:dev')]);
    await useKms(profiles, 'aws:dev');
    expect(calls('GetRoleCredentials')).toBe(1);
  });

  it('renews the token first, where it has ended', async () => {
    await signedIn();
    aws.center.expireTokens();
    expect(await useKms(accesses(), 'aws:dev')).toBe(keyArn);
  });

  it('needs a sign-in where nobody signed in, or the sign-in was taken back; and none where nobody can be reached', async () => {
    const { credentials } = await accesses().open('aws:dev');
    expect(await codeOf(credentials())).toBe('sign-in-needed');
    await signedIn();
    await aws.center.goOffline();
    expect(await codeOf(credentials())).toBe('offline');
    await aws.center.goOnline();
    aws.center.revoke();
    expect(await codeOf(credentials())).toBe('sign-in-needed');
  });

  it('is told that its role is not assigned any more', async () => {
    await signedIn();
    aws.center.change({ ...corp, people: [{ name: 'alice', assignments: { '444455556666': ['Reader'] } }] });
    const { credentials } = await accesses().open('aws:dev');
    expect(await codeOf(credentials())).toBe('role-not-allowed');
  });
});

describe('after the files were read anew, a profile', () => {
  it('that is the same keeps its credentials', async () => {
    await signedIn();
    const profiles = accesses();
    const before = await profiles.open('aws:dev');
    await before.credentials();
    await writeFile(home.config, `${configText()}\n${profile('another', { region: 'eu-west-1' })}`);
    profiles.reload();
    expect(await profiles.open('aws:dev')).toBe(before);
    expect(calls('GetRoleCredentials')).toBe(1);
  });

  it.each([
    ['whose settings changed', (text: string) => text.replace('Developer', 'Auditor')],
    [
      'whose session changed',
      (text: string) =>
        text
          .replace('sso_registration_scopes', 'x = y\nsso_registration_scopes')
          .replace(corp.startUrl, `${corp.startUrl}/`),
    ],
    [
      'whose services changed',
      (text: string) =>
        text.replace(
          '[profile dev]',
          '[services s]\nkms =\n  endpoint_url = https://kms.example\n[profile dev]\nservices = s',
        ),
    ],
  ])('%s is another one', async (_, change) => {
    await signedIn();
    const profiles = accesses();
    const before = await profiles.open('aws:dev');
    await writeFile(home.config, change(await readFile(home.config, 'utf8')));
    expect(await profiles.open('aws:dev')).toBe(before);
    profiles.reload();
    expect(await profiles.open('aws:dev')).not.toBe(before);
  });

  it('whose source profile changed is another one', async () => {
    const profiles = accesses();
    const before = await profiles.open('aws:writer');
    await writeFile(home.config, configText().replace('Developer', 'Auditor'));
    profiles.reload();
    expect(await profiles.open('aws:writer')).not.toBe(before);
  });

  it('with which somebody signed in anew is another one', async () => {
    await signedIn();
    const profiles = accesses();
    const before = await profiles.open('aws:dev');
    await before.credentials();
    await signedIn();
    profiles.reload();
    const after = await profiles.open('aws:dev');
    expect((await after.credentials()).accessKeyId).not.toBe((await before.credentials()).accessKeyId);
  });
});

describe('a role', () => {
  it('is assumed from the profile that it names', async () => {
    await signedIn();
    const profiles = accesses();
    const caller = await callerIdentity(await profiles.open('aws:writer'));
    expect(caller).toMatchObject({ accountId: '444455556666', roleName: 'Writer' });
    expect(caller.userName).toMatch(/^envelope-vault-\d+$/);
  });

  it('with MFA asks for one code, of the device, for all who use it', async () => {
    await signedIn();
    const asked: (readonly string[])[] = [];
    const profiles = accesses({
      mfaCode: async (name, device) => {
        asked.push([name, device]);
        return aws.center.mfa.press(device);
      },
    });
    const access = await profiles.open('aws:guarded');
    await Promise.all([access.credentials(), access.credentials()]);
    profiles.reload();
    expect(await callerIdentity(await profiles.open('aws:guarded'))).toMatchObject({ roleName: 'Guarded' });
    expect(asked).toEqual([['guarded', DEVICE]]);
  });

  it('says that a code was wrong, and asks again the next time', async () => {
    await signedIn();
    const codes = ['000000', aws.center.mfa.press(DEVICE)];
    const { credentials } = await accesses({ mfaCode: async () => codes.shift() ?? '' }).open('aws:guarded');
    expect(await codeOf(credentials())).toBe('mfa-rejected');
    expect(await credentials()).toMatchObject({ sessionToken: expect.any(String) });
  });

  it('asks for no code before the source is signed in, and passes on that the person gave none', async () => {
    const stopped = new Error('taken back');
    const mfaCode = () => Promise.reject(stopped);
    const { credentials } = await accesses({ mfaCode }).open('aws:guarded');
    expect(await codeOf(credentials())).toBe('sign-in-needed');
    await signedIn();
    await expect(credentials()).rejects.toBe(stopped);
  });

  it('that does not trust the person is told', async () => {
    await signedIn();
    aws.center.change({ ...corp, roles: corp.roles.map((role) => ({ ...role, trusts: [] })) });
    expect(await codeOf((await accesses().open('aws:writer')).credentials())).toBe('role-not-allowed');
  });

  it('is assumed with a web identity token, which is read each time', async () => {
    const token = `${home.folder}/token`;
    await writeFile(home.config, profile('ci', { role_arn: DEPLOY, web_identity_token_file: token }));
    await writeFile(token, 'another token');
    const { credentials } = await accesses().open('aws:ci');
    expect(await codeOf(credentials())).toBe('credentials-rejected');
    await writeFile(token, 'token-of-the-pipeline\n');
    expect(await credentials()).toMatchObject({ sessionToken: expect.any(String) });
  });
});

describe('access keys', () => {
  const keys = () => ({
    aws_access_key_id: aws.kms.credentials.accessKeyId,
    aws_secret_access_key: aws.kms.credentials.secretAccessKey,
  });

  it('of a file or a program say who their user is', async () => {
    const answer = JSON.stringify({
      Version: 1,
      AccessKeyId: keys().aws_access_key_id,
      SecretAccessKey: keys().aws_secret_access_key,
    });
    await writeFile(`${home.folder}/answer`, answer);
    const program = profile('program', { credential_process: `cat ${home.folder}/answer` });
    await writeFile(home.config, profile('static', keys()) + program);
    for (const id of ['aws:static', 'aws:program']) {
      expect(await callerIdentity(await accesses().open(id))).toEqual({
        accountId: '111122223333',
        arn: 'arn:aws:iam::111122223333:user/owner',
        userName: 'owner',
        roleName: null,
      });
    }
  });

  it('of the environment work, alone and as the source of a role', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', keys().aws_access_key_id);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys().aws_secret_access_key);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    const role = { role_arn: 'arn:aws:iam::444455556666:role/Writer', credential_source: 'Environment' };
    await writeFile(home.config, profile('r', role));
    expect(await useKms(accesses(), 'env:')).toBe(keyArn);
    expect(await callerIdentity(await accesses().open('aws:r'))).toMatchObject({ roleName: 'Writer' });
  });

  it('that AWS does not know are rejected', async () => {
    await writeFile(home.config, profile('a', { ...keys(), aws_secret_access_key: 'wrong' }));
    expect(await codeOf(callerIdentity(await accesses().open('aws:a')))).toBe('credentials-rejected');
  });
});

describe('credentials of a server nearby', () => {
  /** Answers these paths, with 404 for all others. */
  async function serve(answers: Readonly<Record<string, unknown>>): Promise<string> {
    const server = createServer(({ url = '' }, response) => {
      const answer = answers[url];
      response
        .writeHead(answer === undefined ? 404 : 200)
        .end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  const answer = () => ({
    Code: 'Success',
    AccessKeyId: aws.kms.credentials.accessKeyId,
    SecretAccessKey: aws.kms.credentials.secretAccessKey,
    Token: '',
    Expiration: new Date(Date.now() + 3_600_000).toISOString(),
  });
  const role = { role_arn: 'arn:aws:iam::444455556666:role/Writer' };

  it('of a container: by itself, and as the source of a role', async () => {
    const url = await serve({ '/creds': answer() });
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${url}/creds`);
    await writeFile(home.config, profile('r', { ...role, credential_source: 'EcsContainer' }));
    const ids = [
      (await callerIdentity(await accesses().open('container:'))).userName,
      (await callerIdentity(await accesses().open('aws:r'))).roleName,
    ];
    expect(ids).toEqual(['owner', 'Writer']);
  });

  it('of an instance, which is asked when such a profile is used', async () => {
    const url = await serve({
      '/latest/api/token': 'token',
      '/latest/meta-data/iam/security-credentials/': 'machine',
      '/latest/meta-data/iam/security-credentials/machine': answer(),
    });
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', url);
    await writeFile(home.config, profile('r', { ...role, credential_source: 'Ec2InstanceMetadata' }));
    expect(await callerIdentity(await accesses().open('aws:r'))).toMatchObject({ roleName: 'Writer' });
  });

  it('that is not there is offline, or says nothing', async () => {
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', 'http://127.0.0.1:9/creds');
    expect(await codeOf((await accesses().open('container:')).credentials())).toBe('offline');
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', await serve({}));
    expect(await codeOf((await accesses().open('container:')).credentials())).toBe('profile-unusable');
  });
});

describe('a profile of `aws login`', () => {
  const SESSION = 'arn:aws:iam::111122223333:user/alice';
  const folder = () => `${home.folder}/login`;

  /** Puts the file where the AWS CLI would; it ends then. */
  async function keep(
    { accessToken, ...login }: LoginFile,
    expiresAt = accessToken.expiresAt,
  ): Promise<void> {
    await mkdir(folder(), { recursive: true });
    const file = `${folder()}/${createHash('sha256').update(SESSION).digest('hex')}.json`;
    await writeFile(file, JSON.stringify({ ...login, accessToken: { ...accessToken, expiresAt } }));
  }
  const ended = new Date(0).toISOString();

  beforeEach(async () => {
    vi.stubEnv('AWS_LOGIN_CACHE_DIRECTORY', folder());
    await writeFile(home.config, profile('l', { login_session: SESSION, region: 'us-east-1' }));
  });

  it.each([undefined, ended])('uses what it has left, renewed where that ended (%s)', async (expiresAt) => {
    await keep(aws.center.logIn(), expiresAt);
    expect(await callerIdentity(await accesses().open('aws:l'))).toMatchObject({ userName: 'alice' });
    expect(calls('CreateOAuth2Token')).toBe(expiresAt === undefined ? 0 : 1);
  });

  it.each([
    ['nobody logged in', async () => undefined],
    ['it cannot be renewed', () => keep({ ...aws.center.logIn(), refreshToken: 'another' }, ended)],
  ])('says what to run where %s', async (_, before) => {
    await before();
    await expect((await accesses().open('aws:l')).credentials()).rejects.toMatchObject({
      code: 'sign-in-needed',
      details: { profile: 'l', reason: 'run "aws login --profile l" in a terminal.' },
    });
  });

  it('is told to be offline where it cannot be renewed now', async () => {
    await keep(aws.center.logIn(), ended);
    await aws.center.goOffline();
    expect(await codeOf((await accesses().open('aws:l')).credentials())).toBe('offline');
  });
});

describe('who the profile is', () => {
  it('is told with the person’s user name and the role as people know it', async () => {
    const role = 'AWSReservedSSO_Developer_0123456789abcdef';
    await signedIn();
    const caller = await callerIdentity(await accesses().open('aws:dev'));
    expect(caller).toMatchObject({ accountId: '111122223333', userName: 'alice', roleName: 'Developer' });
    expect(caller.arn).toContain(role.split('_')[0]);
  });

  it('can be taken back', async () => {
    await signedIn();
    const controller = new AbortController();
    const access = await accesses().open('aws:dev');
    await access.credentials();
    controller.abort();
    expect(await codeOf(callerIdentity(access, { signal: controller.signal }))).toBe('cancelled');
  });

  it('cannot be known offline', async () => {
    await signedIn();
    const access = await accesses().open('aws:dev');
    await access.credentials();
    await aws.center.goOffline();
    expect(await codeOf(callerIdentity(access))).toBe('offline');
  });
});
