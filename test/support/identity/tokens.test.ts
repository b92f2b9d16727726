/** The tokens of the double of IAM Identity Center: for codes from the browser, device codes and refresh tokens. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type IdentityCenter, startIdentityCenter } from '../identity-center.ts';
import {
  askPerson,
  DEVICE,
  type Registered,
  refusal,
  register,
  registerForDevice,
  SCOPE,
  sdkClients,
} from './program.ts';
import { answerPage, visit } from './visitor.ts';

const HOUR = 3_600_000;
/** The clock stands still, but for this many milliseconds. */
let ahead: number;
let center: IdentityCenter;
let clients: ReturnType<typeof sdkClients>;

beforeEach(async () => {
  ahead = 0;
  const start = Date.now();
  center = await startIdentityCenter({ now: () => new Date(start + ahead) });
  clients = sdkClients(center);
});
afterEach(() => center.close());

const isToken = async (accessToken: string | undefined): Promise<boolean> =>
  clients.portal.listAccounts({ accessToken }).then(
    () => true,
    () => false,
  );

describe('a code from the browser', () => {
  it('gives tokens once; used again, it ends what it gave', async () => {
    const { grant } = await askPerson(center, await register(center));
    const { accessToken, refreshToken, ...rest } = await clients.oidc.createToken(grant);
    expect(rest).toMatchObject({ tokenType: 'Bearer', expiresIn: 3600 });
    expect(refreshToken).toEqual(expect.any(String));
    expect(await isToken(accessToken)).toBe(true);
    expect(await refusal(clients.oidc.createToken(grant))).toBe('invalid_grant');
    expect(await isToken(accessToken)).toBe(false);
  });

  it.each([
    ['another verifier', { codeVerifier: 'a'.repeat(43) }],
    ['another port', { redirectUri: 'http://127.0.0.1:4322/oauth/callback' }],
    ['another code', { code: 'code-of-nobody' }],
  ])('is refused with %s, and is used up', async (_, other) => {
    const { grant } = await askPerson(center, await register(center));
    expect(await refusal(clients.oidc.createToken({ ...grant, ...other }))).toBe('invalid_grant');
    if (!('code' in other)) expect(await refusal(clients.oidc.createToken(grant))).toBe('invalid_grant');
  });

  it('is refused to another program, and when it has ended', async () => {
    const { grant } = await askPerson(center, await register(center));
    const other = await register(center);
    expect(await refusal(clients.oidc.createToken({ ...grant, ...other }))).toBe('invalid_grant');
    const late = await askPerson(center, await register(center));
    ahead = HOUR;
    expect(await refusal(clients.oidc.createToken(late.grant))).toBe('invalid_grant');
  });

  it.each(['code', 'redirectUri', 'codeVerifier', 'grantType', 'clientId'])('needs %s', async (name) => {
    const { grant } = await askPerson(center, await register(center));
    expect(await refusal(clients.oidc.createToken({ ...grant, [name]: undefined }))).toBe('invalid_request');
  });
});

it('all that was given out can be looked for', async () => {
  const client = await register(center);
  const { grant, told } = await askPerson(center, client);
  const { accessToken, refreshToken } = await clients.oidc.createToken(grant);
  const asked = { accessToken, accountId: '111122223333', roleName: 'Developer' };
  const { roleCredentials } = await clients.portal.getRoleCredentials(asked);
  const { secretAccessKey, sessionToken } = roleCredentials ?? {};
  const given = [client.clientSecret, told['code'], accessToken, refreshToken, secretAccessKey, sessionToken];
  expect(center.secrets()).toEqual(expect.arrayContaining(given));
  expect(new Set(given).size).toBe(6);
});

describe('a program', () => {
  it.each<[string, (client: Registered) => Partial<Registered> & { grantType?: string }, string]>([
    ['that is unknown', () => ({ clientId: 'nobody' }), 'invalid_client'],
    ['without its secret', () => ({ clientSecret: 'guessed' }), 'invalid_client'],
    ['that did not register for it', () => ({ grantType: DEVICE }), 'unauthorized_client'],
    ['with an unknown grant', () => ({ grantType: 'constructor' }), 'unsupported_grant_type'],
  ])('%s gets nothing', async (_, wrong, expected) => {
    const client = await register(center);
    const { grant } = await askPerson(center, client);
    expect(await refusal(clients.oidc.createToken({ ...grant, ...wrong(client) }))).toBe(expected);
  });

  it.each([
    ['registered long ago', () => (ahead = 91 * 24 * HOUR)],
    ['is forgotten', () => center.forgetClients()],
  ])('that %s is none', async (_, happens) => {
    const client = await registerForDevice(center);
    happens();
    const { startUrl } = center.organisation();
    expect(await refusal(clients.oidc.startDeviceAuthorization({ ...client, startUrl }))).toBe(
      'invalid_client',
    );
  });
});

