/**
 * Whose keys are used, and how: the profiles (session-profiles.ts), the chosen one, who it is (identity.ts), its keys
 * (session-keys.ts), sign-ins (sign-ins.ts), questions for codes (mfa.ts), and the options of encrypting
 * (session-options.ts).
 *
 * Reading profiles contacts nobody. Choosing one asks AWS who it is and lists its keys, in the background.
 */
import type { VaultError } from '../contract/errors.ts';
import type { CallerIdentity, PracticeProtection, ProfileView, SessionState } from '../contract/state.ts';
import type { NamedKey } from '../kms/port.ts';
import { type KeyChoice, PRACTICE_PROFILE } from './candidates.ts';
import { failure } from './explain.ts';
import { createIdentity } from './identity.ts';
import type { IdentityPort } from './identity-port.ts';
import type { KeyCatalog } from './key-catalog.ts';
import { createMfa, type Mfa } from './mfa.ts';
import { createSessionKeys, noKeys, type SessionKeys } from './session-keys.ts';
import { allowedAccounts, createSessionOptions, type SessionOptions } from './session-options.ts';
import { createSessionProfiles, isReady, isUsable, practiceProfile, profileOf } from './session-profiles.ts';
import type { SettingsStore } from './settings.ts';
import { createSignIns, type SignIns } from './sign-ins.ts';

export interface PracticePort {
  readonly protection: PracticeProtection;
  readonly createKey: (alias: string) => Promise<NamedKey>;
  /** Whether this practice key is on this computer. */
  readonly hasKey: (arn: string) => Promise<boolean>;
}

export interface SessionParts {
  readonly version: string;
  readonly blocked: VaultError | null;
  readonly catalog: KeyCatalog;
  readonly practice: PracticePort;
  readonly settings: SettingsStore;
  readonly identities: IdentityPort;
  /** Opens the person's browser. */
  readonly openLink: (url: string) => Promise<void>;
  readonly onChange: (state: SessionState) => void;
  /** The profiles were read: what a name means may have changed. */
  readonly onProfiles: () => void;
}

export interface Session extends Pick<SessionKeys, 'selectKey' | 'addKey' | 'examined'>, SessionOptions {
  readonly state: () => SessionState;
  /**
   * Reads the profiles; keeps the choice where it still exists, usable or not, else takes up the remembered one. The
   * chosen one is asked for again where that needs nothing of the person.
   */
  readonly reload: () => Promise<void>;
  readonly selectProfile: (profileId: string) => Promise<void>;
  /** Lists the keys of the chosen profile again. */
  readonly refreshKeys: () => Promise<void>;
  readonly refreshIdentity: () => void;
  readonly usePractice: () => Promise<void>;
  /** Which keys of an envelope may be asked with this profile. */
  readonly keyChoice: (profileId: string) => KeyChoice;
  /** The profile with this id; throws `profile-not-found` or `profile-unusable`. */
  readonly profile: (profileId: string) => ProfileView;
  /** Whom AWS knows the profile as; null where it was not asked yet. */
  readonly caller: (profileId: string) => CallerIdentity | null;
  /** Whether the profile can work now, as far as is known. */
  readonly isSignedIn: (profileId: string) => boolean;
  /** What AWS answered a job of this profile. */
  readonly told: (profileId: string, error: VaultError | null) => void;
  readonly signIns: Pick<SignIns, 'start' | 'link' | 'cancel' | 'close'>;
  readonly signOut: (sessionId: string) => Promise<void>;
  readonly saveProfile: (...args: Parameters<IdentityPort['saveProfile']>) => Promise<void>;
  readonly saveSession: IdentityPort['saveSession'];
  readonly mfa: Mfa;
}

const PRACTICE_ALIAS = 'practice';
/** Profiles that are remembered as chosen before. */
const MAX_RECENT = 8;

