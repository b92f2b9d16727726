/**
 * Whose keys are used, and how: the profiles, the chosen one, its keys (session-keys.ts), the options of encrypting.
 *
 * Listing profiles contacts nobody. Choosing one lists its keys in the background.
 */
import type { VaultError } from '../contract/errors.ts';
import type { EncryptionOptions, PracticeProtection, ProfileView, SessionState } from '../contract/state.ts';
import { isPracticeArn, PRACTICE_ACCOUNT, parseKeyArn, realmOf } from '../kms/arn.ts';
import type { NamedKey } from '../kms/port.ts';
import { type KeyChoice, PRACTICE_PROFILE } from './candidates.ts';
import { contextOf } from './encryption-context.ts';
import { explain, failure } from './explain.ts';
import type { KeyCatalog } from './key-catalog.ts';
import { checkKeyArns, isAwsKey } from './other-keys.ts';
import { createSessionKeys, noKeys, type SessionKeys } from './session-keys.ts';
import type { SettingsStore } from './settings.ts';

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
  /** Every AWS profile on this computer; rejects where the config cannot be read. */
  readonly awsProfiles: () => Promise<readonly ProfileView[]>;
  readonly onChange: (state: SessionState) => void;
}

export interface Session extends Pick<SessionKeys, 'selectKey' | 'addKey' | 'examined'> {
  readonly state: () => SessionState;
  /** Reads the profiles; keeps the choice where it still exists, else takes up the remembered one. */
  readonly reload: () => Promise<void>;
  readonly selectProfile: (profileId: string) => Promise<void>;
  /** Lists the keys of the chosen profile again. */
  readonly refreshKeys: () => Promise<void>;
  /** Those of the chosen profile. Throws `invalid-key-arn`, and `no-key-chosen` where no profile is chosen. */
  readonly setOtherKeys: (keyArns: readonly string[]) => void;
  /** Throws `invalid-context`, `invalid-key-arn`. */
  readonly setEncryption: (options: EncryptionOptions) => void;
  readonly usePractice: () => Promise<void>;
  readonly allowAccount: (accountId: string) => void;
  /** Remembers which profile worked where the key that was used lives. */
  readonly rememberKey: (profileId: string, keyArn: string) => void;
  /** Which keys of an envelope may be asked with this profile. */
  readonly keyChoice: (profileId: string) => KeyChoice;
  /** The profile with this id; throws `profile-not-found` or `profile-unusable`. */
  readonly profile: (profileId: string) => ProfileView;
}

const PRACTICE_ALIAS = 'practice';

const practiceProfile: ProfileView = {
  id: PRACTICE_PROFILE,
  name: 'Practice',
  kind: 'practice',
  accountId: null,
  roleName: null,
  region: null,
  ssoSession: null,
  ready: true,
  unusable: null,
};

export function createSession(parts: SessionParts): Session {
  const { version, blocked, catalog, practice, settings, awsProfiles, onChange } = parts;
  let state: SessionState = {
    version,
    blocked,
    profiles: [practiceProfile],
    profilesError: null,
    profileId: null,
    ...noKeys,
    encryption: settings.get().encryption,
    otherKeyArns: [],
    accounts: [],
    practiceProtection: practice.protection,
  };

  function set(change: Partial<SessionState>): void {
    state = { ...state, ...change };
    const { profileId } = state;
    const otherKeyArns = (profileId !== null && settings.get().otherKeys[profileId]) || [];
    state = { ...state, otherKeyArns, accounts: allowedAccounts() };
    onChange(state);
  }

  const keys = createSessionKeys({ catalog, settings, state: () => state, set });

  /** Those that a person allowed, those that keys were used of, and those of the keys that are listed. */
  function allowedAccounts(): readonly string[] {
    const { accounts, realms } = settings.get();
    const used = Object.keys(realms).flatMap((realm) => realm.split(':')[2] ?? []);
    const { keys } = state;
    const listed =
      keys.status === 'ready' ? keys.keys.flatMap(({ arn }) => parseKeyArn(arn)?.accountId ?? []) : [];
    return [...new Set([...accounts, ...used, ...listed])].filter((one) => one !== PRACTICE_ACCOUNT);
  }

  function profile(profileId: string): ProfileView {
    const found = state.profiles.find(({ id }) => id === profileId);
    if (found === undefined) throw failure('profile-not-found');
    if (found.unusable !== null) throw failure('profile-unusable', {}, found.unusable);
    return found;
  }

  /** Chooses the profile and lists its keys; answers them, or null where another choice was made meanwhile. */
  async function choose(profileId: string, fresh = false) {
    profile(profileId);
    settings.update({ profileId });
    return keys.list(profileId, fresh);
  }

  async function reload(): Promise<void> {
    const read = await awsProfiles().then(
      (profiles) => ({ profiles, profilesError: null }),
      (error: unknown) => ({ profiles: [], profilesError: explain(error) }),
    );
    const profiles = [practiceProfile, ...read.profiles];
    const usable = (id: string | null): boolean =>
      profiles.some((one) => one.id === id && one.unusable === null);
    const lost = state.profileId !== null && !usable(state.profileId);
    if (lost) keys.leave();
    catalog.forget();
    set({ ...read, profiles, ...(lost ? { profileId: null } : {}) });
    const remembered = settings.get().profileId;
    const ready = profiles.some((one) => one.id === remembered && one.ready);
    // Its keys may take as long as a silent network does: nobody waits for them.
    if (state.profileId === null && remembered !== null && ready && usable(remembered))
      void choose(remembered);
  }

  return {
    state: () => state,
    reload,
    selectProfile: async (profileId) => {
      await choose(profileId);
    },
    profile,
    selectKey: keys.selectKey,
    addKey: keys.addKey,
    examined: keys.examined,
    refreshKeys: async () => {
      const { profileId } = state;
      if (profileId !== null) await choose(profileId, true);
    },
    allowAccount: (accountId) => {
      settings.update({ accounts: [...new Set([...settings.get().accounts, accountId])] });
      set({});
    },
    rememberKey: (profileId, keyArn) => {
      const realm = realmOf(keyArn);
      const { realms } = settings.get();
      if (realm === null || isPracticeArn(keyArn) || realms[realm] === profileId) return;
      settings.update({ realms: { ...realms, [realm]: profileId } });
      set({});
    },
    keyChoice: (profileId) => {
      const { accountId, region } = profile(profileId);
      return { accounts: [...(accountId === null ? [] : [accountId]), ...allowedAccounts()], region };
    },
    setOtherKeys: (keyArns) => {
      const { profileId } = state;
      if (profileId === null) throw failure('no-key-chosen');
      const { otherKeys } = settings.get();
      const remembered = otherKeys[profileId] ?? [];
      checkKeyArns(
        keyArns.filter((arn) => !remembered.includes(arn)),
        profileId,
      );
      settings.update({ otherKeys: { ...otherKeys, [profileId]: [...new Set(keyArns)] } });
      set({});
    },
    setEncryption: (encryption) => {
      contextOf(encryption.context);
      const { escrowKey } = encryption;
      // One that was remembered and is none stays until it is removed.
      if (escrowKey !== null && escrowKey !== state.encryption.escrowKey && !isAwsKey(escrowKey))
        throw failure('invalid-key-arn');
      const isOther = JSON.stringify(encryption.context) !== JSON.stringify(state.encryption.context);
      settings.update({ encryption });
      set({ encryption });
      if (isOther) keys.examine();
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
