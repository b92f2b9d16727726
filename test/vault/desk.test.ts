/** What happens to files that a person brings, and above all what does not happen without being asked. */
import { mkdir, symlink } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import type { EnvelopeCard } from '../../electron/contract/state.ts';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { parseKeyArn, realmOf } from '../../electron/kms/arn.ts';
import { KmsError } from '../../electron/kms/errors.ts';
import type { KmsPort } from '../../electron/kms/port.ts';
import { createDesk } from '../../electron/vault/desk.ts';
import { failure } from '../../electron/vault/explain.ts';
import { createHandles } from '../../electron/vault/handles.ts';
import type { JobSpec, Jobs } from '../../electron/vault/jobs.ts';
import type { PracticePort } from '../../electron/vault/session.ts';
import type { Settings } from '../../electron/vault/settings.ts';
import { createVault } from '../../electron/vault/vault.ts';
import { testEngine } from '../engine/support.ts';
import { posix, type Scratch, scratch } from '../support/scratch.ts';
import {
  account,
  awsArn,
  encryptedKey,
  messageWith,
  otherArn,
  practiceArn,
  uncommittedWith,
} from './envelopes.ts';
import {
  awsProfile,
  failureCode,
  failureOf,
  kmsWith,
  memorySettings,
  noPractice,
  testSession,
} from './fakes.ts';

const engine = testEngine(1);
/** Where `awsArn` lives. */
const realm = realmOf(awsArn) ?? '';
const region = parseKeyArn(awsArn)?.region ?? '';

interface Setting {
  readonly profiles?: readonly ReturnType<typeof awsProfile>[];
  readonly realms?: Settings['realms'];
  readonly remembered?: Partial<Settings>;
  readonly hasKey?: PracticePort['hasKey'];
  readonly answers?: Partial<KmsPort>;
  /** ARNs of the keys that are listed, by profile. */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
}

async function start(setting: Setting = {}) {
  const { profiles = [], realms = {}, hasKey = async () => false, keys = {}, answers, remembered } = setting;
  const listed = Object.entries({ practice: [practiceArn], ...keys }).map(([id, arns]) => [
    id,
    arns.map((arn) => ({ arn, aliases: [] })),
  ]);
  // Anything that would contact a key service fails the test by its record.
  const kmsFor = vi.fn(kmsWith(Object.fromEntries(listed), answers));
  const settings = memorySettings({ realms, ...remembered });
  const practice = { ...noPractice, hasKey };
  const { session } = testSession({ settings, kmsFor, awsProfiles: async () => profiles });
  await session.reload();
  const added: JobSpec[] = [];
  const jobs: Jobs = {
    add: (spec) => `job ${added.push(spec)}`,
    cancel: () => {},
    pause: () => {},
    resume: () => {},
    retry: () => {},
    goOn: () => {},
    clearEnded: () => {},
    views: () => [],
    paused: () => false,
    output: () => null,
    forgetKeys: () => {},
    close: async () => {},
  };
  const shown: (readonly EnvelopeCard[])[] = [];
  const vault = createVault({ engine, kmsFor, policy: strictPolicy });
  const handles = createHandles();
  const onCards = (cards: readonly EnvelopeCard[]) => shown.push(cards);
  const desk = createDesk({ vault, jobs, session, settings, practice, handles, onCards });
  return { desk, session, settings, added, shown, kmsFor };
}

const wish = { onConflict: 'fail' as const, allowUncommitted: false };
const envelope = (folder: Scratch, ...arns: readonly string[]): Promise<string> =>
  folder.write('x.envelope', messageWith(arns.map((arn) => encryptedKey(arn))));

