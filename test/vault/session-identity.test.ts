/** Who the chosen profile is, and what sign-ins and changed files do to the choice: never one's identity under another's name. */
import { describe, expect, test, vi } from 'vitest';
import type { CallerIdentity, ProfileView, SignInSession } from '../../electron/contract/state.ts';
import { failure } from '../../electron/vault/explain.ts';
import type { Identities, IdentityPort } from '../../electron/vault/identity-port.ts';
import { awsArn } from './envelopes.ts';
import { awsProfile, identitiesWith, kmsWith, memorySettings, settle, testSession } from './fakes.ts';

const callerIn = (accountId: string, userName = 'alice'): CallerIdentity => ({
  accountId,
  arn: `arn:aws:sts::${accountId}:assumed-role/Dev/${userName}`,
  userName,
  roleName: 'Dev',
});
const corp: SignInSession = {
  id: 'session:corp',
  name: 'corp',
  startUrl: 'https://corp.example/start',
  region: 'eu-west-1',
  state: { status: 'signed-in', until: null },
};
const ssoProfile = (name: string, change: Partial<ProfileView> = {}): ProfileView =>
  awsProfile(name, { sessionId: corp.id, accountId: '111122223333', roleName: 'Dev', ...change });
const signedOut = { state: { status: 'sign-in' } } as const;
const keys = kmsWith({
  'aws:dev': [{ arn: awsArn, aliases: [] }],
  'aws:prod': [{ arn: awsArn, aliases: [] }],
});

/** What the files say can be changed through `files`; `asked` are questions to AWS, answered when told. */
function start(profiles: readonly ProfileView[], answers: Partial<IdentityPort> = {}) {
  const files: { -readonly [name in keyof Identities]: Identities[name] } = {
    profiles,
    sessions: [corp],
    error: null,
  };
  const asked: {
    readonly profileId: string;
    readonly answer: (caller: CallerIdentity) => void;
    readonly refuse: (error: unknown) => void;
  }[] = [];
  const kmsFor = vi.fn(keys);
  const onProfiles = vi.fn();
  const settings = memorySettings();
  const { session, states } = testSession({
    kmsFor,
    settings,
    onProfiles,
    openLink: async () => {},
    identities: identitiesWith({
      read: async () => ({ ...files }),
      whoAmI: (profileId) =>
        new Promise((answer, refuse) => {
          asked.push({ profileId, answer, refuse });
        }),
      ...answers,
    }),
  });
  return { session, states, asked, files, kmsFor, onProfiles, settings };
}

describe('the identity', () => {
  test('is asked when a profile is chosen, not before, and shown', async () => {
    const { session, asked } = start([ssoProfile('dev')]);
    await session.reload();
    expect([session.state().identity, asked.length]).toEqual([{ status: 'none' }, 0]);
    await session.selectProfile('aws:dev');
    expect(session.state().identity).toEqual({ status: 'asking' });
    asked[0]?.answer(callerIn('111122223333'));
    await settle();
    expect(session.state().identity).toEqual({ status: 'known', caller: callerIn('111122223333') });
    await session.selectProfile('practice');
    expect(session.state().identity).toEqual({ status: 'none' });
    expect(session.caller('aws:dev')).toEqual(callerIn('111122223333'));
  });

  test('of a former choice is never shown under the new one', async () => {
    const { session, asked } = start([ssoProfile('dev'), ssoProfile('prod')]);
    await session.reload();
    await session.selectProfile('aws:dev');
    await session.selectProfile('aws:prod');
    asked[0]?.answer(callerIn('111122223333'));
    await settle();
    expect(session.state().identity).toEqual({ status: 'asking' });
    asked[1]?.refuse(failure('offline'));
    await settle();
    expect(session.state().identity).toMatchObject({ status: 'failed', error: { code: 'offline' } });
    await session.selectProfile('aws:dev');
    asked[2]?.answer(callerIn('111122223333'));
    await settle();
    expect(session.state().identity).toMatchObject({
      status: 'known',
      caller: { accountId: '111122223333' },
    });
  });

  test('is asked for again on a wish', async () => {
    const { session, asked } = start([ssoProfile('dev')]);
    await session.reload();
    await session.selectProfile('aws:dev');
    asked[0]?.refuse(failure('offline'));
    await settle();
    session.refreshIdentity();
    expect(session.state().identity).toEqual({ status: 'asking' });
    asked[1]?.answer(callerIn('111122223333'));
    await settle();
    expect(session.state().identity.status).toBe('known');
  });
});

