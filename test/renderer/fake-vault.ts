/**
 * A scriptable `window.vault` for drawing states: it answers from the state it was given, follows simple choices
 * (practice, profile, key, options, cards, pause, cancel) and writes down every call. It encrypts nothing and proves nothing about
 * main; the end-to-end tests against the real app do that.
 *
 * `installFakeVault` runs in the page before its scripts, so it must not use anything from outside itself.
 */
import type {
  CallName,
  EventName,
  EventPayload,
  VaultBridge,
  VerifyRequest,
} from '../../electron/contract/api.ts';
import type { Result, VaultError } from '../../electron/contract/errors.ts';
import type {
  FileRef,
  JobView,
  KeyList,
  Preflight,
  SignInView,
  SsoAccount,
  VaultState,
} from '../../electron/contract/state.ts';

export interface FakeScript {
  readonly state: VaultState;
  /** Keys of each profile, by its id. */
  readonly keys: Readonly<Record<string, KeyList>>;
  /** Why no key can be added. */
  readonly addKey?: VaultError;
  /** Accounts and roles after a sign-in; without accounts AWS is not reached. */
  readonly accounts?: readonly SsoAccount[];
  readonly roles?: readonly string[];
  /** Why no profile and no session can be saved. */
  readonly save?: VaultError;
  /** What "Can I open this?" answers; yes where it is not said. */
  readonly canOpen?: Preflight;
  /** What "Choose files…" answers. */
  readonly chosen: readonly FileRef[];
}

/** What a test can do from outside: send events, and read which calls were made. */
export interface FakeVaultControl {
  readonly emit: <N extends EventName>(name: N, payload: EventPayload<N>) => void;
  readonly calls: (readonly [name: CallName, args: unknown])[];
}

declare global {
  interface Window {
    fakeVault?: FakeVaultControl;
  }
}

