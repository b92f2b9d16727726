/** What each call does, in terms of the vault: one line a call where that is possible. */
import type { FileRef } from '../contract/state.ts';
import { isAccessRequest } from '../vault/access-request.ts';
import type { Desk } from '../vault/desk.ts';
import { failure } from '../vault/explain.ts';
import type { IdentityPort } from '../vault/identity-port.ts';
import type { Jobs } from '../vault/jobs.ts';
import type { Session } from '../vault/session.ts';
import type { Handlers } from './register.ts';

export interface HandlerParts {
  readonly session: Session;
  readonly jobs: Jobs;
  readonly desk: Desk;
  readonly identities: Pick<IdentityPort, 'accounts' | 'roles'>;
  /** The system's dialog; paths, none where the person closed it. */
  readonly chooseFiles: () => Promise<readonly string[]>;
  readonly showInFolder: (path: string) => void;
  readonly copyText: (text: string) => void;
}

export function createHandlers({
  session,
  jobs,
  desk,
  identities,
  chooseFiles,
  showInFolder,
  copyText,
}: HandlerParts): Handlers {
  const guard = (): void => {
    const { blocked } = session.state();
    if (blocked !== null) throw failure(blocked.code, blocked.details);
  };
  const addAll = async (paths: readonly string[]): Promise<readonly FileRef[]> => {
    guard();
    const onDisk = paths.filter((path) => path !== '');
    if (onDisk.length < paths.length) throw failure('file-not-found');
    return Promise.all(onDisk.map((path) => desk.add(path)));
  };
  return {
    getState: async () => ({
      session: session.state(),
      jobs: jobs.views(),
      paused: jobs.paused(),
      cards: desk.cards(),
    }),
    reloadProfiles: () => done(session.reload()),
    selectProfile: (profileId) => guarded(guard, () => session.selectProfile(profileId)),
    signIn: (sessionId, way) => guarded(guard, async () => session.signIns.start(sessionId, way)),
    copySignInLink: async (sessionId) => done(copyText(session.signIns.link(sessionId))),
    cancelSignIn: async (sessionId) => done(session.signIns.cancel(sessionId)),
    signOut: (sessionId) => guarded(guard, () => session.signOut(sessionId)),
    listAccounts: async (sessionId) => {
      guard();
      return identities.accounts(sessionId);
    },
    listRoles: async (sessionId, accountId) => {
      guard();
      return identities.roles(sessionId, accountId);
    },
    saveProfile: (profile) => guarded(guard, () => session.saveProfile(profile)),
    saveSession: async (added) => {
      guard();
      return session.saveSession(added);
    },
    answerMfa: async (id, code) => done(session.mfa.answer(id, code)),
    refreshIdentity: async () => done(session.refreshIdentity()),
    selectKey: (keyArn) => guarded(guard, async () => session.selectKey(keyArn)),
    addKey: (named) => guarded(guard, () => session.addKey(named)),
    refreshKeys: () => guarded(guard, () => session.refreshKeys()),
    setOtherKeys: (keyArns) => guarded(guard, async () => session.setOtherKeys(keyArns)),
    setEncryption: (options) => guarded(guard, async () => session.setEncryption(options)),
    usePractice: () => guarded(guard, () => session.usePractice()),
    addFiles: addAll,
    chooseFiles: async () => addAll(await chooseFiles()),
    encrypt: async (request) => {
      guard();
      return desk.encrypt(request);
    },
    allowAccount: (accountId) => guarded(guard, async () => session.allowAccount(accountId)),
    openCard: (handle) => guarded(guard, () => desk.openCard(handle)),
    closeCard: async (handle) => done(desk.closeCard(handle)),
    canOpen: async (handle, profileId) => {
      guard();
      return desk.canOpen(handle, profileId);
    },
    decrypt: async (request) => {
      guard();
      return desk.decrypt(request);
    },
    verify: async (request) => {
      guard();
      return desk.verify(request);
    },
    cancelJob: async (id) => done(jobs.cancel(id)),
    pause: async (id) => done(jobs.pause(id)),
    resume: async (id) => done(jobs.resume(id)),
    retryJob: (id, onConflict) => guarded(guard, async () => jobs.retry(id, onConflict)),
    clearEnded: async () => done(jobs.clearEnded()),
    copyRequest: async (request) => {
      if (!isAccessRequest(request)) throw failure('bad-request');
      return done(copyText(request));
    },
    showInFolder: async (id) => {
      const path = jobs.output(id);
      if (path === null) throw failure('unknown-handle');
      showInFolder(path);
      return null;
    },
  };
}

/** A call without an answer answers null. */
async function done(work: Promise<void> | void): Promise<null> {
  await work;
  return null;
}

async function guarded(guard: () => void, work: () => Promise<void>): Promise<null> {
  guard();
  return done(work());
}
