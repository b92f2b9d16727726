/**
 * The profiles and sign-in sessions on this computer: as their files say, and as AWS answered since those were read.
 *
 * Reading contacts nobody. Where readings overlap, the one that began last counts. What a file had that cannot be read
 * now stays, its profiles as unusable: an editor may be writing it at this moment.
 */
import type { ErrorCode } from '../contract/errors.ts';
import type { ProfileView, SessionState, SignInSession } from '../contract/state.ts';
import { PRACTICE_PROFILE } from './candidates.ts';
import { failure } from './explain.ts';
import type { Identities, IdentityPort } from './identity-port.ts';

export const practiceProfile: ProfileView = {
  id: PRACTICE_PROFILE,
  name: 'Practice',
  kind: 'practice',
  leaf: null,
  accountId: null,
  roleName: null,
  region: null,
  sessionId: null,
  state: { status: 'ready', until: null },
};

export const isUsable = ({ state }: ProfileView): boolean => state.status !== 'unusable';
/** Without a sign-in, a code, or a program to run. */
export const isReady = ({ state }: ProfileView): boolean => state.status === 'ready';

export interface SessionProfiles {
  /** What is to be shown from now on; null where another reading has begun meanwhile. */
  readonly read: () => Promise<Pick<SessionState, 'profiles' | 'profilesError' | 'signInSessions'> | null>;
  /** The same with what AWS answered a profile: an error's code, or null where it worked. */
  readonly told: (
    profileId: string,
    code: ErrorCode | null,
  ) => Pick<SessionState, 'profiles' | 'signInSessions'>;
}

export function createSessionProfiles(readIdentities: IdentityPort['read']): SessionProfiles {
  let readings = 0;
  let found: Identities = { profiles: [], sessions: [], error: null };
  /** Ids of sessions whose token AWS did not take. */
  const ended = new Set<string>();
  /** Ids of profiles whose role is not assigned. */
  const notAssigned = new Set<string>();

  function views() {
    const isOver = (sessionId: string | null) => sessionId !== null && ended.has(sessionId);
    const profiles = found.profiles.map((one): ProfileView => {
      if (isOver(one.sessionId)) return { ...one, state: { status: 'sign-in' } };
      return notAssigned.has(one.id) ? { ...one, state: { status: 'not-assigned' } } : one;
    });
    const signInSessions = found.sessions.map(
      (one): SignInSession => (isOver(one.id) ? { ...one, state: { status: 'signed-out' } } : one),
    );
    return { profiles: [practiceProfile, ...profiles], signInSessions };
  }

  return {
    read: async () => {
      const own = ++readings;
      const read = await readIdentities();
      if (own !== readings) return null;
      found = withKnown(read, found);
      ended.clear();
      notAssigned.clear();
      return { ...views(), profilesError: found.error };
    },
    told: (profileId, code) => {
      const { kind, sessionId = null } = found.profiles.find(({ id }) => id === profileId) ?? {};
      if (code === null) notAssigned.delete(profileId);
      if (code === 'role-not-allowed' && (kind === 'sso' || kind === 'legacy-sso'))
        notAssigned.add(profileId);
      if (code === 'sign-in-needed' && sessionId !== null) ended.add(sessionId);
      return views();
    },
  };
}

/** With what the former reading had, where this one could not see everything. */
function withKnown(read: Identities, former: Identities): Identities {
  const { error } = read;
  if (error === null) return read;
  const state = { status: 'unusable', reason: error.message } as const;
  return {
    profiles: [
      ...read.profiles,
      ...missing(read.profiles, former.profiles).map((one) => ({ ...one, state })),
    ],
    sessions: [...read.sessions, ...missing(read.sessions, former.sessions)],
    error,
  };
}

function missing<T extends { readonly id: string }>(here: readonly T[], former: readonly T[]): readonly T[] {
  const ids = new Set(here.map(({ id }) => id));
  return former.filter(({ id }) => !ids.has(id));
}

/** The profile with this id; throws `profile-not-found` or `profile-unusable`. */
export function profileOf(profiles: readonly ProfileView[], profileId: string): ProfileView {
  const found = profiles.find(({ id }) => id === profileId);
  if (found === undefined) throw failure('profile-not-found');
  if (found.state.status === 'unusable') throw failure('profile-unusable', {}, found.state.reason);
  return found;
}