describe('what AWS answers', () => {
  test('a role that is not assigned shows in the profile, until it works', async () => {
    const { session, asked } = start([ssoProfile('dev'), ssoProfile('prod')]);
    await session.reload();
    await session.selectProfile('aws:dev');
    asked[0]?.refuse(failure('role-not-allowed'));
    await settle();
    expect(session.state().profiles.map(({ state }) => state.status)).toEqual([
      'ready',
      'not-assigned',
      'ready',
    ]);
    session.refreshIdentity();
    asked[1]?.answer(callerIn('111122223333'));
    await settle();
    expect(session.profile('aws:dev').state.status).toBe('ready');
  });

  test('a token that is not taken any more shows in the session and all of its profiles', async () => {
    const { session } = start([ssoProfile('dev'), ssoProfile('prod'), awsProfile('keys')]);
    await session.reload();
    session.told('aws:dev', failure('sign-in-needed').error);
    expect(session.state().profiles.map(({ state }) => state.status)).toEqual([
      'ready',
      'sign-in',
      'sign-in',
      'ready',
    ]);
    expect(session.state().signInSessions[0]?.state).toEqual({ status: 'signed-out' });
    expect([session.isSignedIn('aws:dev'), session.isSignedIn('aws:keys')]).toEqual([false, true]);
    await session.reload();
    expect(session.state().signInSessions[0]?.state.status).toBe('signed-in');
  });

  test('that a network is away says nothing about a profile', async () => {
    const { session } = start([ssoProfile('dev')]);
    await session.reload();
    session.told('aws:dev', failure('offline').error);
    expect(session.profile('aws:dev').state.status).toBe('ready');
  });
});

describe('files that were read again', () => {
  test('keep the identity in sight while it is asked for again', async () => {
    const { session, asked, states } = start([ssoProfile('dev')]);
    await session.reload();
    await session.selectProfile('aws:dev');
    asked[0]?.answer(callerIn('111122223333'));
    await settle();
    const before = states.length;
    await session.reload();
    asked[1]?.answer(callerIn('444455556666'));
    await settle();
    expect(states.slice(before).map(({ identity }) => identity.status)).not.toContain('asking');
    expect(session.state().identity).toMatchObject({ caller: { accountId: '444455556666' } });
  });

  test('ask nobody about a profile that would need the person', async () => {
    const mfa = ssoProfile('dev', { kind: 'role', state: { status: 'mfa' } });
    const { session, asked, kmsFor } = start([mfa]);
    await session.reload();
    await session.selectProfile('aws:dev');
    const before = [asked.length, kmsFor.mock.calls.length];
    await session.reload();
    expect([asked.length, kmsFor.mock.calls.length]).toEqual(before);
  });

  test('list the keys of a profile that could not be asked before', async () => {
    const { session, files } = start([ssoProfile('dev', signedOut)]);
    const refused = vi.fn(keys).mockRejectedValueOnce(failure('sign-in-needed'));
    const late = testSession({
      kmsFor: refused,
      identities: identitiesWith({ read: async () => ({ ...files }) }),
    }).session;
    await late.reload();
    await late.selectProfile('aws:dev');
    expect(late.state().keys).toMatchObject({ status: 'failed', error: { code: 'sign-in-needed' } });
    files.profiles = [ssoProfile('dev')];
    await late.reload();
    await settle();
    expect(late.state().keys.status).toBe('ready');
    expect(session.state().profileId).toBeNull();
  });

  test('are told before anybody is asked, so that no key outlives what its name meant', async () => {
    const { session, onProfiles, kmsFor, settings } = start([ssoProfile('dev')]);
    settings.update({ profileId: 'aws:dev' });
    onProfiles.mockImplementation(() => expect(kmsFor).not.toHaveBeenCalled());
    await session.reload();
    expect(onProfiles).toHaveBeenCalledOnce();
    expect(session.state().profileId).toBe('aws:dev');
  });

  test('count as the last reading found them', async () => {
    const readings: ((found: Awaited<ReturnType<IdentityPort['read']>>) => void)[] = [];
    const { session } = start([], { read: () => new Promise((resolve) => readings.push(resolve)) });
    const both = [session.reload(), session.reload()];
    readings[1]?.({ profiles: [awsProfile('new')], sessions: [], error: null });
    readings[0]?.({ profiles: [awsProfile('old')], sessions: [], error: null });
    await Promise.all(both);
    expect(session.state().profiles.map(({ name }) => name)).toEqual(['Practice', 'new']);
  });
});

