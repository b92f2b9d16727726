/** The bridge's main end: who may call, what may be asked, and that nothing but a Result comes back. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { type CallName, calls } from '../../electron/contract/api.ts';
import { type Handlers, registerCalls } from '../../electron/ipc/register.ts';
import { schemas } from '../../electron/ipc/schemas.ts';
import { failure } from '../../electron/vault/explain.ts';

type Listener = (event: unknown, ...args: unknown[]) => Promise<unknown>;

const origin = 'app://vault';
const names = Object.keys(calls) as CallName[];
const uuid = '9b2f1f0e-6d7a-4c0f-8a11-0f5a6b7c8d9e';

const encrypt = {
  handles: [uuid],
  profileId: 'practice',
  keyArn: 'arn:x',
  onConflict: 'fail',
  allowOneWay: false,
};
const verify = { handle: uuid, profileId: 'practice', allowUncommitted: true };

/** Arguments that each call's schema accepts. */
const goodArguments: Readonly<Record<CallName, readonly unknown[]>> = {
  getState: [],
  reloadProfiles: [],
  selectProfile: ['practice'],
  signIn: ['session:corp', 'browser'],
  copySignInLink: ['session:corp'],
  cancelSignIn: ['session:corp'],
  signOut: ['url:https://corp.example/start'],
  listAccounts: ['session:corp'],
  listRoles: ['session:corp', '111122223333'],
  saveProfile: [
    {
      sessionId: 'session:corp',
      name: 'dev',
      accountId: '111122223333',
      roleName: 'Dev',
      region: 'eu-west-1',
    },
  ],
  saveSession: [{ name: 'corp', startUrl: 'https://corp.example/start', region: 'eu-west-1' }],
  answerMfa: [uuid, '123456'],
  refreshIdentity: [],
  selectKey: ['arn:x'],
  addKey: ['alias/payroll'],
  refreshKeys: [],
  setEncryption: [
    { check: true, sign: false, shareAbove: 100, context: [['purpose', 'audit']], escrowKey: null },
  ],
  setOtherKeys: [['arn:x']],
  usePractice: [],
  addFiles: [['/tmp/a']],
  chooseFiles: [],
  encrypt: [encrypt],
  allowAccount: ['111122223333'],
  openCard: [uuid],
  closeCard: [uuid],
  canOpen: [uuid, 'practice'],
  decrypt: [{ ...verify, onConflict: 'keep-both' }],
  verify: [verify],
  cancelJob: [uuid],
  pause: [uuid],
  resume: [null],
  retryJob: [uuid, 'replace'],
  clearEnded: [],
  copyRequest: ['Please allow kms:Decrypt'],
  showInFolder: [uuid],
};

function setUp(handler: () => Promise<unknown> = async () => null) {
  const listeners = new Map<string, Listener>();
  const spies = Object.fromEntries(names.map((name) => [name, vi.fn(handler)]));
  const mainFrame = { origin, url: `${origin}/index.html`, parent: null };
  const contents = { mainFrame };
  registerCalls(
    { handle: (channel: string, listener: Listener) => listeners.set(channel, listener) } as never,
    spies as never as Handlers,
    { origin, isOurs: (sender: unknown) => sender === contents },
  );
  const trusted = { sender: contents, senderFrame: mainFrame };
  const call = (name: CallName, event: unknown, args: readonly unknown[]): Promise<unknown> => {
    const listener = listeners.get(calls[name].channel);
    if (listener === undefined) throw new Error(`${name} is not registered`);
    return listener(event, ...args);
  };
  return { listeners, spies, contents, mainFrame, trusted, call };
}

test('exactly the contract’s channels are registered', () => {
  const { listeners } = setUp();
  expect([...listeners.keys()].sort()).toEqual(names.map((name) => calls[name].channel).sort());
});