describe('a double-click', () => {
  test('on a practice envelope whose key is here decrypts at once, beside it', async () => {
    await using folder = await scratch();
    const { desk, added } = await start({ hasKey: async (arn) => arn === practiceArn });
    const path = await envelope(folder, practiceArn);
    await desk.doubleClick(path);
    expect(added).toMatchObject([
      {
        kind: 'decrypt',
        source: path,
        profileId: 'practice',
        practice: true,
        allowUncommitted: false,
        headerDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
        onConflict: 'keep-both',
      },
    ]);
    expect(desk.cards()).toEqual([]);
  });

  test('on a practice envelope of another computer shows its card', async () => {
    await using folder = await scratch();
    const { desk, added } = await start();
    await desk.doubleClick(await envelope(folder, practiceArn));
    expect(added).toEqual([]);
    expect(desk.cards()).toMatchObject([
      { name: 'x.envelope', suggestedProfileId: 'practice', content: { status: 'ready' } },
    ]);
  });

  test('while the practice keys cannot be read shows its card', async () => {
    await using folder = await scratch();
    const { desk, added } = await start({
      hasKey: () => Promise.reject(failure('practice-store-unreadable')),
    });
    await desk.doubleClick(await envelope(folder, practiceArn));
    expect(added).toEqual([]);
    expect(desk.cards()).toMatchObject([{ content: { status: 'ready' } }]);
  });

  const ready = awsProfile('dev', { accountId: account });
  test('on an envelope of an account and region that this ready profile used before decrypts at once', async () => {
    await using folder = await scratch();
    const { desk, added } = await start({ profiles: [ready], realms: { [realm]: 'aws:dev' } });
    await desk.doubleClick(await envelope(folder, awsArn));
    expect(added).toMatchObject([
      { kind: 'decrypt', profileId: 'aws:dev', practice: false, onConflict: 'keep-both' },
    ]);
  });

  const asks: readonly (readonly [string, Setting, readonly string[], string | null])[] = [
    ['of an account never opened before', { profiles: [ready] }, [awsArn], 'aws:dev'],
    ['of nobody’s account', { profiles: [ready] }, [otherArn], null],
    [
      'of a known account in another region',
      { profiles: [ready], realms: { [realm]: 'aws:dev' } },
      [awsArn.replace(region, 'ap-southeast-2')],
      'aws:dev',
    ],
    [
      'of a known account number in another partition',
      { profiles: [ready], realms: { [realm]: 'aws:dev' } },
      [awsArn.replace('arn:aws:', 'arn:aws-cn:').replace(region, 'cn-north-1')],
      'aws:dev',
    ],
    [
      'with a second key of an unknown account',
      { profiles: [ready], realms: { [realm]: 'aws:dev' } },
      [awsArn, otherArn],
      'aws:dev',
    ],
    [
      'with a key of another provider beside',
      { profiles: [ready], realms: { [realm]: 'aws:dev' } },
      [awsArn, 'junk'],
      'aws:dev',
    ],
    [
      'when that profile needs a sign-in',
      { profiles: [{ ...ready, state: { status: 'sign-in' } }], realms: { [realm]: 'aws:dev' } },
      [awsArn],
      'aws:dev',
    ],
    [
      'when that profile cannot be used',
      {
        profiles: [{ ...ready, state: { status: 'unusable', reason: 'x' } }],
        realms: { [realm]: 'aws:dev' },
      },
      [awsArn],
      null,
    ],
    [
      'when that profile is gone',
      { profiles: [awsProfile('other')], realms: { [realm]: 'aws:dev' } },
      [awsArn],
      null,
    ],
    [
      'when another profile opened it before',
      { profiles: [awsProfile('a', { accountId: account }), ready], realms: { [realm]: 'aws:gone' } },
      [awsArn],
      'aws:a',
    ],
    [
      'practice beside AWS, without the practice key',
      { profiles: [ready], realms: { [realm]: 'aws:dev' } },
      [awsArn, practiceArn],
      'practice',
    ],
  ];
  test.each(asks)(
    'on an envelope %s shows its card and contacts nobody',
    async (_, setting, arns, suggested) => {
      await using folder = await scratch();
      const { desk, added, kmsFor, shown } = await start(setting);
      await desk.doubleClick(await envelope(folder, ...arns));
      expect(added).toEqual([]);
      expect(kmsFor).not.toHaveBeenCalled();
      expect(desk.cards()).toMatchObject([{ suggestedProfileId: suggested, content: { status: 'ready' } }]);
      expect(shown).toEqual([desk.cards()]);
      expect(await folder.names()).toEqual(['x.envelope']);
    },
  );

  test.each([
    ['practice, with the key here', practiceArn, 'practice'],
    ['of an account that this ready profile used before', awsArn, 'aws:dev'],
  ])('on an envelope without key commitment shows its card: %s', async (_, arn, suggestedProfileId) => {
    await using folder = await scratch();
    const { desk, added, kmsFor } = await start({
      profiles: [ready],
      realms: { [realm]: 'aws:dev' },
      hasKey: async () => true,
    });
    await desk.doubleClick(await folder.write('old.envelope', uncommittedWith(arn)));
    expect(added).toEqual([]);
    expect(kmsFor).not.toHaveBeenCalled();
    expect(desk.cards()).toMatchObject([{ suggestedProfileId, content: { status: 'ready' } }]);
  });

  test('on what is no envelope shows why', async () => {
    await using folder = await scratch();
    const { desk, added } = await start();
    await desk.doubleClick(await folder.write('x.envelope', 'Dear Sir'));
    await desk.doubleClick(folder.at('gone.envelope'));
    expect(added).toEqual([]);
    expect(desk.cards().map(({ content }) => content.status === 'failed' && content.error.code)).toEqual([
      'not-an-envelope',
      'file-not-found',
    ]);
  });

  test('twice on the same envelope shows one card', async () => {
    await using folder = await scratch();
    const { desk } = await start();
    const path = await envelope(folder, awsArn);
    await desk.doubleClick(path);
    await desk.doubleClick(path);
    expect(desk.cards().length).toBe(1);
  });
});

