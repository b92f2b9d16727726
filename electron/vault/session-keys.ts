/**
 * The keys of the chosen profile: the list with what was pasted into it, the chosen key, and what is known of it.
 *
 * An answer that arrives after another choice was made is dropped, so that the window never shows one profile's keys
 * under another's name, nor what one key can do under another's.
 */
import type { KeyList, SessionState } from '../contract/state.ts';
import type { KmsKey } from '../kms/port.ts';
import { contextOf, identified } from './encryption-context.ts';
import { explain, failure } from './explain.ts';
import type { KeyCatalog } from './key-catalog.ts';
import { keyDetails, keyListView, whyUnusable } from './key-words.ts';
import type { SettingsStore } from './settings.ts';

type KeyState = Pick<SessionState, 'keys' | 'keyArn' | 'keyDetails'>;

export const noKeys: KeyState = { keys: { status: 'none' }, keyArn: null, keyDetails: null };

/** Milliseconds after which what is not known of a key counts as unknown: files to encrypt wait for it. */
const EXAMINATION_LIMIT = 10_000;

export interface SessionKeysParts {
  readonly catalog: KeyCatalog;
  readonly settings: SettingsStore;
  readonly state: () => SessionState;
  readonly set: (change: Partial<SessionState>) => void;
}

export interface SessionKeys {
  /** Lists a profile's keys, and chooses the remembered or the only one; null where another choice was made meanwhile. */
  readonly list: (profileId: string, fresh: boolean) => Promise<KeyList | null>;
  /** Drops the keys, and answers that are still to come. */
  readonly leave: () => void;
  /** Throws `key-not-found`, `key-unusable`. */
  readonly selectKey: (keyArn: string) => void;
  /** Adds a key by its alias, id or ARN, and chooses it; fails as `selectKey` does, or as KMS refuses. */
  readonly addKey: (named: string) => Promise<void>;
  /** Asks again what can be done with the chosen key. */
  readonly examine: () => void;
  /** Resolves when what there is to know of the chosen key is known, or ten seconds after it was asked last. */
  readonly examined: () => Promise<void>;
}

export function createSessionKeys({ catalog, settings, state, set }: SessionKeysParts): SessionKeys {
  /** Counts choices of a profile, by which an answer to a former one is known. */
  let choices = 0;
  /** What the view was made of. */
  let known: readonly KmsKey[] = [];
  /** Counts examinations, of which the last one counts. */
  let examinations = 0;
  let asked: Promise<void> = Promise.resolve();

  /** Under the context that envelopes will have: permissions can depend on it. */
  function examine(): void {
    const { profileId, keyArn } = state();
    const key = known.find(({ arn }) => arn === keyArn);
    if (profileId === null || key === undefined) return;
    const own = ++examinations;
    set({ keyDetails: null });
    const context = identified(contextOf(settings.get().encryption.context));
    const signal = AbortSignal.timeout(EXAMINATION_LIMIT);
    asked = catalog.examine(profileId, key.arn, context, { signal }).then((examination) => {
      if (own === examinations) set({ keyDetails: keyDetails(key, examination) });
    });
  }

  function choose(profileId: string, key: KmsKey): void {
    settings.update({ keys: { ...settings.get().keys, [profileId]: key.arn } });
    set({ keyArn: key.arn, keyDetails: null });
    examine();
  }

  function select(keyArn: string): void {
    const { profileId } = state();
    const key = known.find(({ arn }) => arn === keyArn);
    if (key === undefined || profileId === null) throw failure('key-not-found', { keyArn });
    const reason = whyUnusable(key);
    if (reason !== null) throw failure('key-unusable', { keyArn }, reason);
    choose(profileId, key);
  }

  /** Takes a key into the list, in the place of what was known of it. */
  function include(key: KmsKey): void {
    const { keys } = state();
    const { missing, more } = keys.status === 'ready' ? keys : { missing: [], more: false };
    const isListed = known.some(({ arn }) => arn === key.arn);
    known = isListed ? known.map((one) => (one.arn === key.arn ? key : one)) : [...known, key];
    set({ keys: keyListView({ keys: known, denied: missing, more }) });
  }

  /** The key chosen last, which may have been pasted, else the only one; null where it cannot be used any more. */
  async function usual(profileId: string): Promise<KmsKey | null> {
    const usable = known.filter((key) => whyUnusable(key) === null);
    const [only = null, ...others] = usable;
    const arn = settings.get().keys[profileId];
    if (arn === undefined) return others.length === 0 ? only : null;
    const found =
      known.find((key) => key.arn === arn) ?? (await catalog.find(profileId, arn).catch(() => null));
    if (found !== null && whyUnusable(found) === null) return found;
    return others.length === 0 ? only : null;
  }

  return {
    list: async (profileId, fresh) => {
      const own = ++choices;
      examinations += 1;
      known = [];
      set({ ...noKeys, profileId, keys: { status: 'loading' } });
      const found = await catalog.list(profileId, { fresh }).then(
        (list) => ({ keys: list.keys, view: keyListView(list) }),
        (error: unknown) => ({ keys: [], view: { status: 'failed', error: explain(error) } as const }),
      );
      if (own !== choices) return null;
      known = found.keys;
      set({ keys: found.view });
      const key = found.view.status === 'ready' ? await usual(profileId) : null;
      if (own !== choices) return null;
      if (key !== null) {
        include(key);
        choose(profileId, key);
      }
      return state().keys;
    },
    leave: () => {
      choices += 1;
      examinations += 1;
      known = [];
      set(noKeys);
    },
    selectKey: select,
    addKey: async (named) => {
      const { profileId } = state();
      if (profileId === null) throw failure('profile-not-found');
      const own = choices;
      const key = await catalog.find(profileId, named);
      if (own !== choices) return;
      include(key);
      select(key.arn);
    },
    examine,
    examined: async () => {
      let last: Promise<void>;
      do {
        last = asked;
        await last;
      } while (last !== asked);
    },
  };
}
