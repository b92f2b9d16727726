/** Stand-ins for what the vault's parts are joined to, each answering when the test says so. */
import type { VaultError } from '../../electron/contract/errors.ts';
import type { JobKind, ProfileView, SessionState } from '../../electron/contract/state.ts';
import { EngineError } from '../../electron/engine/errors.ts';
import type { KmsKey, KmsPort, NamedKey } from '../../electron/kms/port.ts';
import type { IdentityPort } from '../../electron/vault/identity-port.ts';
import { createKeyCatalog } from '../../electron/vault/key-catalog.ts';
import {
  createSession,
  type PracticePort,
  type Session,
  type SessionParts,
} from '../../electron/vault/session.ts';
import type { Settings, SettingsStore } from '../../electron/vault/settings.ts';
import type {
  DecryptOptions,
  EncryptOptions,
  KmsFor,
  Outcome,
  Sealed,
  Vault,
  VerifyOptions,
} from '../../electron/vault/vault.ts';

export type Options = EncryptOptions | DecryptOptions | VerifyOptions;

export interface StartedJob {
  readonly kind: JobKind;
  readonly options: Options;
  readonly finish: (outcome?: Partial<Outcome>) => void;
  readonly fail: (error: unknown) => void;
}

/** A vault whose jobs end when told, or as cancelled when their signal aborts. */
const canOpen: Vault['canOpen'] = () => Promise.reject(new Error('not asked for'));

export function manualVault(inspect: Vault['inspect'] = () => Promise.reject(new Error('no envelope'))) {
  const started: StartedJob[] = [];
  const run = (kind: StartedJob['kind']) => (options: Options) =>
    new Promise<Sealed>((resolve, reject) => {
      const outcome = {
        path: `${options.source}.result`,
        size: 1,
        keyArn: 'arn',
        requestId: 'r-1',
        sharedKey: false,
      };
      const { signal } = options;
      if (signal?.aborted) reject(new EngineError('cancelled'));
      signal?.addEventListener('abort', () => reject(new EngineError('cancelled')));
      started.push({ kind, options, finish: (change) => resolve({ ...outcome, ...change }), fail: reject });
    });
  const vault: Vault = {
    encrypt: run('encrypt'),
    decrypt: run('decrypt'),
    verify: run('verify'),
    inspect,
    canOpen,
  };
  return { vault, started };
}

export function memorySettings(content: Partial<Settings> = {}): SettingsStore {
  const encryption = { check: false, sign: false, shareAbove: 100, context: [], escrowKey: null };
  let settings: Settings = {
    profileId: null,
    recentProfileIds: [],
    keys: {},
    otherKeys: {},
    realms: {},
    accounts: [],
    encryption,
    ...content,
  };
  return {
    get: () => settings,
    update: (change) => {
      settings = { ...settings, ...change };
    },
    flush: async () => {},
  };
}

export const awsProfile = (name: string, change: Partial<ProfileView> = {}): ProfileView => ({
  id: `aws:${name}`,
  name,
  kind: 'sso',
  accountId: null,
  roleName: null,
  region: 'eu-west-1',
  leaf: null,
  sessionId: null,
  state: { status: 'ready', until: null },
  ...change,
});

const notAsked = () => Promise.reject(new Error('not asked for'));

/** A key service that answers what is given, and fails at everything else. */
export const kmsThat = (answers: Partial<KmsPort>): KmsPort => ({
  generateDataKey: notAsked,
  encryptDataKey: notAsked,
  decryptDataKey: notAsked,
  listKeys: notAsked,
  ownAccount: notAsked,
  describeKey: notAsked,
  keyRotation: notAsked,
  dryRunGenerate: notAsked,
  dryRunDecrypt: notAsked,
  ...answers,
});

const listed = (keys: readonly (NamedKey & Partial<KmsKey>)[]) => ({
  keys: keys.map((key) => ({ facts: null, ...key })),
  denied: [],
  more: false,
});

/** A key service that lists keys when told; nothing else is answered. */
export function manualKms() {
  const asked: {
    readonly profileId: string;
    readonly answer: (keys: readonly NamedKey[]) => void;
    readonly refuse: (error: unknown) => void;
  }[] = [];
  const kmsFor: KmsFor = async (profileId) =>
    kmsThat({
      listKeys: () =>
        new Promise((resolve, reject) =>
          asked.push({ profileId, answer: (keys) => resolve(listed(keys)), refuse: reject }),
        ),
    });
  return { kmsFor, asked };
}

/** A key service that knows these keys at once. */
export const kmsWith =
  (
    keys: Readonly<Record<string, readonly (NamedKey & Partial<KmsKey>)[]>>,
    answers: Partial<KmsPort> = {},
  ): KmsFor =>
  async (profileId) =>
    kmsThat({ listKeys: async () => listed(keys[profileId] ?? []), ...answers });

export const noPractice: PracticePort = {
  protection: 'file',
  createKey: () => Promise.reject(new Error('not asked for')),
  hasKey: async () => false,
};

/** Identities of which nothing is there, and nothing asked for but what is given. */
export const identitiesWith = (answers: Partial<IdentityPort>): IdentityPort => ({
  read: async () => ({ profiles: [], sessions: [], error: null }),
  signIn: notAsked,
  signOut: notAsked,
  accounts: notAsked,
  roles: notAsked,
  saveProfile: notAsked,
  saveSession: notAsked,
  whoAmI: notAsked,
  ...answers,
});

export interface TestSessionParts extends Partial<SessionParts> {
  readonly kmsFor?: KmsFor;
  /** In place of whole identities. */
  readonly awsProfiles?: () => Promise<readonly ProfileView[]>;
}

export function testSession({
  kmsFor = kmsWith({}),
  awsProfiles = async () => [],
  ...parts
}: TestSessionParts = {}): { session: Session; states: SessionState[] } {
  const states: SessionState[] = [];
  const session = createSession({
    version: '1',
    blocked: null,
    catalog: createKeyCatalog(kmsFor, () => 0),
    practice: noPractice,
    settings: memorySettings(),
    identities: identitiesWith({
      read: async () => ({ profiles: await awsProfiles(), sessions: [], error: null }),
    }),
    openLink: notAsked,
    onProfiles: () => {},
    onChange: (state) => states.push(state),
    ...parts,
  });
  return { session, states };
}

/** Lets everything that is ready to go on do so. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The `VaultError` that `work` rejects with or throws; null where it does neither. */
export async function failureOf(work: () => unknown): Promise<VaultError | null> {
  const { VaultFailure } = await import('../../electron/vault/failure.ts');
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof VaultFailure) return error.error;
    throw error;
  }
}

/** Its code; `done` where there is none. */
export const failureCode = async (work: () => unknown): Promise<string> =>
  (await failureOf(work))?.code ?? 'done';