describe('a card', () => {
  test('is put on the desk, taken off, and decrypted as wished', async () => {
    await using folder = await scratch();
    const { desk, added, kmsFor } = await start({ profiles: [awsProfile('dev', { accountId: account })] });
    const { handle } = await desk.add(await envelope(folder, awsArn));
    await desk.openCard(handle);
    await desk.openCard(handle);
    expect(desk.cards().map((card) => card.handle)).toEqual([handle]);
    desk.closeCard(handle);
    expect(desk.cards()).toEqual([]);
    await desk.openCard(handle);
    desk.decrypt({ ...wish, handle, profileId: 'aws:dev' });
    expect(desk.cards()).toEqual([]);
    await desk.openCard(handle);
    const { onConflict: _, ...check } = wish;
    desk.verify({ ...check, handle, profileId: 'aws:dev' });
    expect(desk.cards()).toEqual([]);
    const job = {
      profileName: 'dev',
      practice: false,
      headerDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      keys: { accounts: [account], region: 'eu-west-1' },
    };
    expect(added).toMatchObject([
      { ...job, kind: 'decrypt', onConflict: 'fail' },
      { ...job, kind: 'verify' },
    ]);
    expect(kmsFor).not.toHaveBeenCalled();
  });

  test('stays when the profile is refused', async () => {
    await using folder = await scratch();
    const { desk, added } = await start();
    const { handle } = await desk.add(await envelope(folder, awsArn));
    await desk.openCard(handle);
    expect(await failureCode(() => desk.decrypt({ ...wish, handle, profileId: 'aws:x' }))).toBe(
      'profile-not-found',
    );
    expect(desk.cards().length).toBe(1);
    expect(added).toEqual([]);
  });

  test('of an account that nobody allowed stays, and says which; allowed, it is opened', async () => {
    await using folder = await scratch();
    const profiles = [awsProfile('dev', { accountId: account })];
    const { desk, session, added, kmsFor } = await start({ profiles });
    const { handle } = await desk.add(await envelope(folder, otherArn));
    const request = { ...wish, handle, profileId: 'aws:dev' };
    for (const open of [desk.decrypt, desk.verify]) {
      await desk.openCard(handle);
      expect(await failureOf(() => open(request))).toMatchObject({
        code: 'account-not-allowed',
        message: expect.stringContaining('AWS account 444455556666,'),
        details: { accounts: ['444455556666'] },
      });
      expect(desk.cards().length).toBe(1);
    }
    expect(added).toEqual([]);
    expect(kmsFor).not.toHaveBeenCalled();
    session.allowAccount('444455556666');
    desk.decrypt(request);
    expect(added).toMatchObject([{ keys: { accounts: [account, '444455556666'], region: 'eu-west-1' } }]);
  });

  test('without key commitment it is neither decrypted nor checked but on a word for this file', async () => {
    await using folder = await scratch();
    const { desk, added } = await start({ profiles: [awsProfile('dev', { accountId: account })] });
    const { handle } = await desk.add(await folder.write('old.envelope', uncommittedWith(awsArn)));
    const request = { ...wish, handle, profileId: 'aws:dev' };
    for (const open of [desk.decrypt, desk.verify]) {
      await desk.openCard(handle);
      expect(desk.cards()).toMatchObject([{ content: { info: { committed: false } } }]);
      expect(await failureCode(() => open(request))).toBe('uncommitted-suite');
      expect(desk.cards().length).toBe(1);
      open({ ...request, allowUncommitted: true });
    }
    expect(added).toMatchObject([
      { kind: 'decrypt', allowUncommitted: true },
      { kind: 'verify', allowUncommitted: true },
    ]);
    // The word is not remembered.
    await desk.openCard(handle);
    expect(await failureCode(() => desk.decrypt(request))).toBe('uncommitted-suite');
  });
});