describe('a config that cannot be read for a moment', () => {
  const broken = { profiles: [], sessions: [], error: failure('config-broken').error };
  const dev = { profileId: 'aws:dev', keyArn: awsArn, keys: { status: 'ready' } };

  test.each([
    ['is ready', ssoProfile('dev')],
    ['needs a sign-in', ssoProfile('dev', signedOut)],
  ])(
    'keeps the choice of a profile that %s: it cannot be used, and then is as it was',
    async (_, profile) => {
      const { session, files, asked, kmsFor } = start([profile, ssoProfile('prod')]);
      await session.reload();
      await session.selectProfile('aws:dev');
      await settle();
      const before = [asked.length, kmsFor.mock.calls.length];
      Object.assign(files, broken);
      for (const _reading of ['one', 'another']) await session.reload();
      expect(session.state()).toMatchObject({ ...dev, profilesError: { code: 'config-broken' } });
      expect(session.state().signInSessions).toEqual([corp]);
      expect(() => session.profile('aws:dev')).toThrow(broken.error.message);
      expect(session.isSignedIn('aws:dev')).toBe(false);
      expect([asked.length, kmsFor.mock.calls.length]).toEqual(before);
      Object.assign(files, { profiles: [profile], sessions: [corp], error: null });
      await session.reload();
      expect(session.state()).toMatchObject({ ...dev, profilesError: null });
      expect(session.state().profiles.slice(1)).toEqual([profile]);
    },
  );

  test('drops the choice where the repair takes the profile away', async () => {
    const { session, files } = start([ssoProfile('dev')]);
    await session.reload();
    await session.selectProfile('aws:dev');
    Object.assign(files, broken);
    await session.reload();
    files.error = null;
    await session.reload();
    expect(session.state()).toMatchObject({ profileId: null, keyArn: null, keys: { status: 'none' } });
    expect([session.state().profiles.length, session.state().signInSessions]).toEqual([1, []]);
  });

  test.each([
    ['is ready', ssoProfile('dev')],
    ['needs a sign-in', ssoProfile('dev', signedOut)],
  ])('or is empty gives the choice of a profile that %s back with it', async (_, profile) => {
    const { session, files } = start([profile]);
    await session.reload();
    await session.selectProfile('aws:dev');
    files.profiles = [];
    await session.reload();
    expect(session.state().profileId).toBeNull();
    files.profiles = [profile];
    await session.reload();
    await settle();
    expect(session.state()).toMatchObject(dev);
  });

  test('counts what could be read before what was known', async () => {
    const { session, files } = start([ssoProfile('dev'), awsProfile('keys')]);
    await session.reload();
    Object.assign(files, broken, { profiles: [awsProfile('keys', { region: 'eu-west-3' })] });
    await session.reload();
    expect(session.profile('aws:keys').region).toBe('eu-west-3');
    expect(session.state().profiles.map(({ id }) => id)).toEqual(['practice', 'aws:keys', 'aws:dev']);
  });

  test('or that lacks something of the profile leaves it chosen, with the reason', async () => {
    const { session, files } = start([ssoProfile('dev')]);
    await session.reload();
    await session.selectProfile('aws:dev');
    files.profiles = [ssoProfile('dev', { state: { status: 'unusable', reason: 'It lacks a region.' } })];
    await session.reload();
    expect(session.state()).toMatchObject(dev);
    expect(() => session.profile('aws:dev')).toThrow('It lacks a region.');
  });
});

