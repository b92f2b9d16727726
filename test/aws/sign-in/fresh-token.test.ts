import { rmSync, writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { getSSOTokenFilepath } from '@smithy/core/config';
import { describe, expect, it } from 'vitest';
import { readIdentities } from '../../../electron/aws/profiles.ts';
import { freshToken } from '../../../electron/aws/sign-in/fresh-token.ts';
import { listAccounts } from '../../../electron/aws/sign-in/portal.ts';
import { isRenewable, readToken, removeToken, writeToken } from '../../../electron/aws/sso-token.ts';
import { ssoSession } from '../../support/identity/organisation.ts';
import { legacySession, network, session, signInSetting } from './setting.ts';
import { kept, nearlyExpired, signedIn } from './tokens.ts';

const setting = signInSetting();
const fresh = () => freshToken(session, network);
const renewals = () => (setting().center.calls.get('CreateToken') ?? 0) - 1;

describe('a token that lasts', () => {
  it('is answered as it is, and nobody is asked', async () => {
    const { accessToken } = await nearlyExpired(6);
    expect(await fresh()).toBe(accessToken);
    expect(renewals()).toBe(0);
  });

  it('is seen anew each time, as another program has written it', async () => {
    await signedIn();
    await setting().home.signIn('corp', { accessToken: 'theirs', expiresAt: '2090-01-01T00:00:00Z' });
    expect(await fresh()).toBe('theirs');
  });
});

describe('a token of another organisation, for which the session’s name stood before', () => {
  const moved = { ...session, startUrl: 'https://other.awsapps.com/start' };

  it('is sent to nobody, not even to be renewed, and stays', async () => {
    await nearlyExpired(4);
    const before = [...setting().center.calls];
    await expect(listAccounts(moved, network)).rejects.toMatchObject({ code: 'sign-in-needed' });
    expect([...setting().center.calls]).toEqual(before);
    expect(await kept()).toMatchObject({ startUrl: session.startUrl });
  });

  it('shows as none', async () => {
    await signedIn();
    writeFileSync(setting().home.config, ssoSession('corp').replace(session.startUrl, moved.startUrl));
    const { sessions } = await readIdentities();
    expect(sessions).toMatchObject([{ startUrl: moved.startUrl, state: { status: 'signed-out' } }]);
  });
});

describe('a token with less than five minutes left', () => {
  it.each([4, -60])('and %i is renewed, once for all that wait', async (minutes) => {
    const old = await nearlyExpired(minutes);
    const all = await Promise.all([fresh(), fresh(), fresh()]);
    expect(new Set(all).size).toBe(1);
    expect(all[0]).not.toBe(old.accessToken);
    expect(renewals()).toBe(1);
    const renewed = await kept();
    expect(renewed).toMatchObject({
      accessToken: all[0],
      startUrl: session.startUrl,
      region: session.region,
    });
    expect(renewed.renewal).toMatchObject({ ...old.renewal, refreshToken: renewed.renewal?.refreshToken });
    await expect(listAccounts(session, network)).resolves.toHaveLength(2);
  });

  it('is renewed again the next time', async () => {
    await nearlyExpired(4);
    const first = await fresh();
    await writeToken('corp', { ...(await kept()), expiresAt: new Date(Date.now() + 60_000) });
    expect(await fresh()).not.toBe(first);
  });

  it.each([
    ['AWS is offline', () => setting().center.goOffline()],
    ['AWS has enough', () => setting().center.fail({ kind: 'exception', type: 'SlowDownException' })],
    ['AWS refuses', () => setting().center.revoke()],
  ])('is answered as it is where %s', async (_, happen) => {
    const { accessToken } = await nearlyExpired(4);
    await happen();
    expect(await fresh()).toBe(accessToken);
    if (_ === 'AWS is offline') await setting().center.goOnline();
  });

  it('and no way to renew it is answered as it is', async () => {
    const token = await nearlyExpired(4);
    await writeToken('corp', { ...token, renewal: null });
    expect(await fresh()).toBe(token.accessToken);
    expect(renewals()).toBe(0);
  });

  it('of profiles without a session is answered as it is', async () => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    await setting().home.signIn(legacySession.startUrl, { accessToken: 'legacy', expiresAt });
    expect(await freshToken(legacySession, network)).toBe('legacy');
  });
});

