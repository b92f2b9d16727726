/**
 * The store on a scripted bridge: events that overtake the first answer are not lost, and no dropped file is ever
 * lost, whether there is no key, the call fails, or the thing cannot be encrypted.
 */
import { describe, expect, it } from 'vitest';
import type { EventName, EventPayload, VaultBridge } from '../../electron/contract/api.ts';
import type { Result } from '../../electron/contract/errors.ts';
import type { FileRef, SignInView, VaultState } from '../../electron/contract/state.ts';
import { createStore } from '../../renderer/store.ts';
import { error, inCorp, job, payroll, practice, session, signInSession, vault } from './samples.ts';

type Listeners = { [N in EventName]?: (payload: EventPayload<N>) => void };

const ok = <T>(value: T): Promise<Result<T>> => Promise.resolve({ ok: true, value });
const offline = error('offline', 'Can’t reach AWS.');
const fail = (): Promise<Result<never>> => Promise.resolve({ ok: false, error: offline });

function setUp(state: VaultState, change: Partial<VaultBridge> = {}) {
  const calls: (readonly [string, unknown])[] = [];
  const listeners: Listeners = {};
  const answer =
    (name: string) =>
    (argument?: unknown): Promise<Result<null>> => {
      calls.push([name, argument]);
      return ok(null);
    };
  const bridge: VaultBridge = {
    on: (name, listener) => {
      Object.assign(listeners, { [name]: listener });
      return () => undefined;
    },
    getState: () => ok(state),
    reloadProfiles: answer('reloadProfiles'),
    selectProfile: answer('selectProfile'),
    signIn: answer('signIn'),
    copySignInLink: answer('copySignInLink'),
    cancelSignIn: answer('cancelSignIn'),
    signOut: answer('signOut'),
    listAccounts: () => ok([]),
    listRoles: () => ok([]),
    saveProfile: answer('saveProfile'),
    saveSession: ({ name }) => ok(`session:${name}`),
    answerMfa: answer('answerMfa'),
    refreshIdentity: answer('refreshIdentity'),
    selectKey: answer('selectKey'),
    addKey: answer('addKey'),
    refreshKeys: answer('refreshKeys'),
    setOtherKeys: answer('setOtherKeys'),
    setEncryption: answer('setEncryption'),
    usePractice: answer('usePractice'),
    addFiles: () => ok([]),
    chooseFiles: () => ok([]),
    encrypt: (request) => {
      calls.push(['encrypt', request]);
      return ok(request.handles);
    },
    openCard: answer('openCard'),
    allowAccount: answer('allowAccount'),
    closeCard: answer('closeCard'),
    canOpen: () => ok({ answer: 'yes', error: null }),
    decrypt: () => ok('job'),
    verify: () => ok('job'),
    cancelJob: answer('cancelJob'),
    pause: answer('pause'),
    resume: answer('resume'),
    retryJob: answer('retryJob'),
    clearEnded: answer('clearEnded'),
    copyRequest: answer('copyRequest'),
    showInFolder: answer('showInFolder'),
    ...change,
  };
  const store = createStore(bridge);
  store.start();
  return { store, calls, listeners };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const file = (name: string, kind: FileRef['kind'] = 'file'): FileRef => ({
  handle: name,
  name,
  size: 1,
  kind,
});

describe('state', () => {
  it('applies events that arrive before the first answer', async () => {
    const { store, listeners } = setUp(vault());
    listeners.session?.(session(inCorp));
    listeners.jobs?.({ changed: [job('1', 'a', { status: 'queued' })], removed: [], paused: true });
    expect(store.getSnapshot().vault).toBeNull();
    await settled();
    expect(store.getSnapshot().vault?.session.profileId).toBe('aws:corp-dev');
    expect(store.getSnapshot().vault).toMatchObject({ jobs: [{ id: '1' }], paused: true });
  });

  it('remembers what keys are called when their list is gone', async () => {
    const { store, listeners } = setUp(vault());
    await settled();
    listeners.session?.(session(inCorp));
    listeners.session?.(session());
    expect(store.getSnapshot().keyNames.get(payroll.arn)).toBe('payroll');
    const later = setUp(vault(inCorp));
    await settled();
    expect(later.store.getSnapshot().keyNames.get(payroll.arn)).toBe('payroll');
  });

  it('shows why main did not answer', async () => {
    const { store } = setUp(vault(), { getState: fail });
    await settled();
    expect(store.getSnapshot()).toMatchObject({ vault: null, notices: [{ error: offline }] });
  });

  it('tells its listeners, and no more once they left', async () => {
    const { store } = setUp(vault());
    let heard = 0;
    const leave = store.subscribe(() => {
      heard += 1;
    });
    await settled();
    expect(heard).toBe(1);
    leave();
    store.dismissRefused();
    expect(heard).toBe(1);
  });

  it('chooses practice by its own call, which makes a key where there is none', async () => {
    const { store, calls } = setUp(vault());
    await store.selectProfile(practice);
    expect(calls.map(([name]) => name)).toEqual(['usePractice']);
  });
});

describe('a sign-in', () => {
  const signedIn = [signInSession('corp', { state: { status: 'signed-in', until: null } })];
  const waiting: SignInView = { sessionId: 'session:corp', way: 'browser', state: { status: 'starting' } };
  const alone = { profiles: [practice], signInSessions: [signInSession('corp')] };

  it('of a session that no profile uses leads to its roles, when it is over', async () => {
    const { store, listeners } = setUp(vault(alone));
    await settled();
    await store.signIn('session:corp');
    listeners.session?.(session({ ...alone, signInSessions: signedIn, signIns: [waiting] }));
    expect(store.getSnapshot().adding).toBeNull();
    listeners.session?.(session({ ...alone, signInSessions: signedIn }));
    expect(store.getSnapshot().adding).toEqual({ sessionId: 'session:corp' });
    store.stopAdding();
    listeners.session?.(session({ ...alone, signInSessions: signedIn }));
    expect(store.getSnapshot().adding).toBeNull();
  });

  it('of a session with profiles, in a terminal, or taken back leads nowhere', async () => {
    const withProfiles = setUp(vault({ signInSessions: [signInSession('corp')] }));
    const inTerminal = setUp(vault(alone));
    const takenBack = setUp(vault(alone));
    await settled();
    await withProfiles.store.signIn('session:corp');
    await takenBack.store.signIn('session:corp');
    takenBack.store.cancelSignIn('session:corp');
    withProfiles.listeners.session?.(session({ signInSessions: signedIn }));
    for (const { listeners } of [inTerminal, takenBack]) {
      listeners.session?.(session({ ...alone, signInSessions: signedIn }));
    }
    const opened = [withProfiles, inTerminal, takenBack].map(({ store }) => store.getSnapshot().adding);
    expect(opened).toEqual([null, null, null]);
  });
});

describe('files', () => {
  it('encrypts at once with the chosen profile and key, and opens envelopes as cards', async () => {
    const chosen = [file('a.txt'), file('b.envelope', 'envelope'), file('c.txt')];
    const { store, calls } = setUp(vault(inCorp), { chooseFiles: () => ok(chosen) });
    await settled();
    await store.chooseFiles();
    expect(calls).toEqual([
      [
        'encrypt',
        {
          handles: ['a.txt', 'c.txt'],
          profileId: 'aws:corp-dev',
          keyArn: payroll.arn,
          onConflict: 'fail',
          allowOneWay: false,
        },
      ],
      ['openCard', 'b.envelope'],
    ]);
    expect(store.getSnapshot().waiting).toEqual([]);
  });

  it('takes files from the application menu as if they were dropped', async () => {
    const { calls, listeners } = setUp(vault(inCorp));
    await settled();
    listeners.filesChosen?.([file('a.txt')]);
    await settled();
    expect(calls.map(([name]) => name)).toEqual(['encrypt']);
  });

  it('keeps files while no key is chosen, until the person says go', async () => {
    const { store, calls, listeners } = setUp(vault(), { addFiles: () => ok([file('a.txt')]) });
    await settled();
    await store.addFiles([]);
    expect(store.getSnapshot().waiting).toEqual([file('a.txt')]);
    listeners.session?.(session(inCorp));
    expect(calls).toEqual([]);
    await store.encryptWaiting();
    expect(store.getSnapshot().waiting).toEqual([]);
    expect(calls.map(([name]) => name)).toEqual(['encrypt']);
  });

  it('keeps files when the call fails, and says so', async () => {
    const { store } = setUp(vault(inCorp), { chooseFiles: () => ok([file('a.txt')]), encrypt: fail });
    await settled();
    await store.chooseFiles();
    expect(store.getSnapshot()).toMatchObject({ waiting: [file('a.txt')], notices: [{ error: offline }] });
  });

  it('keeps files when the key would not decrypt again, and asks instead of complaining', async () => {
    const encrypt = (): Promise<Result<never>> =>
      Promise.resolve({ ok: false, error: error('cannot-decrypt-again', 'Not again.') });
    const { store } = setUp(vault(inCorp), { chooseFiles: () => ok([file('a.txt')]), encrypt });
    await settled();
    await store.chooseFiles();
    expect(store.getSnapshot()).toMatchObject({ waiting: [file('a.txt')], notices: [] });
  });

  it('shows folders and special files instead of dropping them silently', async () => {
    const chosen = [file('dir', 'folder'), file('pipe', 'other')];
    const { store, calls } = setUp(vault(inCorp), { chooseFiles: () => ok(chosen) });
    await settled();
    await store.chooseFiles();
    expect(store.getSnapshot().refused).toEqual(chosen);
    expect(calls).toEqual([]);
  });
});
