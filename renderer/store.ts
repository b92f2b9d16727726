/**
 * Everything the window shows, in one immutable snapshot, and everything a person can ask for, as functions.
 *
 * Main owns the vault's state; the store mirrors it (`getState` once, then events). Its own are only what main does
 * not know: files waiting for a key, dropped things that cannot be encrypted, calls that failed, what keys of former
 * lists are called, and what is open (the profile menu, a profile being added). A dropped file is in exactly one
 * place: a card, a job, `waiting` or `refused`.
 */
import type { VaultBridge, VerifyRequest } from '../electron/contract/api.ts';
import type { Result, VaultError } from '../electron/contract/errors.ts';
import type {
  ConflictPolicy,
  EncryptionOptions,
  FileRef,
  ProfileView,
  SignInWay,
  VaultState,
} from '../electron/contract/state.ts';
import { encryptTarget, sortFiles } from './features/drop/intake.ts';
import { type KeyNames, withKeyNames } from './features/identity/keys.ts';
import { hasSignedIn, lacksRole } from './features/sign-in/role-to-choose.ts';
import { applyEvent, type VaultEvent } from './merge.ts';

export interface Notice {
  readonly id: number;
  readonly error: VaultError;
}

export interface Snapshot {
  /** null until main has answered. */
  readonly vault: VaultState | null;
  /** Files to encrypt, kept until there is a key and the person says go. */
  readonly waiting: readonly FileRef[];
  /** Folders and special files, with which nothing can be done. */
  readonly refused: readonly FileRef[];
  readonly notices: readonly Notice[];
  readonly isProfileMenuOpen: boolean;
  /** Of all keys that were listed: files show theirs when another profile is chosen, or nobody is signed in. */
  readonly keyNames: KeyNames;
  /** Being added: a profile for a role of this session, or with `sessionId` null a session to begin with. */
  readonly adding: { readonly sessionId: string | null } | null;
}

export type Store = ReturnType<typeof createStore>;