export function createSession(parts: SessionParts): Session {
  const { version, blocked, catalog, practice, settings, identities, openLink, onChange, onProfiles } = parts;
  let state: SessionState = {
    version,
    blocked,
    profiles: [practiceProfile],
    profilesError: null,
    recentProfileIds: settings.get().recentProfileIds,
    profileId: null,
    identity: { status: 'none' },
    signInSessions: [],
    signIns: [],
    mfa: null,
    ...noKeys,
    encryption: settings.get().encryption,
    otherKeyArns: [],
    accounts: [],
    practiceProtection: practice.protection,
  };

  /** Whether a profile was chosen since the start. */
  let hasChosen = false;

  function set(change: Partial<SessionState>): void {
    state = { ...state, ...change };
    const { profileId, keys } = state;
    const { otherKeys, recentProfileIds } = settings.get();
    const otherKeyArns = (profileId !== null && otherKeys[profileId]) || [];
    state = { ...state, otherKeyArns, recentProfileIds, accounts: allowedAccounts(settings, keys) };
    onChange(state);
  }

  const joined = { settings, state: () => state, set };
  const told = (profileId: string, error: VaultError | null): void =>
    set(profiles.told(profileId, error?.code ?? null));
  const profiles = createSessionProfiles(identities.read);
  const identity = createIdentity({ ...joined, whoAmI: identities.whoAmI, onAnswer: told });
  const keys = createSessionKeys({ ...joined, catalog });
  const options = createSessionOptions({ ...joined, onContext: keys.examine });
  const mfa = createMfa((question) => set({ mfa: question }));
  const signIns = createSignIns({
    signIn: identities.signIn,
    openLink,
    onChange: (underWay) => set({ signIns: underWay }),
    onSignedIn: (sessionId) => renew(sessionId),
  });

  const profile = (profileId: string): ProfileView => profileOf(state.profiles, profileId);

  /** Chooses the profile and lists its keys; answers them, or null where another choice was made meanwhile. */
  async function choose(profileId: string, fresh = false) {
    profile(profileId);
    hasChosen = true;
    const others = settings.get().recentProfileIds.filter((id) => id !== profileId);
    settings.update({ profileId, recentProfileIds: [profileId, ...others].slice(0, MAX_RECENT) });
    const list = keys.list(profileId, fresh);
    identity.ask();
    return list;
  }

  async function reload(): Promise<void> {
    const read = await profiles.read();
    if (read === null) return;
    const find = (id: string | null) => read.profiles.find((one) => one.id === id);
    const { profileId } = state;
    const chosen = find(profileId);
    const isLost = profileId !== null && chosen === undefined;
    if (isLost) keys.leave();
    catalog.forget();
    identity.forget();
    const hasFailed = state.keys.status === 'failed';
    set({ ...read, ...(isLost && { profileId: null }) });
    onProfiles();
    if (isLost) identity.ask();
    const next = chosen ?? find(settings.get().profileId);
    if (next === undefined) return;
    // One that vanished for a moment is taken up as it was; at the start nobody is asked to sign in.
    const isBack = chosen === undefined && hasChosen && next.state.status === 'sign-in';
    if (!isReady(next) && !isBack) return;
    // Its keys may take as long as a silent network does: nobody waits for them.
    if (chosen === undefined || hasFailed) void choose(next.id);
    else identity.ask();
  }

  /** What a session's token opens has changed: the chosen profile is asked for anew where it is one of the session's. */
  async function renew(sessionId: string): Promise<void> {
    await reload();
    const { profileId } = state;
    const own = state.profiles.find(({ id }) => id === profileId);
    if (own?.sessionId === sessionId && isUsable(own)) await choose(own.id, true);
  }

  return {
    ...options,
    state: () => state,
    reload,
    selectProfile: async (profileId) => {
      await choose(profileId);
    },
    profile,
    told,
    mfa,
    signIns,
    caller: identity.caller,
    isSignedIn: (profileId) =>
      state.profiles.some((one) => one.id === profileId && isUsable(one) && one.state.status !== 'sign-in'),
    signOut: async (sessionId) => {
      signIns.cancel(sessionId);
      await identities.signOut(sessionId).finally(() => renew(sessionId));
    },
    saveProfile: async (added) => {
      const profileId = await identities.saveProfile(added);
      await reload();
      await choose(profileId);
    },
    saveSession: async (added) => {
      const sessionId = await identities.saveSession(added);
      await reload();
      return sessionId;
    },
    selectKey: keys.selectKey,
    addKey: keys.addKey,
    examined: keys.examined,
    refreshKeys: async () => {
      const { profileId } = state;
      if (profileId !== null) await choose(profileId, true);
    },
    refreshIdentity: () => {
      identity.forget();
      identity.ask();
    },
    keyChoice: (profileId) => {
      const { accountId, region } = profile(profileId);
      const own = accountId === null ? [] : [accountId];
      return { accounts: [...own, ...allowedAccounts(settings, state.keys)], region };
    },
    usePractice: async () => {
      const list = await choose(PRACTICE_PROFILE);
      if (list?.status === 'failed') throw failure(list.error.code, list.error.details);
      if (list?.status !== 'ready' || list.keys.length > 0) return;
      await practice.createKey(PRACTICE_ALIAS);
      if (state.profileId === PRACTICE_PROFILE) await choose(PRACTICE_PROFILE, true);
    },
  };
}