export function installFakeVault(script: FakeScript): void {
  type Listeners = { [N in EventName]: Set<(payload: EventPayload<N>) => void> };
  let state = script.state;
  let jobNumber = 0;
  const calls: FakeVaultControl['calls'] = [];
  const listeners: Listeners = {
    session: new Set(),
    jobs: new Set(),
    cards: new Set(),
    filesChosen: new Set(),
    profileMenu: new Set(),
  };
  const isKeyArn = (arn: string): boolean => arn.startsWith('arn:aws:kms:');
  const noKeyArn: VaultError = {
    code: 'invalid-key-arn',
    message: 'This is not the ARN of a KMS key that can be used here.',
    advice: 'It looks like arn:aws:kms:REGION:ACCOUNT:key/ID.',
    details: {},
  };
  const offline: VaultError = { code: 'offline', message: 'Can’t reach AWS.', advice: '', details: {} };
  const ok = async <T>(value: T): Promise<Result<T>> => ({ ok: true, value });
  const refuse = async (error: VaultError): Promise<Result<never>> => ({ ok: false, error });

  const emit: FakeVaultControl['emit'] = (name, payload) => {
    for (const listener of listeners[name]) listener(payload);
  };
  const tellJobs = (changed: readonly JobView[], removed: readonly string[] = []): void =>
    emit('jobs', { changed, removed, paused: state.paused });
  const session = (change: Partial<VaultState['session']>): void => {
    state = { ...state, session: { ...state.session, ...change } };
    emit('session', state.session);
  };
  const signIns = (sessionId: string, ...under: readonly SignInView[]): void => {
    const others = state.session.signIns.filter((it) => it.sessionId !== sessionId);
    session({ signIns: [...others, ...under] });
  };
  const select = (profileId: string): void => {
    const none = { status: 'ready', keys: [], missing: [], more: false } as const;
    const keys = script.keys[profileId] ?? none;
    const only = keys.status === 'ready' && keys.keys.length === 1 ? keys.keys[0] : undefined;
    session({ profileId, keys, keyArn: only?.arn ?? null });
  };
  const job = (id: string, change: Partial<JobView>): void => {
    const found = state.jobs.find((it) => it.id === id);
    if (found === undefined) return;
    const changed = { ...found, ...change };
    state = { ...state, jobs: state.jobs.map((it) => (it.id === id ? changed : it)) };
    tellJobs([changed]);
  };
  const hold = (id: string | null, paused: boolean): void => {
    if (id === null) {
      state = { ...state, paused };
      tellJobs([]);
    } else job(id, { paused });
  };
  const closeCard = (handle: string): void => {
    state = { ...state, cards: state.cards.filter((card) => card.handle !== handle) };
    emit('cards', state.cards);
  };
  const start = (kind: JobView['kind'], name: string, profileId: string, keyArn: string | null): string => {
    jobNumber += 1;
    const profile = state.session.profiles.find((it) => it.id === profileId);
    const started: JobView = {
      id: `new-${jobNumber}`,
      kind,
      name,
      size: 1_500_000,
      profileId,
      profileName: profile?.name ?? profileId,
      accountId: profile?.accountId ?? null,
      caller: null,
      practice: profile?.kind === 'practice',
      keyArn,
      sharedBy: null,
      calls: 0,
      otherKeyArns: kind === 'encrypt' ? state.session.otherKeyArns : [],
      check: false,
      paused: false,
      state: { status: 'queued' },
    };
    state = { ...state, jobs: [...state.jobs, started] };
    tellJobs([started]);
    return started.id;
  };
  const open = (kind: 'decrypt' | 'verify', request: VerifyRequest): Promise<Result<string>> => {
    note(kind, request);
    const card = state.cards.find((it) => it.handle === request.handle);
    closeCard(request.handle);
    return ok(start(kind, card?.name ?? request.handle, request.profileId, null));
  };
  const note = (name: CallName, args: unknown): void => {
    calls.push([name, args]);
  };

  const vault: VaultBridge = {
    on: (name, listener) => {
      listeners[name].add(listener);
      return () => listeners[name].delete(listener);
    },
    getState: () => ok(state),
    reloadProfiles: () => {
      note('reloadProfiles', null);
      session({ profilesError: null });
      return ok(null);
    },
    selectProfile: (profileId) => {
      note('selectProfile', profileId);
      select(profileId);
      return ok(null);
    },
    signIn: (sessionId, way) => {
      note('signIn', [sessionId, way]);
      signIns(sessionId, { sessionId, way, state: { status: 'starting' } });
      return ok(null);
    },
    copySignInLink: (sessionId) => {
      note('copySignInLink', sessionId);
      return ok(null);
    },
    cancelSignIn: (sessionId) => {
      note('cancelSignIn', sessionId);
      signIns(sessionId);
      return ok(null);
    },
    signOut: (sessionId) => {
      note('signOut', sessionId);
      const signedOut = { status: 'signed-out' } as const;
      session({
        signInSessions: state.session.signInSessions.map((it) =>
          it.id === sessionId ? { ...it, state: signedOut } : it,
        ),
      });
      return ok(null);
    },
    listAccounts: (sessionId) => {
      note('listAccounts', sessionId);
      return script.accounts === undefined ? refuse(offline) : ok(script.accounts);
    },
    listRoles: (sessionId, accountId) => {
      note('listRoles', [sessionId, accountId]);
      return ok(script.roles ?? []);
    },
    saveProfile: (profile) => {
      note('saveProfile', profile);
      return script.save === undefined ? ok(null) : refuse(script.save);
    },
    saveSession: (saved) => {
      note('saveSession', saved);
      return script.save === undefined ? ok(`session:${saved.name}`) : refuse(script.save);
    },
    answerMfa: (id, code) => {
      note('answerMfa', [id, code]);
      session({ mfa: null });
      return ok(null);
    },
    refreshIdentity: () => {
      note('refreshIdentity', null);
      session({ identity: { status: 'asking' } });
      return ok(null);
    },
    selectKey: (keyArn) => {
      note('selectKey', keyArn);
      session({ keyArn });
      return ok(null);
    },
    addKey: async (named) => {
      note('addKey', named);
      return script.addKey === undefined ? ok(null) : { ok: false, error: script.addKey };
    },
    refreshKeys: () => {
      note('refreshKeys', null);
      return ok(null);
    },
    setOtherKeys: (otherKeyArns) => {
      note('setOtherKeys', otherKeyArns);
      if (!otherKeyArns.every(isKeyArn)) return refuse(noKeyArn);
      session({ otherKeyArns });
      return ok(null);
    },
    setEncryption: (encryption) => {
      note('setEncryption', encryption);
      if (encryption.context.some(([name, value]) => name === '' || value === '')) {
        const message = 'This encryption context cannot be used: every pair needs a name and a value.';
        return refuse({ code: 'invalid-context', message, advice: '', details: {} });
      }
      if (encryption.escrowKey !== null && !isKeyArn(encryption.escrowKey)) return refuse(noKeyArn);
      session({ encryption });
      return ok(null);
    },
    usePractice: () => {
      note('usePractice', null);
      select('practice');
      return ok(null);
    },
    addFiles: (files) => {
      note(
        'addFiles',
        files.map((file) => file.name),
      );
      return ok(
        files.map((file) => ({
          handle: `added-${file.name}`,
          name: file.name,
          size: file.size,
          kind: 'file',
        })),
      );
    },
    chooseFiles: () => {
      note('chooseFiles', null);
      return ok(script.chosen);
    },
    encrypt: async (request) => {
      note('encrypt', request);
      if (state.session.keyDetails?.oneWay && !request.allowOneWay) {
        const words = { message: 'You could not decrypt again.', advice: '', details: {} };
        return { ok: false, error: { code: 'cannot-decrypt-again', ...words } };
      }
      const names = [...script.chosen.map((ref) => [ref.handle, ref.name] as const)];
      const nameOf = new Map(names);
      return ok(
        request.handles.map((handle) =>
          start(
            'encrypt',
            nameOf.get(handle) ?? handle.replace('added-', ''),
            request.profileId,
            request.keyArn,
          ),
        ),
      );
    },
    openCard: (handle) => {
      note('openCard', handle);
      return ok(null);
    },
    canOpen: (handle, profileId) => {
      note('canOpen', [handle, profileId]);
      return ok(script.canOpen ?? { answer: 'yes', error: null });
    },
    allowAccount: (accountId) => {
      note('allowAccount', accountId);
      session({ accounts: [...state.session.accounts, accountId] });
      return ok(null);
    },
    closeCard: (handle) => {
      note('closeCard', handle);
      closeCard(handle);
      return ok(null);
    },
    decrypt: (request) => open('decrypt', request),
    verify: (request) => open('verify', request),
    cancelJob: (id) => {
      note('cancelJob', id);
      job(id, { state: { status: 'cancelled' } });
      return ok(null);
    },
    pause: (id) => {
      note('pause', id);
      hold(id, true);
      return ok(null);
    },
    resume: (id) => {
      note('resume', id);
      hold(id, false);
      return ok(null);
    },
    retryJob: (id, onConflict) => {
      note('retryJob', [id, onConflict]);
      job(id, { state: { status: 'queued' } });
      return ok(null);
    },
    clearEnded: () => {
      note('clearEnded', null);
      const open = new Set(['queued', 'waiting', 'running']);
      const removed = state.jobs.filter((it) => !open.has(it.state.status)).map((it) => it.id);
      state = { ...state, jobs: state.jobs.filter((it) => open.has(it.state.status)) };
      tellJobs([], removed);
      return ok(null);
    },
    copyRequest: (request) => {
      note('copyRequest', request);
      return ok(null);
    },
    showInFolder: (id) => {
      note('showInFolder', id);
      return ok(null);
    },
  };
  Object.assign(window, { vault, fakeVault: { emit, calls } });
}
