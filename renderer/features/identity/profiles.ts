/**
 * Profiles as the menus show them: their state in words, and their groups by SSO session. Pure.
 */
import type { ProfileKind, ProfileView } from '../../../electron/contract/state.ts';
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
  unusable: '',
};

/** `SSO · 111122223333 · DevRole · eu-west-1`, of what is known. */
export const profileDetail = (profile: ProfileView): string =>
  dotted([kindWords[profile.kind], profile.accountId, profile.roleName, profile.region]);

export function profileState(profile: ProfileView): Required<Pick<PickItem, 'state' | 'tone'>> {
  if (profile.unusable !== null) {
    return { state: `Can’t be used: ${printable(profile.unusable)}`, tone: 'bad' };
  }
  return profile.ready ? { state: 'Ready', tone: 'good' } : { state: 'Sign in needed', tone: 'soft' };
}

export const profileItem = (profile: ProfileView): PickItem => ({
  id: profile.id,
  name: printable(profile.name),
  detail: profileDetail(profile),
  ...profileState(profile),
  disabled: profile.unusable !== null,
});

export interface ProfileGroup {
  readonly title: string;
  readonly profiles: readonly ProfileView[];
}

/** Practice, each SSO session in the order of the config file, then the others; without empty groups. */
export function groupProfiles(profiles: readonly ProfileView[]): readonly ProfileGroup[] {
  const titleOf = (profile: ProfileView): string => {
    if (profile.kind === 'practice') return 'Without AWS';
    if (profile.ssoSession !== null) return `SSO session ${printable(profile.ssoSession)}`;
    return 'Other AWS profiles';
  };
  const groups = Map.groupBy(profiles, titleOf);
  const rank = (title: string): number =>
    title === 'Without AWS' ? 0 : title === 'Other AWS profiles' ? 2 : 1;
  return [...groups]
    .map(([title, members]) => ({ title, profiles: members }))
    .toSorted((a, b) => rank(a.title) - rank(b.title));
}

export const profileSections = (profiles: readonly ProfileView[]): readonly PickSection[] =>
  groupProfiles(profiles).map((group) => ({
    id: group.title,
    title: group.title,
    items: group.profiles.map(profileItem),
  }));
