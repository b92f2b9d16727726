/**
 * The application menu's part about identities: the profiles, recent ones first and the others by what they are signed
 * in with, and the sign-ins. It says what the window's own menu says, and shows nothing that was not read from files.
 */
import type { MenuItemConstructorOptions } from 'electron';
import type { ProfileView, SessionState, SignInSession } from '../contract/state.ts';
import { plainText } from './plain-text.ts';

export interface ProfileMenuActions {
  readonly selectProfile: (profileId: string) => void;
  /** Shows the window's menu, in which one can search. */
  readonly showProfiles: () => void;
  readonly reloadProfiles: () => void;
  readonly signIn: (sessionId: string) => void;
  readonly signOut: (sessionId: string) => void;
}

/** What of the state the menu shows. */
export type ProfileMenuState = Pick<
  SessionState,
  'profiles' | 'profileId' | 'recentProfileIds' | 'signInSessions' | 'blocked'
>;

/** More than these are found in the window's menu. */
const MAX_PROFILES = 40;
const MAX_RECENT = 5;

export function profileMenu(
  state: ProfileMenuState,
  actions: ProfileMenuActions,
): MenuItemConstructorOptions {
  const { profiles, profileId, recentProfileIds, signInSessions, blocked } = state;
  const recent = recentProfileIds
    .flatMap((id) => profiles.find((one) => one.id === id) ?? [])
    .slice(0, MAX_RECENT);
  const others = profiles.filter((one) => !recent.includes(one)).slice(0, MAX_PROFILES - recent.length);
  const named = new Map(signInSessions.map(({ id, name }) => [id, name]));
  const groups = new Map<string, ProfileView[]>();
  for (const one of others) {
    const group = named.get(one.sessionId ?? '') ?? (one.kind === 'practice' ? '' : 'Other Profiles');
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  const item = (profile: ProfileView): MenuItemConstructorOptions => ({
    id: `profile:${profile.id}`,
    label: `${plain(profile.name)}${note(profile)}`,
    // No radio: of those, the system shows one as chosen, also where none is.
    type: 'checkbox',
    checked: profile.id === profileId,
    enabled: profile.state.status !== 'unusable',
    click: () => actions.selectProfile(profile.id),
  });
  const section = (title: string, shown: readonly ProfileView[]): MenuItemConstructorOptions[] =>
    shown.length === 0
      ? []
      : [
          ...(title === '' ? [] : [{ label: plain(title), enabled: false }]),
          ...shown.map(item),
          { type: 'separator' as const },
        ];
  return {
    id: 'profile',
    label: '&Profile',
    enabled: blocked === null,
    submenu: [
      ...section('Recent', recent),
      ...[...groups].flatMap(([title, shown]) => section(title, shown)),
      {
        id: 'all-profiles',
        label: 'All Profiles…',
        accelerator: 'CmdOrCtrl+P',
        click: actions.showProfiles,
      },
      { label: 'Read Profiles Again', click: actions.reloadProfiles },
      ...(signInSessions.length === 0 ? [] : [{ type: 'separator' as const }]),
      ...signInSessions.slice(0, MAX_PROFILES).map((session) => signItem(session, actions)),
    ],
  };
}

function signItem({ id, name, state }: SignInSession, { signIn, signOut }: ProfileMenuActions) {
  const isIn = state.status === 'signed-in';
  return {
    id: `sign:${id}`,
    label: isIn ? `Sign Out of ${plain(name)}` : `Sign In to ${plain(name)}…`,
    click: () => (isIn ? signOut : signIn)(id),
  };
}

function note({ state }: ProfileView): string {
  const words = { 'sign-in': 'sign in', mfa: 'MFA code', 'not-assigned': 'role not assigned' } as const;
  if (state.status === 'unusable') return ' (can’t be used)';
  return state.status === 'ready' || state.status === 'on-use' ? '' : ` (${words[state.status]})`;
}

/** In a menu, `&` would underline what follows. */
const plain = (name: string): string => plainText(name, 80).replaceAll('&', '&&');