describe('a token that has expired', () => {
  it.each([
    ['there is none', () => removeToken('corp'), 'NoToken'],
    [
      'it cannot be renewed',
      async () => writeToken('corp', { ...(await kept()), renewal: null }),
      'TokenExpired',
    ],
    ['AWS refuses', () => setting().center.revoke(), 'InvalidGrantException'],
    ['AWS does not know us any more', () => setting().center.forgetClients(), 'InvalidClientException'],
  ])('needs a sign-in where %s', async (_, happen, errorName) => {
    await nearlyExpired(-1);
    await happen();
    await expect(fresh()).rejects.toMatchObject({ code: 'sign-in-needed', details: { errorName } });
  });

  it('that AWS has refused to renew is not tried again, and says so in its file', async () => {
    await nearlyExpired(-1);
    setting().center.revoke();
    await expect(fresh()).rejects.toMatchObject({ code: 'sign-in-needed' });
    expect(isRenewable(await kept(), new Date())).toBe(false);
    await expect(fresh()).rejects.toMatchObject({ code: 'sign-in-needed' });
    expect(renewals()).toBe(1);
  });

  it('is no reason to sign in where AWS is offline, and stays as it is', async () => {
    const before = await nearlyExpired(-1);
    await setting().center.goOffline();
    await expect(fresh()).rejects.toMatchObject({ code: 'offline' });
    expect(await kept()).toEqual(before);
    await setting().center.goOnline();
    expect(await fresh()).not.toBe(before.accessToken);
  });

  it('has an answer without secrets where AWS repeats them', async () => {
    const { renewal } = await nearlyExpired(-1);
    const message = `${renewal?.refreshToken} ${renewal?.clientSecret}`;
    setting().center.fail({ kind: 'exception', type: 'InvalidGrantException', message });
    const error: unknown = await fresh().catch((reason: unknown) => reason);
    const shown = inspect(error, { depth: 9, showHidden: true });
    expect(shown).toContain('sign-in-needed');
    for (const secret of message.split(' ')) expect(shown).not.toContain(secret);
  });
});

describe('another program', () => {
  /** Renews while another program does something. */
  const freshWhile = (happen: (path: string) => void) =>
    freshToken(session, {
      clientOptions: (service) => {
        happen(getSSOTokenFilepath('corp'));
        return network.clientOptions(service);
      },
    });

  it('that was faster to renew the token is right', async () => {
    await nearlyExpired(-1);
    const theirs = JSON.stringify({ accessToken: 'theirs', expiresAt: '2090-01-01T00:00:00Z' });
    expect(await freshWhile((path) => writeFileSync(path, theirs))).toBe('theirs');
    expect((await kept()).accessToken).toBe('theirs');
  });

  it('that has signed out meanwhile is right', async () => {
    await nearlyExpired(-1);
    const answer = freshWhile((path) => rmSync(path));
    await expect(answer).rejects.toMatchObject({ code: 'sign-in-needed', details: { errorName: 'NoToken' } });
    expect(await readToken('corp')).toBeNull();
    expect(renewals()).toBe(1);
  });
});

describe('a token that AWS refuses before its time', () => {
  it('is renewed, and what was asked is asked again', async () => {
    const { accessToken } = await signedIn();
    setting().center.expireTokens();
    expect(await listAccounts(session, network)).toHaveLength(2);
    expect((await kept()).accessToken).not.toBe(accessToken);
  });

  it('and refuses to renew is needed anew, and not offered again', async () => {
    await signedIn();
    setting().center.revoke();
    await expect(listAccounts(session, network)).rejects.toMatchObject({ code: 'sign-in-needed' });
    const asked = setting().center.calls.get('ListAccounts');
    await expect(listAccounts(session, network)).rejects.toMatchObject({ code: 'sign-in-needed' });
    expect(setting().center.calls.get('ListAccounts')).toBe(asked);
  });

  it('is not given up where a captive portal refuses', async () => {
    const before = await signedIn();
    const fault = { kind: 'raw', status: 401, contentType: 'text/html', body: '<p>Log in' } as const;
    setting().center.fail(fault, 9, 'ListAccounts');
    await expect(listAccounts(session, network)).rejects.toMatchObject({ code: 'offline' });
    expect(await kept()).toEqual(before);
  });
});