export function createStore(bridge: VaultBridge) {
  // Under another name, because tools take `use…` for a React hook.
  const { usePractice: choosePractice } = bridge;
  let snapshot: Snapshot = {
    vault: null,
    waiting: [],
    refused: [],
    notices: [],
    isProfileMenuOpen: false,
    keyNames: new Map(),
    adding: null,
  };
  let early: VaultEvent[] = [];
  let lastNotice = 0;
  /** Sessions that the person began to sign in to in this window. */
  const signingIn = new Set<string>();
  const listeners = new Set<() => void>();

  const set = (change: Partial<Snapshot>): void => {
    snapshot = { ...snapshot, ...change };
    for (const listener of listeners) listener();
  };

  const show = (vault: VaultState): void =>
    set({ vault, keyNames: withKeyNames(snapshot.keyNames, vault.session.keys) });

  const notify = (error: VaultError): void => {
    lastNotice += 1;
    set({ notices: [...snapshot.notices, { id: lastNotice, error }] });
  };

  /** The value of a call, or null after its error was put up as a notice. */
  const ask = async <Value>(call: Promise<Result<Value>>): Promise<{ readonly value: Value } | null> => {
    const result = await call;
    if (result.ok) return { value: result.value };
    notify(result.error);
    return null;
  };

  /** Events that overtake the answer to `getState` wait for it and are then applied in order. */
  const receive = (event: VaultEvent): void => {
    const { vault } = snapshot;
    if (vault === null) {
      early.push(event);
      return;
    }
    const next = applyEvent(vault, event);
    show(next);
    const signedIn = [...signingIn].filter((id) => hasSignedIn(next.session, id));
    for (const id of signedIn) signingIn.delete(id);
    const sessionId = signedIn.find((id) => lacksRole(next.session, id));
    if (sessionId !== undefined) set({ adding: { sessionId } });
  };

  const load = async (): Promise<void> => {
    const answer = await ask(bridge.getState());
    if (answer === null) return;
    show(early.reduce(applyEvent, answer.value));
    early = [];
  };

  /** Files wait where there is no key, and where the person has to allow one that does not decrypt again. */
  const encrypt = async (files: readonly FileRef[], allowOneWay = false): Promise<void> => {
    const target = snapshot.vault === null ? null : encryptTarget(snapshot.vault.session);
    const handles = files.map((file) => file.handle);
    if (target !== null && handles.length > 0) {
      const started = await bridge.encrypt({ ...target, handles, onConflict: 'fail', allowOneWay });
      if (started.ok) return;
      if (started.error.code !== 'cannot-decrypt-again') notify(started.error);
    }
    set({ waiting: [...snapshot.waiting, ...files] });
  };

  const take = async (refs: readonly FileRef[]): Promise<void> => {
    const { files, envelopes, refused } = sortFiles(refs);
    if (refused.length > 0) set({ refused: [...snapshot.refused, ...refused] });
    if (files.length > 0) await encrypt(files);
    for (const envelope of envelopes) await ask(bridge.openCard(envelope.handle));
  };

  return {
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: (): Snapshot => snapshot,

    /** Follow main's events and ask for its state. */
    start(): void {
      bridge.on('session', (payload) => receive({ name: 'session', payload }));
      bridge.on('jobs', (payload) => receive({ name: 'jobs', payload }));
      bridge.on('cards', (payload) => receive({ name: 'cards', payload }));
      bridge.on('filesChosen', (refs) => void take(refs));
      bridge.on('profileMenu', () => set({ isProfileMenuOpen: true }));
      void load();
    },

    async addFiles(files: readonly File[]): Promise<void> {
      const refs = await ask(bridge.addFiles(files));
      if (refs !== null) await take(refs.value);
    },
    async chooseFiles(): Promise<void> {
      const refs = await ask(bridge.chooseFiles());
      if (refs !== null) await take(refs.value);
    },
    async encryptWaiting(allowOneWay = false): Promise<void> {
      const files = snapshot.waiting;
      set({ waiting: [] });
      await encrypt(files, allowOneWay);
    },
    dropWaiting: (): void => set({ waiting: [] }),
    dismissRefused: (): void => set({ refused: [] }),
    dismissNotice: (id: number): void => set({ notices: snapshot.notices.filter((it) => it.id !== id) }),

    choosePractice: () => ask(choosePractice()),
    /** Practice needs a key of its own, so choosing it is another call than choosing an AWS profile. */
    selectProfile: (profile: ProfileView) =>
      ask(profile.kind === 'practice' ? choosePractice() : bridge.selectProfile(profile.id)),
    setProfileMenuOpen: (isProfileMenuOpen: boolean): void => set({ isProfileMenuOpen }),
    /** `browser` where the session has it: main opens one tab. */
    async signIn(sessionId: string, way: SignInWay = 'browser'): Promise<void> {
      if ((await ask(bridge.signIn(sessionId, way))) !== null) signingIn.add(sessionId);
    },
    copySignInLink: (sessionId: string) => ask(bridge.copySignInLink(sessionId)),
    cancelSignIn(sessionId: string): void {
      signingIn.delete(sessionId);
      void ask(bridge.cancelSignIn(sessionId));
    },
    signOut: (sessionId: string) => ask(bridge.signOut(sessionId)),
    /** Who the chosen profile is, and its keys where they could not be listed. */
    async askAgain(): Promise<void> {
      const isFailed = snapshot.vault?.session.keys.status === 'failed';
      await Promise.all([ask(bridge.refreshIdentity()), isFailed && ask(bridge.refreshKeys())]);
    },
    answerMfa: (id: string, code: string | null) => ask(bridge.answerMfa(id, code)),
    /** Offer to add a profile, of a session or (null) of one that is to be connected to. */
    addProfile: (sessionId: string | null): void => set({ adding: { sessionId } }),
    stopAdding: (): void => set({ adding: null }),
    /** What main says against these is shown in the place that asked. */
    listAccounts: bridge.listAccounts,
    listRoles: bridge.listRoles,
    saveProfile: bridge.saveProfile,
    saveSession: bridge.saveSession,
    reloadProfiles: () => ask(bridge.reloadProfiles()),
    selectKey: (keyArn: string) => ask(bridge.selectKey(keyArn)),
    refreshKeys: () => ask(bridge.refreshKeys()),
    /** Answers what is wrong, to be shown where the key was typed. */
    addKey: (named: string) => bridge.addKey(named),
    setEncryption: (options: EncryptionOptions) => ask(bridge.setEncryption(options)),
    /** The same, where what main says against it is shown beside the fields and not as a notice. */
    proposeEncryption: (options: EncryptionOptions) => bridge.setEncryption(options),
    /** What main says against it is shown beside the field, too. */
    setOtherKeys: (keyArns: readonly string[]) => bridge.setOtherKeys(keyArns),
    allowAccount: (accountId: string) => ask(bridge.allowAccount(accountId)),

    decrypt: (request: VerifyRequest) => ask(bridge.decrypt({ ...request, onConflict: 'fail' })),
    verify: (request: VerifyRequest) => ask(bridge.verify(request)),
    canOpen: (handle: string, profileId: string) => ask(bridge.canOpen(handle, profileId)),
    closeCard: (handle: string) => ask(bridge.closeCard(handle)),

    cancelJob: (id: string) => ask(bridge.cancelJob(id)),
    /** One job, or with null all of them. */
    pause: (id: string | null) => ask(bridge.pause(id)),
    resume: (id: string | null) => ask(bridge.resume(id)),
    retryJob: (id: string, onConflict: ConflictPolicy) => ask(bridge.retryJob(id, onConflict)),
    clearEnded: () => ask(bridge.clearEnded()),
    copyRequest: (request: string) => ask(bridge.copyRequest(request)),
    showInFolder: (id: string) => ask(bridge.showInFolder(id)),
  };
}
