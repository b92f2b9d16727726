/** Profiles that get credentials without a sign-in of ours: keys, servers nearby, `aws login`. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callerIdentity } from '../../../electron/aws/caller-identity.ts';
import type { LoginFile } from '../../support/identity/login.ts';
import { profile } from '../../support/identity/organisation.ts';
import { accesses, accessSetting, codeOf } from './setting.ts';

const setting = accessSetting();

describe('access keys', () => {
  const keys = () => ({
    aws_access_key_id: setting().aws.kms.credentials.accessKeyId,
    aws_secret_access_key: setting().aws.kms.credentials.secretAccessKey,
  });

  it('of a file or a program say who their user is', async () => {
    const answer = JSON.stringify({
      Version: 1,
      AccessKeyId: keys().aws_access_key_id,
      SecretAccessKey: keys().aws_secret_access_key,
    });
    await writeFile(`${setting().home.folder}/answer`, answer);
    const program = profile('program', { credential_process: `cat ${setting().home.folder}/answer` });
    await writeFile(setting().home.config, profile('static', keys()) + program);
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
    await writeFile(setting().home.config, profile('r', role));
    expect(await setting().useKms(accesses(), 'env:')).toBe(setting().keyArn);
    expect(await callerIdentity(await accesses().open('aws:r'))).toMatchObject({ roleName: 'Writer' });
  });

  it('that AWS does not know are rejected', async () => {
    await writeFile(setting().home.config, profile('a', { ...keys(), aws_secret_access_key: 'wrong' }));
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
    AccessKeyId: setting().aws.kms.credentials.accessKeyId,
    SecretAccessKey: setting().aws.kms.credentials.secretAccessKey,
    Token: '',
    Expiration: new Date(Date.now() + 3_600_000).toISOString(),
  });
  const role = { role_arn: 'arn:aws:iam::444455556666:role/Writer' };

  it('of a container: by itself, and as the source of a role', async () => {
    const url = await serve({ '/creds': answer() });
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${url}/creds`);
    await writeFile(setting().home.config, profile('r', { ...role, credential_source: 'EcsContainer' }));
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
    await writeFile(
      setting().home.config,
      profile('r', { ...role, credential_source: 'Ec2InstanceMetadata' }),
    );
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
  const folder = () => `${setting().home.folder}/login`;

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
    await writeFile(setting().home.config, profile('l', { login_session: SESSION, region: 'us-east-1' }));
  });

  it.each([undefined, ended])('uses what it has left, renewed where that ended (%s)', async (expiresAt) => {
    await keep(setting().aws.center.logIn(), expiresAt);
    expect(await callerIdentity(await accesses().open('aws:l'))).toMatchObject({ userName: 'alice' });
    expect(setting().calls('CreateOAuth2Token')).toBe(expiresAt === undefined ? 0 : 1);
  });

  it.each([
    ['nobody logged in', async () => undefined],
    ['it cannot be renewed', () => keep({ ...setting().aws.center.logIn(), refreshToken: 'another' }, ended)],
  ])('says what to run where %s', async (_, before) => {
    await before();
    await expect((await accesses().open('aws:l')).credentials()).rejects.toMatchObject({
      code: 'sign-in-needed',
      details: { profile: 'l', command: 'aws login --profile l' },
    });
  });

  it('is told to be offline where it cannot be renewed now', async () => {
    await keep(setting().aws.center.logIn(), ended);
    await setting().aws.center.goOffline();
    expect(await codeOf((await accesses().open('aws:l')).credentials())).toBe('offline');
  });
});
