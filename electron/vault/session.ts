/**
 * Whose keys are used, and how: the profiles, the chosen one, its keys, the chosen key, the options of encrypting.
 *
 * Listing profiles contacts nobody. Choosing one lists its keys in the background; an answer that arrives after
 * another choice was made is dropped, so that the window never shows one profile's keys under another's name.
 */
import type { VaultError } from '../contract/errors.ts';
import type {
  EncryptionOptions,
  KeyList,
  KeyView,
  PracticeProtection,
  ProfileView,
  SessionState,
} from '../contract/state.ts';
import { isPracticeArn } from '../kms/arn.ts';
import type { KmsKey } from '../kms/port.ts';
import { PRACTICE_PROFILE } from './candidates.ts';
import { contextOf } from './encryption-context.ts';
import { explain, failure } from './explain.ts';
import type { SettingsStore } from './settings.ts';
import type { KmsFor } from './vault.ts';

export interface PracticePort {
  readonly protection: PracticeProtection;
  readonly createKey: (alias: string) => Promise<KmsKey>;
  /** Whether this practice key is on this computer. */
  readonly hasKey: (arn: string) => Promise<boolean>;
}

export interface SessionParts {
  readonly version: string;
  readonly blocked: VaultError | null;
  readonly kmsFor: KmsFor;
  readonly practice: PracticePort;
  readonly settings: SettingsStore;
  /** Every AWS profile on this computer; rejects where the config cannot be read. */
  readonly awsProfiles: () => Promise<readonly ProfileView[]>;
  readonly onChange: (state: SessionState) => void;
}

export interface Session {
  readonly state: () => SessionState;
  /** Reads the profiles; keeps the choice where it still exists, else takes up the remembered one. */
  readonly reload: () => Promise<void>;
  readonly selectProfile: (profileId: string) => Promise<void>;
  readonly selectKey: (keyArn: string) => void;
  /** Throws `invalid-context`. */
  readonly setEncryption: (options: EncryptionOptions) => void;
  readonly usePractice: () => Promise<void>;
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
  const { version, blocked, kmsFor, practice, settings, awsProfiles, onChange } = parts;
  let state: SessionState = {
    version,
    blocked,
    profiles: [practiceProfile],
    profilesError: null,
    profileId: null,
    keys: { status: 'none' },
    keyArn: null,
    encryption: settings.get().encryption,
    practiceProtection: practice.protection,
  };

  /** Counts choices of a profile, by which an answer to a former one is known. */
  let choices = 0;

  function set(change: Partial<SessionState>): void {
    state = { ...state, ...change };
    onChange(state);
  }

  function profile(profileId: string): ProfileView {
    const found = state.profiles.find(({ id }) => id === profileId);
    if (found === undefined) throw failure('profile-not-found');
    if (found.unusable !== null) throw failure('profile-unusable', {}, found.unusable);
    return found;
  }

  function chooseKey(keyArn: string | null): void {
    const { profileId } = state;
    if (profileId !== null && keyArn !== null) {
      settings.update({ keys: { ...settings.get().keys, [profileId]: keyArn } });
    }
    set({ keyArn });
  }

  /** Chooses the profile and lists its keys; answers them, or null where another choice was made meanwhile. */
  async function choose(profileId: string): Promise<KeyList | null> {
    profile(profileId);
    settings.update({ profileId });
    const own = ++choices;
    set({ profileId, keyArn: null, keys: { status: 'loading' } });
    const keys = await kmsFor(profileId, null)
      .then((kms) => kms.listKeys())
      .then(
        (list): KeyList => ({ status: 'ready', keys: list.map(keyView) }),
        (error: unknown): KeyList => ({ status: 'failed', error: explain(error) }),
      );
    if (own !== choices) return null;
    set({ keys });
    if (keys.status !== 'ready') return keys;
    const remembered = settings.get().keys[profileId];
    const [only, ...others] = keys.keys;
    const known = keys.keys.find(({ arn }) => arn === remembered) ?? (others.length === 0 ? only : undefined);
    chooseKey(known?.arn ?? null);
    return keys;
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
    if (lost) choices += 1;
    set({ ...read, profiles, ...(lost ? { profileId: null, keyArn: null, keys: { status: 'none' } } : {}) });
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
    selectKey: (keyArn) => {
      const known = state.keys.status === 'ready' && state.keys.keys.some(({ arn }) => arn === keyArn);
      if (!known) throw failure('key-not-found', { keyArn });
      chooseKey(keyArn);
    },
    setEncryption: (encryption) => {
      contextOf(encryption.context);
      settings.update({ encryption });
      set({ encryption });
    },
    usePractice: async () => {
      const keys = await choose(PRACTICE_PROFILE);
      if (keys?.status === 'failed') throw failure(keys.error.code, keys.error.details);
      if (keys?.status !== 'ready' || keys.keys.length > 0) return;
      await practice.createKey(PRACTICE_ALIAS);
      if (state.profileId === PRACTICE_PROFILE) await choose(PRACTICE_PROFILE);
    },
  };
}

const keyView = ({ arn, aliases }: KmsKey): KeyView => ({
  arn,
  alias: aliases[0] ?? null,
  practice: isPracticeArn(arn),
});