describe('signing in', () => {
  test('reads the profiles again, and asks for the chosen one anew where it is one of the session’s', async () => {
    let finish = (): void => {};
    const { session, files, asked } = start([ssoProfile('dev', signedOut), awsProfile('keys')], {
      signIn: () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    });
    await session.reload();
    await session.selectProfile('aws:dev');
    asked[0]?.refuse(failure('sign-in-needed'));
    await settle();
    session.signIns.start(corp.id, 'browser');
    expect(session.state().signIns).toMatchObject([{ state: { status: 'starting' } }]);
    files.profiles = [ssoProfile('dev'), awsProfile('keys')];
    finish();
    await settle();
    asked.at(-1)?.answer(callerIn('111122223333'));
    await settle();
    expect(session.state()).toMatchObject({
      signIns: [],
      profileId: 'aws:dev',
      identity: { status: 'known' },
      keyArn: awsArn,
    });
  });

  test('out takes back a sign-in under way, and shows at once that the profile needs one', async () => {
    const signOut = vi.fn(async () => {});
    const { session, files, asked } = start([ssoProfile('dev')], {
      signOut,
      signIn: () => new Promise(() => {}),
    });
    await session.reload();
    await session.selectProfile('aws:dev');
    session.signIns.start(corp.id, 'browser');
    files.profiles = [ssoProfile('dev', signedOut)];
    const before = asked.length;
    await session.signOut(corp.id);
    expect(session.state().signIns).toEqual([]);
    expect(session.profile('aws:dev').state.status).toBe('sign-in');
    expect(asked.length).toBeGreaterThan(before);
    expect(signOut).toHaveBeenCalledOnce();
  });
});

describe('adding to the config', () => {
  test('a profile is read and chosen', async () => {
    const { session, files } = start([], {
      saveProfile: async ({ name }) => {
        files.profiles = [ssoProfile(name)];
        return `aws:${name}`;
      },
    });
    await session.reload();
    const { id: sessionId } = corp;
    const account = { accountId: '111122223333', roleName: 'Dev', region: 'eu-west-1' };
    await session.saveProfile({ sessionId, name: 'dev', ...account });
    expect(session.state()).toMatchObject({ profileId: 'aws:dev', recentProfileIds: ['aws:dev'] });
  });

  test('a session is there when its id is answered', async () => {
    const { session, files } = start([], {
      saveSession: async () => {
        files.sessions = [{ ...corp, id: 'session:new' }];
        return 'session:new';
      },
    });
    files.sessions = [];
    await session.reload();
    expect(await session.saveSession({ name: 'new', startUrl: corp.startUrl, region: 'eu-west-1' })).toBe(
      'session:new',
    );
    expect(session.state().signInSessions.map(({ id }) => id)).toEqual(['session:new']);
  });
});

test('profiles that were chosen are remembered, the last one first, each once, and not without end', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `p${index}`);
  const { session, settings } = start(names.map((name) => awsProfile(name)));
  await session.reload();
  for (const name of [...names, 'p3']) await session.selectProfile(`aws:${name}`);
  const recent = session.state().recentProfileIds;
  expect(recent.slice(0, 3)).toEqual(['aws:p3', 'aws:p11', 'aws:p10']);
  expect([recent.length, new Set(recent).size]).toEqual([8, 8]);
  expect(settings.get().recentProfileIds).toEqual(recent);
});

test('a question for a code is shown, and answered', async () => {
  const { session } = start([]);
  const asked = session.mfa.ask('admin', 'device');
  session.mfa.answer(session.state().mfa?.id ?? '', '123456');
  expect(await asked).toBe('123456');
  expect(session.state().mfa).toBeNull();
});