describe('a handle that was not given out', () => {
  test.each(['', '/etc/passwd', '00000000-0000-4000-8000-000000000000', '__proto__'])(
    '"%s" is refused',
    async (handle) => {
      const { desk, session, added } = await start();
      await session.selectProfile('practice');
      const request = { ...wish, profileId: 'practice' };
      expect(await failureCode(() => desk.openCard(handle))).toBe('unknown-handle');
      expect(await failureCode(() => desk.decrypt({ ...request, handle }))).toBe('unknown-handle');
      expect(await failureCode(() => desk.verify({ ...request, handle }))).toBe('unknown-handle');
      expect(
        await failureCode(() =>
          desk.encrypt({ ...request, handles: [handle], keyArn: practiceArn, allowOneWay: false }),
        ),
      ).toBe('unknown-handle');
      expect(added).toEqual([]);
      expect(desk.cards()).toEqual([]);
    },
  );
});

describe('adding', () => {
  test('tells what a file is, by itself and never through a link', async () => {
    await using folder = await scratch();
    const { desk } = await start();
    await folder.write('file', 'content');
    await folder.write('x.ENVELOPE', 'content');
    await mkdir(folder.at('folder.envelope'));
    if (posix) await symlink(folder.at('file'), folder.at('link.envelope'));
    const kinds: Record<string, string> = {};
    for (const name of await folder.names()) kinds[name] = (await desk.add(folder.at(name))).kind;
    expect(kinds).toEqual({
      file: 'file',
      'x.ENVELOPE': 'envelope',
      'folder.envelope': 'folder',
      ...(posix && { 'link.envelope': 'other' }),
    });
    const { handle, ...file } = await desk.add(folder.at('file'));
    expect(file).toEqual({ name: 'file', size: 7, kind: 'file' });
    expect(handle).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('what cannot be looked at is refused with its reason', async () => {
    await using folder = await scratch();
    const { desk } = await start();
    await folder.write('file', 'content');
    expect(await failureCode(() => desk.add(folder.at('none')))).toBe('file-not-found');
    expect(await failureCode(() => desk.add(folder.at('n'.repeat(300))))).toBe('name-too-long');
  });
});

describe('encrypting', () => {
  test('goes with the chosen profile and its chosen key only', async () => {
    await using folder = await scratch();
    const { desk, session, added } = await start({ profiles: [awsProfile('dev')] });
    const { handle } = await desk.add(await folder.write('file', 'content'));
    const request = {
      handles: [handle],
      keyArn: practiceArn,
      onConflict: 'fail' as const,
      allowOneWay: false,
    };
    const encrypt =
      (profileId: string, keyArn = practiceArn) =>
      () =>
        desk.encrypt({ ...request, profileId, keyArn });
    expect(await failureCode(encrypt('practice'))).toBe('no-key-chosen');
    await session.selectProfile('practice');
    expect(await failureCode(encrypt('practice', awsArn))).toBe('no-key-chosen');
    expect(await failureCode(encrypt('aws:dev'))).toBe('no-key-chosen');
    expect(await failureCode(encrypt('aws:none'))).toBe('profile-not-found');
    expect(added).toEqual([]);
    expect(await desk.encrypt({ ...request, profileId: 'practice' })).toEqual(['job 1']);
    const job = { kind: 'encrypt', source: folder.at('file'), size: 7, keyArn: practiceArn, practice: true };
    expect(added).toMatchObject([{ ...job, check: false, sign: false, context: [], drop: null }]);
    session.setEncryption({ check: true, sign: true, shareAbove: 100, context: [], escrowKey: null });
    await desk.encrypt({ ...request, profileId: 'practice' });
    expect(added[1]).toMatchObject({ ...job, check: true, sign: true, context: [] });
  });

  test('a drop of more files than the limit shares a data key, which signed files cannot', async () => {
    await using folder = await scratch();
    const { desk, session, added } = await start();
    await session.selectProfile('practice');
    const files = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => desk.add(await folder.write(name, ''))),
    );
    const request = {
      profileId: 'practice',
      keyArn: practiceArn,
      allowOneWay: false,
      onConflict: 'fail' as const,
    };
    const drops = async (count: number, sign: boolean) => {
      session.setEncryption({ check: false, sign, shareAbove: 2, context: [], escrowKey: null });
      const handles = files.slice(0, count).map(({ handle }) => handle);
      const before = added.length;
      await desk.encrypt({ ...request, handles });
      return added.slice(before).map((spec) => (spec.kind === 'encrypt' ? spec.drop : null));
    };
    expect(await drops(2, false)).toEqual([null, null]);
    expect(await drops(3, true)).toEqual([null, null, null]);
    const [first, ...others] = await drops(3, false);
    expect(first?.files).toBe(3);
    expect(others.map((drop) => drop?.batch === first?.batch)).toEqual([true, true]);
    const [next] = await drops(3, false);
    expect(next?.batch).not.toBe(first?.batch);
  });

  test('opens with the keys of the profile, and with the escrow key but in practice', async () => {
    await using folder = await scratch();
    const profiles = [awsProfile('dev', { accountId: account }), awsProfile('prod')];
    const third = awsArn.replace('1234abcd', '9999abcd');
    const { desk, session, added } = await start({
      profiles,
      keys: { 'aws:dev': [awsArn, third], 'aws:prod': [otherArn] },
    });
    const { handle } = await desk.add(await folder.write('file', 'content'));
    const encrypt = async (profileId: string, keyArn: string) => {
      await session.selectProfile(profileId);
      session.selectKey(keyArn);
      await desk.encrypt({ handles: [handle], profileId, keyArn, allowOneWay: false, onConflict: 'fail' });
      return added.at(-1);
    };
    await session.selectProfile('aws:dev');
    session.setOtherKeys([third, otherArn, third]);
    expect(await encrypt('aws:dev', awsArn)).toMatchObject({ otherKeyArns: [third, otherArn] });
    session.setEncryption({ ...session.state().encryption, escrowKey: awsArn });
    expect(await encrypt('aws:dev', third)).toMatchObject({ otherKeyArns: [otherArn, awsArn] });
    expect(await encrypt('aws:dev', awsArn)).toMatchObject({ otherKeyArns: [third, otherArn] });
    expect(await encrypt('aws:prod', otherArn)).toMatchObject({ otherKeyArns: [awsArn] });
    expect(session.state().otherKeyArns).toEqual([]);
    expect(await encrypt('practice', practiceArn)).toMatchObject({ otherKeyArns: [] });
    await session.selectProfile('aws:dev');
    expect(session.state().otherKeyArns).toEqual([third, otherArn]);
  });

  test.each([
    ['an escrow key', { encryption: { ...memorySettings().get().encryption, escrowKey: 'arn:none' } }],
    ['another key', { otherKeys: { 'aws:dev': ['arn:none'] } }],
  ])('with %s that is none, nothing is encrypted until it is removed', async (_, remembered) => {
    await using folder = await scratch();
    const { desk, session, added } = await start({
      profiles: [awsProfile('dev')],
      keys: { 'aws:dev': [awsArn] },
      remembered,
    });
    const { handle } = await desk.add(await folder.write('file', 'content'));
    const request = { handles: [handle], allowOneWay: false, onConflict: 'fail' as const };
    const encrypt = () => desk.encrypt({ ...request, profileId: 'aws:dev', keyArn: awsArn });
    await session.selectProfile('aws:dev');
    session.setEncryption({ ...session.state().encryption, check: true });
    expect(await failureOf(encrypt)).toMatchObject({
      code: 'invalid-key-arn',
      message: expect.stringContaining('“Also openable with”'),
      details: { keyArn: 'arn:none' },
    });
    expect(added).toEqual([]);
    await session.selectProfile('practice');
    await desk.encrypt({ ...request, profileId: 'practice', keyArn: practiceArn });
    await session.selectProfile('aws:dev');
    session.setEncryption({ ...session.state().encryption, escrowKey: null });
    session.setOtherKeys([]);
    await encrypt();
    expect(added).toMatchObject([{ practice: true }, { practice: false, otherKeyArns: [] }]);
  });

  test('one unknown handle among many: nothing is encrypted', async () => {
    await using folder = await scratch();
    const { desk, session, added } = await start();
    await session.selectProfile('practice');
    const { handle } = await desk.add(await folder.write('file', 'content'));
    const handles = [handle, 'forged'];
    const target = { profileId: 'practice', keyArn: practiceArn, allowOneWay: false };
    const request = { handles, ...target, onConflict: 'fail' as const };
    expect(await failureCode(() => desk.encrypt(request))).toBe('unknown-handle');
    expect(added).toEqual([]);
  });
});

