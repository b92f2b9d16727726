/** `aws login` at the double, as the SDK's own provider of credentials meets it. */
import { createHash, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fromLoginCredentials } from '@aws-sdk/credential-providers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Aws, startAws } from '../aws.ts';
import { type Scratch, scratch } from '../scratch.ts';
import type { LoginFile } from './login.ts';
import { profile } from './organisation.ts';
import { sdkClients } from './program.ts';

const SESSION = 'arn:aws:iam::111122223333:user/alice';
const FILE = `${createHash('sha256').update(SESSION).digest('hex')}.json`;

let aws: Aws;
let home: Scratch;

beforeEach(async () => {
  aws = await startAws();
  home = await scratch();
  await home.write('config', profile('console', { login_session: SESSION, region: 'us-east-1' }));
  const variables = { ...aws.env, AWS_CONFIG_FILE: home.at('config'), AWS_LOGIN_CACHE_DIRECTORY: home.path };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

/** Puts the file where the SDK looks, ended or not. */
async function keep(file: LoginFile, expiresAt = file.accessToken.expiresAt): Promise<void> {
  await home.write(FILE, JSON.stringify({ ...file, accessToken: { ...file.accessToken, expiresAt } }));
}
const kept = async (): Promise<LoginFile> => JSON.parse(await readFile(home.at(FILE), 'utf8'));
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const otherKey = String(privateKey.export({ format: 'pem', type: 'sec1' }));
const ENDED = '2026-01-01T00:00:00Z';

async function whoAmI(): Promise<string | undefined> {
  const {
    accessKeyId,
    secretAccessKey,
    sessionToken = '',
  } = await fromLoginCredentials({ profile: 'console' })();
  const sts = sdkClients(aws.center).sts({ accessKeyId, secretAccessKey, sessionToken });
  return (await sts.getCallerIdentity({})).Arn;
}
const ALICE = 'arn:aws:sts::111122223333:assumed-role/Console/alice';

describe('aws login', () => {
  it('leaves credentials that work', async () => {
    await keep(aws.center.logIn());
    expect(await whoAmI()).toBe(ALICE);
    expect(aws.center.calls.get('CreateOAuth2Token')).toBeUndefined();
  });

  it('and a refresh token that renews them, once', async () => {
    const first = aws.center.logIn();
    await keep(first, ENDED);
    expect(await whoAmI()).toBe(ALICE);
    const renewed = await kept();
    expect(renewed.refreshToken).not.toBe(first.refreshToken);
    await keep(first, ENDED);
    await expect(whoAmI()).rejects.toThrow('Your session has expired');
    await keep(renewed, ENDED);
    expect(await whoAmI()).toBe(ALICE);
  });

  it('which needs its key', async () => {
    await keep({ ...aws.center.logIn(), dpopKey: otherKey }, ENDED);
    await expect(whoAmI()).rejects.toThrow('Your session has expired');
  });

  it('and is nothing when everybody was signed out', async () => {
    await keep(aws.center.logIn(), ENDED);
    aws.center.revoke();
    await expect(whoAmI()).rejects.toThrow('Your session has expired');
  });

  it('or the password was changed', async () => {
    await keep(aws.center.logIn(), ENDED);
    const message = 'USER_CREDENTIALS_CHANGED';
    aws.center.fail({ kind: 'exception', type: 'AccessDeniedException', message });
    await expect(whoAmI()).rejects.toThrow('change in your password');
  });

  /** Asks for renewal with a proof of our own making. */
  async function renew(
    change: { readonly key?: string; readonly proof?: object; readonly body?: object } = {},
  ) {
    const { clientId, refreshToken, dpopKey } = aws.center.logIn();
    const jwk = createPublicKey(dpopKey).export({ format: 'jwk' });
    const htu = `${aws.center.url}/v1/token`;
    const iat = Math.floor(Date.now() / 1000);
    const header = encoded({ typ: 'dpop+jwt', alg: 'ES256', jwk });
    const payload = encoded({ jti: randomUUID(), htm: 'POST', htu, iat, ...change.proof });
    const key = change.key ?? dpopKey;
    const signature = sign('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' });
    const dpop = `${header}.${payload}.${signature.toString('base64url')}`;
    const body = JSON.stringify({ clientId, refreshToken, grantType: 'refresh_token', ...change.body });
    const headers = { 'content-type': 'application/json', dpop };
    return (await fetch(htu, { method: 'POST', headers, body })).status;
  }

  it('takes each proof once', async () => {
    expect(await renew({ proof: { jti: 'one' } })).toBe(200);
    expect(await renew({ proof: { jti: 'one' } })).toBe(400);
  });

  it.each([
    ['signed by another key', { key: otherKey }],
    ['for another method', { proof: { htm: 'GET' } }],
    ['for another server', { proof: { htu: 'http://127.0.0.1/v1/token' } }],
    ['of an hour ago', { proof: { iat: Math.floor(Date.now() / 1000) - 3600 } }],
    ['of another program', { body: { clientId: 'arn:aws:signin:::devtools/other' } }],
    ['for another grant', { body: { grantType: 'authorization_code' } }],
  ])('refuses a proof or request %s', async (_, change) => {
    expect(await renew(change)).toBe(400);
  });
});

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
