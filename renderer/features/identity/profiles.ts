/**
 * Profiles as the menus show them: their state in words, and their groups by what to sign in to. Pure; `now` in
 * milliseconds since 1970.
 */
import type {
  ProfileKind,
  ProfileState,
  ProfileView,
  SessionState,
  SignInSession,
} from '../../../electron/contract/state.ts';
import { dotted, formatSpan, printable } from '../../format.ts';
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
export const profileDetail = ({ kind, leaf, accountId, roleName, region }: ProfileView): string =>
  dotted([
    leaf === null ? kindWords[kind] : `${kindWords[kind]} from ${kindWords[leaf]}`,
    accountId,
    roleName,
    region,
  ]);

/** Whether nothing is known against choosing it. */
export const isUsable = ({ state }: ProfileView): boolean => state.status !== 'unusable';

export const chosenProfile = ({ profiles, profileId }: SessionState): ProfileView | null =>
  profiles.find(({ id }) => id === profileId) ?? null;

/** Its state by the clock: what was ready until a time that has gone by needs a sign-in. */
export const stateAt = ({ state }: ProfileView, now: number): ProfileState =>
  state.status === 'ready' && state.until !== null && Date.parse(state.until) <= now
    ? { status: 'sign-in' }
    : state;

export function profileState(profile: ProfileView, now: number): Required<Pick<PickItem, 'state' | 'tone'>> {
  const state = stateAt(profile, now);
  switch (state.status) {
    case 'ready': {
      const left = state.until === null ? '' : formatSpan(Date.parse(state.until) - now);
      return { state: dotted(['Ready', left]), tone: 'good' };
    }
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

export const profileItem = (profile: ProfileView, now: number): PickItem => ({
  id: profile.id,
  name: printable(profile.name),
  detail: profileDetail(profile),
  ...profileState(profile, now),
  disabled: !isUsable(profile),
});

export interface ProfileGroup {
  readonly id: string;
  readonly title: string;
  /** What to sign in to for them; null where there is nothing. */
  readonly session: SignInSession | null;
  readonly profiles: readonly ProfileView[];
}

/**
 * Practice, each session (also those without a profile) in the order of the config file, then the others; without
 * empty groups of these.
 */
export function groupProfiles(
  profiles: readonly ProfileView[],
  sessions: readonly SignInSession[],
): readonly ProfileGroup[] {
  const ids = new Set(sessions.map(({ id }) => id));
  const groups = Map.groupBy(profiles, ({ kind, sessionId }) =>
    kind === 'practice' ? 'practice' : sessionId !== null && ids.has(sessionId) ? sessionId : 'other',
  );
  const plain = (title: string, id: string): readonly ProfileGroup[] => {
    const members = groups.get(id);
    return members === undefined ? [] : [{ id, title, session: null, profiles: members }];
  };
  return [
    ...plain('Without AWS', 'practice'),
    ...sessions.map((session) => ({
      id: session.id,
      title: sessionTitle(session),
      session,
      profiles: groups.get(session.id) ?? [],
    })),
    ...plain('Other AWS profiles', 'other'),
  ];
}

const sessionTitle = ({ name }: SignInSession): string => `SSO session ${printable(name)}`;

const mostRecent = 3;

/** The last ones that were chosen first, out of their groups, where there are enough to look for one. */
export function profileSections(session: SessionState, now: number): readonly PickSection[] {
  const { profiles, recentProfileIds, signInSessions } = session;
  const byId = new Map(profiles.map((profile) => [profile.id, profile]));
  const recent =
    profiles.length <= 2 * mostRecent
      ? []
      : recentProfileIds.flatMap((id) => byId.get(id) ?? []).slice(0, mostRecent);
  const rest = profiles.filter((profile) => !recent.includes(profile));
  return [{ id: 'recent', title: 'Recent', profiles: recent }, ...groupProfiles(rest, signInSessions)]
    .map((group) => ({
      id: group.id,
      title: group.title,
      items: group.profiles.map((profile) => profileItem(profile, now)),
    }))
    .filter(({ items }) => items.length > 0);
}