describe.each(names)('%s', (name) => {
  test('answers the main frame of our window with a Result', async () => {
    const { call, trusted, spies } = setUp();
    expect(await call(name, trusted, goodArguments[name])).toEqual({ ok: true, value: null });
    expect(spies[name]).toHaveBeenCalledWith(...goodArguments[name]);
  });

  test.each([
    ['no frame', (good: ReturnType<typeof setUp>) => ({ ...good.trusted, senderFrame: null })],
    ['another window', (good) => ({ sender: { mainFrame: good.mainFrame }, senderFrame: good.mainFrame })],
    [
      'a sub-frame',
      (good) => ({ ...good.trusted, senderFrame: { ...good.mainFrame, parent: good.mainFrame } }),
    ],
    ['a frame that is not the main one', (good) => ({ ...good.trusted, senderFrame: { ...good.mainFrame } })],
    ...['https://vault', 'app://evil', 'app://vault.evil', 'null', 'file://'].map(
      (wrong) =>
        [
          `origin ${wrong}`,
          (good: ReturnType<typeof setUp>) => {
            const senderFrame = { origin: wrong, url: `${wrong}/index.html`, parent: null };
            good.contents.mainFrame = senderFrame;
            return { sender: good.contents, senderFrame };
          },
        ] as const,
    ),
    [
      'a page of ours by origin only',
      (good) => {
        const senderFrame = { origin, url: 'app://vault.evil/index.html', parent: null };
        good.contents.mainFrame = senderFrame;
        return { sender: good.contents, senderFrame };
      },
    ],
  ] as const satisfies readonly (readonly [string, (good: ReturnType<typeof setUp>) => unknown])[])(
    'does not answer %s',
    async (_who, event) => {
      const set = setUp();
      await expect(set.call(name, event(set), goodArguments[name])).rejects.toThrow('refused');
      expect(set.spies[name]).not.toHaveBeenCalled();
    },
  );

  test('refuses arguments of another form, whatever they are', async () => {
    const { call, trusted, spies } = setUp();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.anything({ withNullPrototype: true, withBigInt: true }), { maxLength: 3 }),
        async (args) => {
          fc.pre(!schemas[name].safeParse(args).success);
          const answer = await call(name, trusted, args);
          expect(answer).toMatchObject({ ok: false, error: { code: 'bad-request' } });
        },
      ),
      { numRuns: 60 },
    );
    const answer = await call(name, trusted, [...goodArguments[name], 'one more']);
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    expect(spies[name]).not.toHaveBeenCalled();
  });
});

const hostile: readonly (readonly [what: string, name: CallName, args: readonly unknown[]])[] = [
  ['replacing at once', 'encrypt', [{ ...encrypt, onConflict: 'replace' }]],
  ['replacing at once', 'decrypt', [{ ...verify, onConflict: 'replace' }]],
  ['another policy', 'retryJob', [uuid, 'overwrite']],
  [
    'a word that only looks like yes',
    'decrypt',
    [{ ...verify, onConflict: 'fail', allowUncommitted: 'true' }],
  ],
  ['no word at all', 'decrypt', [{ handle: uuid, profileId: 'practice', onConflict: 'fail' }]],
  ['a word that only looks like yes', 'verify', [{ ...verify, allowUncommitted: 1 }]],
  ['a result of a check', 'verify', [{ ...verify, onConflict: 'fail' }]],
  ['options of its own making', 'encrypt', [{ ...encrypt, check: false }]],
  ['half of the options', 'setEncryption', [{ check: true }]],
  [
    'more options',
    'setEncryption',
    [{ check: true, sign: true, shareAbove: 100, context: [], escrowKey: null, keyArn: 'arn:x' }],
  ],
  [
    'no file at all',
    'setEncryption',
    [{ check: true, sign: true, shareAbove: 0, context: [], escrowKey: null }],
  ],
  ['nine other keys', 'setOtherKeys', [Array(9).fill('arn:x')]],
  ['an account of eleven digits', 'allowAccount', ['11112222333']],
  [
    'a pair of three',
    'setEncryption',
    [{ check: true, sign: true, shareAbove: 100, context: [['a', 'b', 'c']], escrowKey: null }],
  ],
  ['no word on whom', 'pause', []],
  ['no word on whom', 'resume', [undefined]],
  ['a job by another name', 'pause', ['/tmp/a']],
];

test.each(hostile)('%s is refused (%s)', async (_what, name, args) => {
  const { call, trusted, spies } = setUp();
  expect(await call(name, trusted, goodArguments[name])).toMatchObject({ ok: true });
  expect(await call(name, trusted, args)).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  expect(spies[name]).toHaveBeenCalledOnce();
});

test('what a handler throws becomes a Result; words of unknown errors do not cross', async () => {
  const known = setUp(async () => {
    throw failure('no-key-chosen');
  });
  expect(await known.call('getState', known.trusted, [])).toMatchObject({
    ok: false,
    error: { code: 'no-key-chosen' },
  });
  const unknown = setUp(async () => {
    throw new Error('secret words');
  });
  const answer = await unknown.call('getState', unknown.trusted, []);
  expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(JSON.stringify(answer)).not.toContain('secret');
});