describe('a key that this person could not decrypt with again', () => {
  const yes = async () => {};
  const no = () => Promise.reject(new KmsError('access-denied', { requestId: 'r-1' }));
  const prepare = async (folder: Scratch, answers: Partial<KmsPort>) => {
    const { desk, session, added } = await start({ answers });
    await session.selectProfile('practice');
    const { handle } = await desk.add(await folder.write('file', 'content'));
    const target = {
      handles: [handle],
      profileId: 'practice',
      keyArn: practiceArn,
      onConflict: 'fail' as const,
    };
    return { added, encrypt: (allowOneWay: boolean) => desk.encrypt({ ...target, allowOneWay }) };
  };

  test('needs a word for it', async () => {
    await using folder = await scratch();
    const { added, encrypt } = await prepare(folder, { dryRunGenerate: yes, dryRunDecrypt: no });
    expect(await failureCode(() => encrypt(false))).toBe('cannot-decrypt-again');
    expect(added).toEqual([]);
    await encrypt(true);
    expect(added).toHaveLength(1);
  });

  test.each([
    ['both can be done', { dryRunGenerate: yes, dryRunDecrypt: yes }],
    ['nothing is known', {}],
    ['neither can be done, which encrypting will say', { dryRunGenerate: no, dryRunDecrypt: no }],
  ])('is none where %s', async (_, answers) => {
    await using folder = await scratch();
    const { added, encrypt } = await prepare(folder, answers);
    await encrypt(false);
    expect(added).toHaveLength(1);
  });
});