describe('a device code', () => {
  async function start(scopes: string[] = [SCOPE]) {
    const client = await registerForDevice(center, scopes);
    const { startUrl } = center.organisation();
    const device = await clients.oidc.startDeviceAuthorization({ ...client, startUrl });
    const poll = (other = {}) =>
      clients.oidc.createToken({ ...client, grantType: DEVICE, deviceCode: device.deviceCode, ...other });
    return { link: device.verificationUriComplete ?? '', device, poll };
  }

  it('gives tokens once, when the person has allowed it', async () => {
    const { link, device, poll } = await start();
    expect(device).toMatchObject({
      userCode: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
      expiresIn: 600,
      interval: 1,
    });
    expect(await refusal(poll())).toBe('authorization_pending');
    expect(await visit(link)).toMatchObject({
      status: 200,
      text: expect.stringContaining('Request approved'),
    });
    expect(await isToken((await poll()).accessToken)).toBe(true);
    expect(await refusal(poll())).toBe('invalid_grant');
    await expect(answerPage(link)).rejects.toThrow('Nothing is asked there (400)');
  });

  it('without a scope gives a token that cannot be renewed', async () => {
    const { link, poll } = await start([]);
    await visit(link);
    const token = await poll();
    expect(token.expiresIn).toBe(8 * 3600);
    expect(token.refreshToken).toBeUndefined();
  });

  it('is asked for by whoever has no link', async () => {
    const { device } = await start();
    expect(await (await fetch(device.verificationUri ?? '')).text()).toContain('<input name="user_code"');
  });

  it('is told when the person refuses, and when it has ended', async () => {
    const denied = await start();
    await visit(denied.link, 'deny');
    expect(await refusal(denied.poll())).toBe('access_denied');
    const late = await start();
    ahead = HOUR;
    expect(await refusal(late.poll())).toBe('expired_token');
    await expect(answerPage(late.link)).rejects.toThrow('Nothing is asked there (400)');
  });

  it('that is asked for too often is told to slow down, until it does', async () => {
    const { poll } = await start();
    expect(await refusal(poll())).toBe('authorization_pending');
    expect(await refusal(poll())).toBe('authorization_pending');
    expect(await refusal(poll())).toBe('slow_down');
    ahead = 1000;
    expect(await refusal(poll())).toBe('authorization_pending');
  });

  it('is the program’s that asked for it', async () => {
    const { link, poll } = await start();
    await visit(link);
    expect(await refusal(poll(await registerForDevice(center)))).toBe('invalid_grant');
  });

  it('is for this organisation', async () => {
    const client = await registerForDevice(center);
    const asked = clients.oidc.startDeviceAuthorization({
      ...client,
      startUrl: 'https://other.awsapps.com/start',
    });
    expect(await refusal(asked)).toBe('invalid_request');
  });
});

describe('a refresh token', () => {
  async function start() {
    const client = await register(center);
    const { grant } = await askPerson(center, client);
    const first = await clients.oidc.createToken(grant);
    const renew = (refreshToken = first.refreshToken, as: Registered = client) =>
      clients.oidc.createToken({ ...as, grantType: 'refresh_token', refreshToken });
    return { first, renew };
  }

  it('gives new tokens once, also when the access token has ended', async () => {
    const { first, renew } = await start();
    center.expireTokens();
    expect(await isToken(first.accessToken)).toBe(false);
    const second = await renew();
    expect(await isToken(second.accessToken)).toBe(true);
    expect(await refusal(renew())).toBe('invalid_grant');
    expect(await isToken((await renew(second.refreshToken)).accessToken)).toBe(true);
  });

  it('renews nothing after the session, whose last token ends with it', async () => {
    const { renew } = await start();
    ahead = 7.5 * HOUR;
    const last = await renew();
    expect(last.expiresIn).toBe(1800);
    ahead = 8 * HOUR;
    expect(await refusal(renew(last.refreshToken))).toBe('invalid_grant');
  });

  it('is nothing when everybody was signed out, or the person was', async () => {
    const revoked = await start();
    center.revoke();
    expect(await refusal(revoked.renew())).toBe('invalid_grant');
    const out = await start();
    await clients.portal.logout({ accessToken: out.first.accessToken });
    expect(await refusal(out.renew())).toBe('invalid_grant');
  });

  it('is the program’s that got it', async () => {
    const { renew } = await start();
    expect(await refusal(renew(undefined, await register(center)))).toBe('invalid_grant');
  });
});
