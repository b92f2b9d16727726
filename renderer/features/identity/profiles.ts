/**
 * Profiles as the menus show them: their state in words, and their groups by SSO session. Pure.
 */
import type { ProfileKind, ProfileView, SessionState } from '../../../electron/contract/state.ts';
import { dotted, printable } from '../../format.ts';
import type { PickItem, PickSection } from '../../ui/pick-menu.tsx';

const kindWords: Readonly<Record<ProfileKind, string>> = {
  practice: 'On this computer only',
  sso: 'SSO',
  'legacy-sso': 'SSO',
  role: 'Role',
  static: 'Access key',
  'web-identity': 'Web identity',
  'credential-process': 'External program',
  login: 'Console sign-in',
  environment: 'Environment of this program',
  container: 'Container',
  instance: 'EC2 instance',
  unusable: '',
};

/** `SSO · 111122223333 · DevRole · eu-west-1`, of what is known. */
export const profileDetail = (profile: ProfileView): string =>
  dotted([kindWords[profile.kind], profile.accountId, profile.roleName, profile.region]);

/** Whether nothing is known against choosing it. */
export const isUsable = ({ state }: ProfileView): boolean => state.status !== 'unusable';

export function profileState({ state }: ProfileView): Required<Pick<PickItem, 'state' | 'tone'>> {
  switch (state.status) {
    case 'ready':
      return { state: 'Ready', tone: 'good' };
    case 'sign-in':
      return { state: 'Sign in', tone: 'soft' };
    case 'mfa':
      return { state: 'MFA code', tone: 'soft' };
    case 'on-use':
      return { state: 'Shows when used', tone: 'soft' };
    case 'not-assigned':
      return { state: 'Role not assigned', tone: 'bad' };
    case 'unusable':
      return { state: `Can’t be used: ${printable(state.reason)}`, tone: 'bad' };
  }
}

export const profileItem = (profile: ProfileView): PickItem => ({
  id: profile.id,
  name: printable(profile.name),
  detail: profileDetail(profile),
  ...profileState(profile),
  disabled: !isUsable(profile),
});

export interface ProfileGroup {
  readonly title: string;
  readonly profiles: readonly ProfileView[];
}

/** Practice, each SSO session in the order of the config file, then the others; without empty groups. */
export function groupProfiles(
  profiles: readonly ProfileView[],
  { signInSessions }: SessionState,
): readonly ProfileGroup[] {
  const names = new Map(signInSessions.map(({ id, name }) => [id, printable(name)]));
  const titleOf = (profile: ProfileView): string => {
    if (profile.kind === 'practice') return 'Without AWS';
    const name = profile.sessionId === null ? undefined : names.get(profile.sessionId);
    return name === undefined ? 'Other AWS profiles' : `SSO session ${name}`;
  };
  const groups = Map.groupBy(profiles, titleOf);
  const rank = (title: string): number =>
    title === 'Without AWS' ? 0 : title === 'Other AWS profiles' ? 2 : 1;
  return [...groups]
    .map(([title, members]) => ({ title, profiles: members }))
    .toSorted((a, b) => rank(a.title) - rank(b.title));
}

export const profileSections = (session: SessionState): readonly PickSection[] =>
  groupProfiles(session.profiles, session).map((group) => ({
    id: group.title,
    title: group.title,
    items: group.profiles.map(profileItem),
  }));
