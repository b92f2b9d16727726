/** The double of IAM Identity Center and STS, as the real SDK's clients meet it, with KMS beside it. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { KMS } from '@aws-sdk/client-kms';
import { type RoleCredentials, SSO } from '@aws-sdk/client-sso';
import { type CreateTokenCommandOutput, SSOOIDC } from '@aws-sdk/client-sso-oidc';
import { STS } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Aws, startAws } from './aws.ts';
import { signIn } from './identity/signed-in.ts';
import { visit } from './identity/visitor.ts';
import { owner } from './kms-server.ts';
import { createPracticeKey } from './practice-key.ts';

const SCOPE = 'sso:account:access';
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
const CALLBACK = 'http://127.0.0.1/oauth/callback';
const developer = { accountId: '111122223333', roleName: 'Developer' };

let aws: Aws;
let oidc: SSOOIDC;
let portal: SSO;

beforeEach(async () => {
  aws = await startAws();
  const settings = { region: 'us-east-1', endpoint: aws.center.url, maxAttempts: 1 };
  oidc = new SSOOIDC(settings);
  portal = new SSO(settings);
});
afterEach(async () => {
  oidc.destroy();
  portal.destroy();
  await aws[Symbol.asyncDispose]();
});

type Credentials = NonNullable<ConstructorParameters<typeof STS>[0]>['credentials'];

function sts(credentials: NonNullable<Credentials>): STS {
  return new STS({ region: 'us-east-1', endpoint: aws.center.url, maxAttempts: 1, credentials });
}

function kms(credentials: NonNullable<Credentials>): KMS {
  return new KMS({ region: 'us-east-1', endpoint: aws.kms.url, maxAttempts: 1, credentials });
}

/** Credentials of the SDK's answers, which are all optional in their types. */
function credentialsOf(given: Partial<RoleCredentials> = {}) {
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = given ?? {};
  return { accessKeyId, secretAccessKey, sessionToken };
}

async function registerForBrowser() {
  const { clientId, clientSecret } = await oidc.registerClient({
    clientName: 'test',
    clientType: 'public',
    scopes: [SCOPE],
    grantTypes: ['authorization_code', 'refresh_token'],
    redirectUris: [CALLBACK],
    issuerUrl: aws.center.organisation().startUrl,
  });
  return { clientId, clientSecret };
}

/** A program that waits on this computer; answers its address and what comes back to it. */
async function listener() {
  const back: URL[] = [];
  const server = createServer((request, response) => {
    back.push(new URL(request.url ?? '', CALLBACK));
    response.end('done');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { redirectUri: `http://127.0.0.1:${port}/oauth/callback`, back, server };
}

function authorizeUrl(asked: Readonly<Record<string, string | undefined>>): string {
  const url = new URL('/authorize', aws.center.url);
  for (const [name, value] of Object.entries(asked))
    if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

describe('signing in in a browser', () => {
  it('gives tokens for the code that came back, and roles and data keys with those', async () => {
    const client = await registerForBrowser();
    const { redirectUri, back, server } = await listener();
    const codeVerifier = randomBytes(32).toString('base64url');
    const link = authorizeUrl({
      response_type: 'code',
      client_id: client.clientId,
      redirect_uri: redirectUri,
      state: 'a state',
      code_challenge_method: 'S256',
      scopes: SCOPE,
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    });
    expect(await visit(link)).toMatchObject({ status: 200, text: 'done' });
    expect(back[0]?.searchParams.get('state')).toBe('a state');
    const code = back[0]?.searchParams.get('code') ?? '';
    const grant = { ...client, grantType: 'authorization_code', code, redirectUri, codeVerifier };
    const token: CreateTokenCommandOutput = await oidc.createToken(grant);
    expect(token).toMatchObject({ tokenType: 'Bearer', expiresIn: 3600, refreshToken: expect.any(String) });

    const { accessToken } = token;
    const { roleCredentials } = await portal.getRoleCredentials({ accessToken, ...developer });
    const credentials = credentialsOf(roleCredentials);
    const arn = 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Developer_0123456789abcdef/alice';
    expect(await sts(credentials).getCallerIdentity({})).toMatchObject({ Account: '111122223333', Arn: arn });
    const keyArn = await createPracticeKey(aws.kms.store, aws.kms.realm, 'payroll');
    const made = await kms(credentials).generateDataKey({ KeyId: 'alias/payroll', KeySpec: 'AES_256' });
    expect(made.KeyId).toBe(keyArn);
    server.close();
  });
});

describe('signing in with a device code', () => {
  it('waits until the person has allowed it', async () => {
    const startUrl = aws.center.organisation().startUrl;
    const { clientId, clientSecret } = await oidc.registerClient({
      clientName: 'test',
      clientType: 'public',
    });
    const client = { clientId, clientSecret };
    const device = await oidc.startDeviceAuthorization({ ...client, startUrl });
    expect(device).toMatchObject({ userCode: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/), interval: 1 });
    const grant = { ...client, grantType: DEVICE, deviceCode: device.deviceCode };
    await expect(oidc.createToken(grant)).rejects.toMatchObject({
      name: 'AuthorizationPendingException',
      error: 'authorization_pending',
    });
    expect((await visit(device.verificationUriComplete ?? '')).text).toContain('Request approved');
    const token = await oidc.createToken(grant);
    expect(token).toMatchObject({ expiresIn: 8 * 3600 });
    expect(token.refreshToken).toBeUndefined();
  });
});

describe('the portal', () => {
  it('lists accounts and roles page by page, and signs out', async () => {
    const { accessToken } = await signIn(aws.center);
    const first = await portal.listAccounts({ accessToken, maxResults: 1 });
    expect(first.accountList).toEqual([
      { accountId: '111122223333', accountName: 'Payroll', emailAddress: 'payroll@corp.example' },
    ]);
    const second = await portal.listAccounts({ accessToken, maxResults: 1, nextToken: first.nextToken });
    expect(second.accountList).toMatchObject([{ accountId: '444455556666' }]);
    expect(second.nextToken ?? null).toBeNull();
    const { roleList } = await portal.listAccountRoles({ accessToken, accountId: '111122223333' });
    expect(roleList?.map(({ roleName }) => roleName)).toEqual(['Developer', 'Auditor']);
    await portal.logout({ accessToken });
    await expect(portal.listAccounts({ accessToken })).rejects.toMatchObject({
      name: 'UnauthorizedException',
    });
  });
});

describe('roles', () => {
  it('are assumed by those whom they trust, whose credentials are good at KMS until they end', async () => {
    const role = { RoleArn: 'arn:aws:iam::444455556666:role/Writer', RoleSessionName: 'test' };
    const { Credentials, AssumedRoleUser } = await sts(owner.credentials).assumeRole(role);
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::444455556666:assumed-role/Writer/test');
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
    const given = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const credentials = credentialsOf(given);
    const client = kms(credentials);
    expect((await client.listKeys({})).Keys).toEqual([]);
    aws.center.expireCredentials();
    await expect(client.listKeys({})).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    await expect(sts(credentials).getCallerIdentity({})).rejects.toMatchObject({ name: 'ExpiredToken' });
  });
});
