/**
 * The KMS keys of each profile: listed (and remembered for a while), found by what a person pasted, and examined.
 *
 * A key of another account or region is found by its ARN, in the ARN's region. What a profile may not know of a key is
 * unknown, and no failure.
 */
import type { Preflight } from '../contract/keys.ts';
import { isPracticeArn, parseKmsArn } from '../kms/arn.ts';
import { KmsError } from '../kms/errors.ts';
import type { CallOptions, EncryptionContext, KmsKey, KmsPort, ListedKeys } from '../kms/port.ts';
import { PRACTICE_PROFILE } from './candidates.ts';
import { failure } from './explain.ts';
import type { Examination } from './key-words.ts';
import { preflight } from './preflight.ts';
import type { KmsFor } from './unwrap.ts';

/** Milliseconds for which a list counts. */
const MAX_AGE = 300_000;

/** What KMS takes for a key as it is; all else is an alias without its prefix. */
const KEY_ID = /^arn:|^alias\/|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^mrk-[0-9a-f]{32}$/;

export interface ListOptions extends CallOptions {
  /** Ask again, however young the list is. */
  readonly fresh?: boolean;
}

export interface KeyCatalog {
  /** The keys of the profile's region. */
  readonly list: (profileId: string, options?: ListOptions) => Promise<ListedKeys>;
  /** The key that a person named: alias, id or ARN. Where nothing may be known of it, `arn` is what was named. */
  readonly find: (profileId: string, named: string, options?: CallOptions) => Promise<KmsKey>;
  /** What the profile can do with a key under a context, and what takes a call of its own to know. Never rejects. */
  readonly examine: (
    profileId: string,
    keyId: string,
    context: EncryptionContext,
    options?: CallOptions,
  ) => Promise<Examination>;
  /** Whether what is encrypted with a key can be decrypted again. Never rejects. */
  readonly canDecrypt: (
    profileId: string,
    keyId: string,
    context: EncryptionContext,
    options?: CallOptions,
  ) => Promise<Preflight>;
  /** The account whose credentials the profile has; null where it cannot be told. */
  readonly ownAccount: (profileId: string, options?: CallOptions) => Promise<string | null>;
  /** Forgets all lists. */
  readonly forget: () => void;
}

/** The id that KMS takes for what a person wrote. */
export const keyIdOf = (named: string): string => (KEY_ID.test(named) ? named : `alias/${named}`);

/** @param now A clock in milliseconds. */
export function createKeyCatalog(kmsFor: KmsFor, now: () => number): KeyCatalog {
  const lists = new Map<string, { readonly at: number; readonly list: ListedKeys }>();

  async function list(profileId: string, { fresh = false, signal }: ListOptions = {}): Promise<ListedKeys> {
    const known = lists.get(profileId);
    if (known !== undefined && !fresh && now() - known.at < MAX_AGE) return known.list;
    const kms = await kmsFor(profileId, null, { signal });
    const found = await kms.listKeys({ signal });
    lists.set(profileId, { at: now(), list: found });
    return found;
  }

  const portOf = (profileId: string, keyId: string, { signal }: CallOptions): Promise<KmsPort> =>
    kmsFor(profileId, parseKmsArn(keyId)?.region ?? null, { signal });

  const canDecryptWith: KeyCatalog['canDecrypt'] = (profileId, keyId, encryptionContext, options = {}) => {
    const request = { keyId, encryptionContext, ciphertext: null, ...options };
    return preflight(portOf(profileId, keyId, options).then((port) => port.dryRunDecrypt(request)));
  };

  return {
    list,
    find: async (profileId, named, options = {}) => {
      const keyId = keyIdOf(named.trim());
      const arn = parseKmsArn(keyId);
      const isPractice = profileId === PRACTICE_PROFILE;
      if (keyId.startsWith('arn:') && (arn === null || isPracticeArn(arn.arn) !== isPractice))
        throw failure('key-not-found');
      const kms = await kmsFor(profileId, arn?.region ?? null, options);
      try {
        const key = await kms.describeKey(keyId, options);
        const listed = lists.get(profileId)?.list.keys.find((one) => one.arn === key.arn);
        return { ...key, aliases: listed?.aliases ?? key.aliases };
      } catch (error) {
        if (!(error instanceof KmsError) || error.code !== 'access-denied') throw error;
        // The aliases may be known all the same.
        const { keys } = arn === null ? await list(profileId, options) : { keys: [] };
        return keys.find((key) => isNamed(key, keyId)) ?? { arn: keyId, aliases: [], facts: null };
      }
    },
    examine: async (profileId, keyId, encryptionContext, options = {}) => {
      const kms = portOf(profileId, keyId, options);
      const [rotation, canEncrypt, canDecrypt] = await Promise.all([
        kms.then((port) => port.keyRotation(keyId, options)).catch(() => null),
        preflight(kms.then((port) => port.dryRunGenerate({ keyId, encryptionContext, ...options }))),
        canDecryptWith(profileId, keyId, encryptionContext, options),
      ]);
      return { rotation, canEncrypt, canDecrypt };
    },
    canDecrypt: canDecryptWith,
    ownAccount: async (profileId, options) => (await kmsFor(profileId, null, options)).ownAccount(options),
    forget: () => lists.clear(),
  };
}

const isNamed = ({ arn, aliases }: KmsKey, keyId: string): boolean =>
  arn === keyId || arn.endsWith(`:key/${keyId}`) || aliases.some((alias) => keyId === `alias/${alias}`);
