/** Signing in at the double of IAM Identity Center: what it gives, and everything that it refuses. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type IdentityCenter, startIdentityCenter } from '../identity-center.ts';
import {
  askPerson,
  authorizeLink,
  CALLBACK,
  DEVICE,
  type Registered,
  register,
  registerForDevice,
  SCOPE,
  sdkClients,
} from './program.ts';
import { answerPage, visit } from './visitor.ts';

const HOUR = 3_600_000;
let ahead: number;
let center: IdentityCenter;
let clients: ReturnType<typeof sdkClients>;

beforeEach(async () => {
  ahead = 0;
  center = await startIdentityCenter({ now: () => new Date(Date.now() + ahead) });
  clients = sdkClients(center);
});
afterEach(() => center.close());

/** What an OIDC call is refused with, as RFC 6749 calls it. */
async function refusal(call: Promise<unknown>): Promise<unknown> {
  const failed = await call.then(
    () => 'nothing is wrong',
    (error: unknown) => error,
  );
  return failed instanceof Error && 'error' in failed ? failed.error : failed;
}

const isToken = async (accessToken: string | undefined): Promise<boolean> =>
  clients.portal.listAccounts({ accessToken }).then(
    () => true,
    () => false,
  );

describe('registering', () => {
  it.each([
    ['another type', { clientType: 'confidential' }, 'invalid_client_metadata'],
    ['no name', { clientName: '' }, 'invalid_request'],
    ['an unknown scope', { scopes: ['sso:everything'] }, 'invalid_scope'],
    ['no scope', { scopes: [] }, 'invalid_request'],
    ['an unknown grant', { grantTypes: ['password'] }, 'unsupported_grant_type'],
    [
      'an address elsewhere',
      { redirectUris: ['http://corp.example/oauth/callback'] },
      'invalid_redirect_uri',
    ],
    ['a name of this computer', { redirectUris: ['http://127.0.0.1.corp.example/'] }, 'invalid_redirect_uri'],
    ['no address', { redirectUris: [] }, 'invalid_request'],
    ['no issuer', { issuerUrl: undefined }, 'invalid_request'],
    ['an unknown issuer', { issuerUrl: 'https://other.awsapps.com/start' }, 'invalid_request'],
  ])('with %s is refused', async (_, other, expected) => {
    expect(await refusal(register(center, other))).toBe(expected);
  });

  it('is JSON', async () => {
    const body = '{"clientName":"test","clientType":"public"}';
    const post = (type: string) =>
      fetch(`${center.url}/client/register`, { method: 'POST', body, headers: { 'content-type': type } });
    expect((await post('application/json')).status).toBe(200);
    expect((await post('text/plain')).status).toBe(400);
  });
});

describe('the page in the browser', () => {
  it('sends the code to the program, with its state', async () => {
    const { address, told } = await askPerson(center, await register(center));
    expect(address).toBe(CALLBACK);
    expect(told).toEqual({ code: expect.any(String), state: 'a state & more' });
    expect(center.calls.get('AuthorizePage')).toBe(1);
  });

  it('tells the program that the person refused', async () => {
    const { told } = await askPerson(center, await register(center), 'deny');
    expect(told).toEqual({ error: 'access_denied', state: 'a state & more' });
  });

  it.each([
    ['another kind of answer', { response_type: 'token' }, 'unsupported_response_type'],
    ['an open challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge that is none', { code_challenge: 'short' }, 'invalid_request'],
    ['another scope', { scopes: 'sso:everything' }, 'invalid_scope'],
  ])('tells the program of %s, and asks nothing', async (_, other, error) => {
    const { link } = authorizeLink(center, await register(center), other);
    const { status, headers } = await fetch(link, { redirect: 'manual' });
    expect(status).toBe(303);
    expect(headers.get('location')).toBe(`${CALLBACK}?error=${error}&state=a+state+%26+more`);
  });

  it.each(['response_type', 'state', 'code_challenge', 'code_challenge_method', 'scopes'])(
    'wants %s once',
    async (name) => {
      const { link } = authorizeLink(center, await register(center));
      const doubled = new URL(link);
      doubled.searchParams.append(name, link.searchParams.get(name) ?? '');
      link.searchParams.delete(name);
      for (const wrong of [link, doubled]) {
        const { headers } = await fetch(wrong, { redirect: 'manual' });
        expect(headers.get('location')).toContain('?error=invalid_request&');
      }
    },
  );

  it.each([
    ['an unknown program', { client_id: 'somebody' }],
    ['an address elsewhere', { redirect_uri: 'http://corp.example/oauth/callback' }],
    ['another path', { redirect_uri: 'http://127.0.0.1:4321/other' }],
    ['another name of this computer', { redirect_uri: 'http://localhost:4321/oauth/callback' }],
    [
      'an address that only begins like it',
      { redirect_uri: 'http://127.0.0.1:4321@corp.example/oauth/callback' },
    ],
  ])('goes nowhere for %s', async (_, other) => {
    const { link } = authorizeLink(center, await register(center), other);
    const answered = await fetch(link, { redirect: 'manual' });
    expect(answered.status).toBe(400);
    expect(answered.headers.get('location')).toBeNull();
    expect(await answered.text()).not.toContain('<form');
  });

  it('is answered once', async () => {
    const { link } = authorizeLink(center, await register(center));
    const page = await (await fetch(link)).text();
    const ticket = /name="ticket" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const body = new URLSearchParams({ ticket, state: '', person: 'alice', answer: 'allow' });
    const post = () => fetch(`${center.url}/authorize`, { method: 'POST', body, redirect: 'manual' });
    expect((await post()).status).toBe(303);
    expect((await post()).status).toBe(400);
  });

  it('shows names as text', async () => {
    const { link } = authorizeLink(center, await register(center, { clientName: '<b>"&' }));
    expect(await (await fetch(link)).text()).not.toContain('<b>');
  });
});

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
    expect(last.expiresIn).toBeLessThanOrEqual(1800);
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
