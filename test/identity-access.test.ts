import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProfileAccesses, type ProfileAccesses } from '../electron/aws/credentials.ts';
import { AwsError } from '../electron/aws/errors.ts';
import { createNetwork } from '../electron/aws/network.ts';
import { openSession } from '../electron/aws/sign-in/open-session.ts';
import { asFailure } from '../electron/aws-failure.ts';
import { createIdentityAccess } from '../electron/identity-access.ts';
import { explain } from '../electron/vault/explain.ts';
import type { IdentityPort } from '../electron/vault/identity-port.ts';
import { type AwsHome, createAwsHome } from './aws/aws-home.ts';
import { configText, ssoSession } from './support/identity/organisation.ts';
import { visit } from './support/identity/visitor.ts';
import { type IdentityCenter, startIdentityCenter } from './support/identity-center.ts';

let home: AwsHome;
let center: IdentityCenter;
let identities: IdentityPort;
let profiles: ProfileAccesses;

beforeEach(async () => {
  home = await createAwsHome();
  center = await startIdentityCenter();
  for (const [name, value] of Object.entries(center.env)) vi.stubEnv(name, value);
  await writeFile(home.config, configText());
  const network = createNetwork();
  profiles = createProfileAccesses({ network });
  identities = createIdentityAccess({ network, profiles });
});

afterEach(async () => {
  await center.close();
  await home.close();
});

const signIn = (sessionId: string): Promise<void> =>
  identities.signIn(sessionId, 'browser', { onPrompt: ({ url }) => void visit(url) });
const stateOf = async (id: string) => {
  const { profiles, sessions } = await identities.read();
  return [...profiles, ...sessions].find((one) => one.id === id)?.state.status;
};

