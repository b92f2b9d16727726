/** The application menu's profiles: which there are, in which order, what is marked, and what a click does. */
import type { MenuItemConstructorOptions } from 'electron';
import { expect, test, vi } from 'vitest';
import type { ProfileView, SignInSession } from '../../electron/contract/state.ts';
import { type ProfileMenuState, profileMenu } from '../../electron/shell/profile-menu.ts';
import { awsProfile } from '../vault/fakes.ts';

const corp: SignInSession = {
  id: 'session:corp',
  name: 'corp',
  startUrl: 'https://corp.example/start',
  region: 'eu-west-1',
  state: { status: 'signed-out' },
};
const practice = awsProfile('Practice', { id: 'practice', kind: 'practice' });
const sso = (name: string, change: Partial<ProfileView> = {}) =>
  awsProfile(name, { sessionId: corp.id, ...change });

function start(change: Partial<ProfileMenuState>) {
  const actions = {
    selectProfile: vi.fn(),
    showProfiles: vi.fn(),
    reloadProfiles: vi.fn(),
    signIn: vi.fn(),
    signOut: vi.fn(),
  };
  const state = {
    profiles: [practice],
    profileId: null,
    recentProfileIds: [],
    signInSessions: [],
    blocked: null,
    ...change,
  };
  const { submenu } = profileMenu(state, actions);
  const items: readonly MenuItemConstructorOptions[] = Array.isArray(submenu) ? submenu : [];
  const click = (label: string) => {
    const item = items.find((one) => one.label === label);
    Reflect.apply(item?.click ?? (() => {}), null, []);
  };
  return { actions, items, labels: items.map((one) => one.label ?? '-'), click };
}

test('recent ones come first, the others by what they are signed in with, and none twice', () => {
  const profiles = [practice, awsProfile('keys'), sso('dev'), sso('prod'), awsProfile('old')];
  const { labels } = start({
    profiles,
    signInSessions: [corp],
    recentProfileIds: ['aws:gone', 'aws:prod', 'aws:old'],
  });
  expect(labels).toEqual([
    ...['Recent', 'prod', 'old', '-', 'Practice', '-', 'Other Profiles', 'keys', '-', 'corp', 'dev', '-'],
    ...['All Profiles…', 'Read Profiles Again', '-', 'Sign In to corp…'],
  ]);
});

test('the chosen one is marked, and none where none is chosen', () => {
  const profiles = [practice, sso('dev')];
  const marked = (profileId: string | null) =>
    start({ profiles, profileId })
      .items.filter(({ checked }) => checked)
      .map(({ id }) => id);
  expect([marked('aws:dev'), marked(null)]).toEqual([['profile:aws:dev'], []]);
});

test('what keeps a profile from working is said; one that cannot be used cannot be chosen', () => {
  const { items } = start({
    profiles: [
      sso('a', { state: { status: 'sign-in' } }),
      sso('b', { state: { status: 'mfa' } }),
      sso('c', { state: { status: 'not-assigned' } }),
      awsProfile('d', { state: { status: 'unusable', reason: 'x' } }),
      awsProfile('e', { state: { status: 'on-use' } }),
    ],
  });
  const shown = items.filter(({ type }) => type === 'checkbox');
  expect(shown.map(({ label, enabled }) => [label, enabled])).toEqual([
    ['a (sign in)', true],
    ['b (MFA code)', true],
    ['c (role not assigned)', true],
    ['d (can’t be used)', false],
    ['e', true],
  ]);
});

test('a click chooses, signs in or signs out exactly what it names', () => {
  const club = { ...corp, id: 'session:club', name: 'club' };
  const { actions, click } = start({
    profiles: [sso('dev')],
    signInSessions: [corp, { ...club, state: { status: 'signed-in', until: null } }],
  });
  for (const label of ['dev', 'Sign In to corp…', 'Sign Out of club', 'All Profiles…']) click(label);
  expect(actions.selectProfile.mock.calls).toEqual([['aws:dev']]);
  expect(actions.signIn.mock.calls).toEqual([['session:corp']]);
  expect(actions.signOut.mock.calls).toEqual([['session:club']]);
  expect(actions.showProfiles).toHaveBeenCalledOnce();
  expect(actions.reloadProfiles).not.toHaveBeenCalled();
});

test('a name cannot pose as another one, and thousands do not fill the screen', () => {
  const names = ['R&D', 'a\u202Egnp.exe', 'x'.repeat(500)];
  const many = Array.from({ length: 10_000 }, (_, index) => sso(`p${index}`));
  const { labels } = start({ profiles: [...names.map((name) => sso(name)), ...many] });
  expect(labels).toEqual(expect.arrayContaining(['R&&D', 'agnp.exe', 'x'.repeat(80)]));
  expect(labels.length).toBeLessThan(60);
});