describe('whether an envelope can be opened', () => {
  test('is asked for the envelope that the card shows, and for no other', async () => {
    await using folder = await scratch();
    const dryRunDecrypt = vi.fn(async () => {});
    const { desk, added, kmsFor } = await start({
      profiles: [awsProfile('dev', { accountId: account })],
      answers: { dryRunDecrypt },
    });
    const { handle } = await desk.add(await envelope(folder, awsArn));
    await desk.openCard(handle);
    expect(kmsFor).not.toHaveBeenCalled();
    expect(await desk.canOpen(handle, 'aws:dev')).toEqual({ answer: 'yes', error: null });
    expect(kmsFor.mock.calls.map(([profile, asked]) => [profile, asked])).toEqual([['aws:dev', region]]);
    expect(await failureCode(() => desk.canOpen(handle, 'aws:none'))).toBe('profile-not-found');
    await folder.write('x.envelope', messageWith([encryptedKey(practiceArn)]));
    expect(await failureCode(() => desk.canOpen(handle, 'aws:dev'))).toBe('source-changed');
    expect(await failureCode(() => desk.canOpen('forged', 'aws:dev'))).toBe('unknown-handle');
    expect(dryRunDecrypt).toHaveBeenCalledTimes(1);
    expect([added, desk.cards().length]).toEqual([[], 1]);
  });
});