describe('the identities of this computer', () => {
  it('are read anew, also for whoever uses them', async () => {
    const before = await profiles.open('aws:dev');
    await writeFile(home.config, configText().replace('Developer', 'Auditor'));
    expect(await profiles.open('aws:dev')).toBe(before);
    expect(await stateOf('aws:dev')).toBe('sign-in');
    expect(await profiles.open('aws:dev')).not.toBe(before);
    expect(center.calls.size).toBe(0);
  });

  it('are those that AWS tells', async () => {
    await signIn('session:corp');
    const caller = { accountId: '111122223333', userName: 'alice', roleName: 'Developer' };
    expect(await identities.whoAmI('aws:dev')).toMatchObject(caller);
    await expect(identities.whoAmI('aws:nobody')).rejects.toMatchObject({
      error: { code: 'profile-not-found' },
    });
  });

  it('change with signing in and out', async () => {
    await signIn('session:corp');
    expect(await stateOf('session:corp')).toBe('signed-in');
    expect(await stateOf('aws:dev')).toBe('ready');
    await identities.signOut('session:corp');
    expect(await stateOf('session:corp')).toBe('signed-out');
    expect(await stateOf('aws:dev')).toBe('sign-in');
  });

  it('get a profile for a role of a new organisation', async () => {
    await writeFile(home.config, '# mine\n');
    const { startUrl, region } = center.organisation();
    const sessionId = await identities.saveSession({ name: 'new', startUrl, region });
    await signIn(sessionId);
    const [account] = await identities.accounts(sessionId);
    const accountId = account?.accountId ?? '';
    const [roleName = ''] = await identities.roles(sessionId, accountId);
    expect([account?.name, roleName]).toEqual(['Archive', 'Reader']);
    const id = await identities.saveProfile({ sessionId, name: 'archive', accountId, roleName, region });
    expect(id).toBe('aws:archive');
    expect((await identities.read()).profiles).toMatchObject([
      { id, kind: 'sso', accountId, roleName, region, sessionId, state: { status: 'ready' } },
    ]);
    expect(await readFile(home.config, 'utf8')).toMatch(/^# mine\n/);
  });

  it('get a profile without a session, where the others have none', async () => {
    const { startUrl, region } = center.organisation();
    const sessionId = `url:${startUrl}`;
    const role = { accountId: '444455556666', roleName: 'Reader', region };
    const id = await identities.saveProfile({ sessionId, name: 'archive', ...role });
    expect((await identities.read()).profiles).toContainEqual(
      expect.objectContaining({ id, kind: 'legacy-sso', sessionId }),
    );
  });

  it('are reached as their profiles say, where the environment says nothing', async () => {
    for (const name of Object.keys(center.env)) vi.stubEnv(name, undefined);
    const profile = `[profile dev]\nsso_session = corp\nendpoint_url = ${center.url}\nsso_account_id = 1\nsso_role_name = a\n`;
    await writeFile(home.config, `${ssoSession('corp')}${profile}`);
    await signIn('session:corp');
    expect(await identities.accounts('session:corp')).toHaveLength(2);
  });
});

describe('a session', () => {
  it('is reached where its profiles agree on, and by none of them where they do not', async () => {
    for (const name of Object.keys(center.env)) vi.stubEnv(name, undefined);
    const profile = (name: string, url: string) =>
      `[profile ${name}]\nsso_session = corp\nendpoint_url = ${url}\nsso_account_id = 1\nsso_role_name = a\n`;
    const asked: unknown[] = [];
    const network = { of: async (_: unknown, name: string | null) => Promise.reject(asked.push(name)) };
    const open = () => openSession('session:corp', network as never).catch(() => undefined);
    const other = 'https://elsewhere.example';
    await writeFile(
      home.config,
      `${ssoSession('corp')}${profile('a', center.url)}${profile('b', center.url)}`,
    );
    await open();
    await writeFile(home.config, `${ssoSession('corp')}${profile('a', other)}${profile('b', center.url)}`);
    await open();
    expect(asked).toEqual(['b', null]);
  });

  it.each(['/#/', '/?tab=accounts', '#/console?a=b', '/'])('is saved without %s', async (more) => {
    const startUrl = 'https://x.example/start';
    const id = await identities.saveSession({ name: 'x', startUrl: startUrl + more, region: 'eu-west-1' });
    expect((await identities.read()).sessions).toContainEqual(expect.objectContaining({ id, startUrl }));
  });
});

describe('what cannot be done is said in words', () => {
  it.each([
    [{ roleName: 'Developer', accountId: '111122223333' }, 'Developer in account 111122223333.'],
    [{ roleName: 'Developer', accountId: null }, 'Developer.'],
    [{ roleName: 'a\n[0] ask mallory', accountId: '111122223333' }, "this profile's role."],
    [{ roleName: 'x'.repeat(65) }, "this profile's role."],
    [{}, "this profile's role."],
  ])('a role that is not allowed, of %j', (details, words) => {
    expect(explain(asFailure(new AwsError('role-not-allowed', details)))).toMatchObject({
      message: `You are signed in, but not allowed to use ${words}`,
    });
  });

  it.each([
    ['a session that is not there', () => identities.signOut('session:nobody'), 'session-not-found'],
    ['accounts without a sign-in', () => identities.accounts('session:corp'), 'sign-in-needed'],
    ['a session at no https address', () => save({ startUrl: 'http://corp.example' }), 'config-not-saved'],
    ['a session with a password', () => save({ startUrl: 'https://a:b@x.example' }), 'config-not-saved'],
    ['a session of no region', () => save({ region: 'eu-west-1.evil.example' }), 'config-not-saved'],
    ['a profile of no account', () => saveProfile({ accountId: '1' }), 'config-not-saved'],
    ['a profile of no role', () => saveProfile({ roleName: 'a/b' }), 'config-not-saved'],
    ['a profile of no region', () => saveProfile({ region: '' }), 'config-not-saved'],
    ['a profile that is there', () => saveProfile({ name: 'dev' }), 'config-not-saved'],
  ])('%s', async (_, act, code) => {
    const before = await readFile(home.config);
    await expect(act()).rejects.toMatchObject({ name: 'VaultFailure', error: { code } });
    expect(await readFile(home.config)).toEqual(before);
  });

  const save = (wrong: object) =>
    identities.saveSession({ name: 'x', startUrl: 'https://x.example/start', region: 'eu-west-1', ...wrong });
  const saveProfile = (wrong: object) =>
    identities.saveProfile({
      sessionId: 'session:corp',
      name: 'x',
      accountId: '111122223333',
      roleName: 'Dev',
      region: 'eu-west-1',
      ...wrong,
    });
});
