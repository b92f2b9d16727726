/** What the session remembers of a person's choices: keys and accounts that they trust, and the options of encrypting. */
import type { EncryptionOptions, SessionState } from '../contract/state.ts';
import { isPracticeArn, PRACTICE_ACCOUNT, parseKeyArn, realmOf } from '../kms/arn.ts';
import { contextOf } from './encryption-context.ts';
import { failure } from './explain.ts';
import { checkKeyArns, isAwsKey } from './other-keys.ts';
import type { SettingsStore } from './settings.ts';

export interface SessionOptions {
  /** Those of the chosen profile. Throws `invalid-key-arn`, and `no-key-chosen` where no profile is chosen. */
  readonly setOtherKeys: (keyArns: readonly string[]) => void;
  /** Throws `invalid-context`, `invalid-key-arn`. */
  readonly setEncryption: (options: EncryptionOptions) => void;
  readonly allowAccount: (accountId: string) => void;
  /** Remembers which profile worked where the key that was used lives. */
  readonly rememberKey: (profileId: string, keyArn: string) => void;
}

export interface SessionOptionsParts {
  readonly settings: SettingsStore;
  readonly state: () => SessionState;
  readonly set: (change: Partial<SessionState>) => void;
  /** The context of new envelopes is another one. */
  readonly onContext: () => void;
}

export function createSessionOptions({
  settings,
  state,
  set,
  onContext,
}: SessionOptionsParts): SessionOptions {
  return {
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
    setOtherKeys: (keyArns) => {
      const { profileId } = state();
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
      const former = state().encryption;
      // One that was remembered and is none stays until it is removed.
      if (escrowKey !== null && escrowKey !== former.escrowKey && !isAwsKey(escrowKey))
        throw failure('invalid-key-arn');
      const isOther = JSON.stringify(encryption.context) !== JSON.stringify(former.context);
      settings.update({ encryption });
      set({ encryption });
      if (isOther) onContext();
    },
  };
}

/** Those that a person allowed, those that keys were used of, and those of the keys that are listed. */
export function allowedAccounts(settings: SettingsStore, keys: SessionState['keys']): readonly string[] {
  const { accounts, realms } = settings.get();
  const used = Object.keys(realms).flatMap((realm) => realm.split(':')[2] ?? []);
  const listed =
    keys.status === 'ready' ? keys.keys.flatMap(({ arn }) => parseKeyArn(arn)?.accountId ?? []) : [];
  return [...new Set([...accounts, ...used, ...listed])].filter((one) => one !== PRACTICE_ACCOUNT);
}
