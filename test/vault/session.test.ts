/** The session never shows one profile's keys under another's name, and remembers what was chosen. */
import { describe, expect, test, vi } from 'vitest';
import type { KmsPort, NamedKey } from '../../electron/kms/port.ts';
import { failure } from '../../electron/vault/explain.ts';
import { awsArn, otherArn, practiceArn } from './envelopes.ts';
import {
  awsProfile,
  failureCode,
  identitiesWith,
  kmsWith,
  manualKms,
  memorySettings,
  noPractice,
  settle,
  testSession,
} from './fakes.ts';

const key = (arn: string, ...aliases: string[]): NamedKey => ({ arn, aliases });
const profiles = [
  awsProfile('dev'),
  awsProfile('prod'),
  awsProfile('broken', { state: { status: 'unusable', reason: 'It lacks a region.' } }),
];
const awsProfiles = async () => profiles;

describe('profiles', () => {
  test('practice comes first, and listing them contacts nobody', async () => {
    const kmsFor = vi.fn();
    const { session } = testSession({ awsProfiles, kmsFor });
    await session.reload();
    expect(session.state().profiles.map(({ id }) => id)).toEqual([
      'practice',
      'aws:dev',
      'aws:prod',
      'aws:broken',
    ]);
    expect(kmsFor).not.toHaveBeenCalled();
    expect(session.state()).toMatchObject({ profileId: null, keyArn: null, keys: { status: 'none' } });
  });

  test('a broken config is said, and practice goes on', async () => {
    const { session } = testSession({
      identities: identitiesWith({
        read: async () => ({ profiles: [], sessions: [], error: failure('config-broken').error }),
      }),
    });
    await session.reload();
    expect(session.state().profilesError?.code).toBe('config-broken');
    expect(session.state().profiles.map(({ id }) => id)).toEqual(['practice']);
    await session.selectProfile('practice');
    expect(session.state().keys.status).toBe('ready');
  });

  test('one that is not there, or cannot be used, is refused and changes nothing', async () => {
    const { session } = testSession({ awsProfiles });
    await session.reload();
    const before = session.state();
    for (const id of ['aws:none', 'dev', '', '__proto__']) {
      expect(await failureCode(() => session.selectProfile(id))).toBe('profile-not-found');
    }
    expect(await failureCode(() => session.selectProfile('aws:broken'))).toBe('profile-unusable');
    expect(() => session.profile('aws:broken')).toThrow('It lacks a region.');
    expect(session.state()).toBe(before);
  });

  test('a reload keeps the choice while it is there, and drops it with its keys when it is not', async () => {
    let found = profiles;
    const kmsFor = kmsWith({ 'aws:dev': [key(awsArn)] });
    const { session } = testSession({ awsProfiles: async () => found, kmsFor });
    await session.reload();
    await session.selectProfile('aws:dev');
    await session.reload();
    expect(session.state()).toMatchObject({ profileId: 'aws:dev', keyArn: awsArn });
    found = [awsProfile('prod')];
    await session.reload();
    expect(session.state()).toMatchObject({ profileId: null, keyArn: null, keys: { status: 'none' } });
  });
});

describe('remembered', () => {
  const kmsFor = kmsWith({ 'aws:dev': [key(awsArn, 'a'), key(otherArn, 'b')] });

  test('the profile and its key are taken up at the next start', async () => {
    const settings = memorySettings();
    const { session } = testSession({ awsProfiles, kmsFor, settings });
    await session.reload();
    await session.selectProfile('aws:dev');
    expect(session.state().keyArn).toBeNull();
    session.selectKey(otherArn);
    const later = testSession({ awsProfiles, kmsFor, settings }).session;
    await later.reload();
    await settle();
    expect(later.state()).toMatchObject({ profileId: 'aws:dev', keyArn: otherArn });
  });

  test('a key service that never answers keeps nobody waiting', async () => {
    const settings = memorySettings({ profileId: 'aws:dev' });
    const { session } = testSession({ awsProfiles, kmsFor: () => new Promise(() => {}), settings });
    await session.reload();
    expect(session.state()).toMatchObject({ profileId: 'aws:dev', keys: { status: 'loading' } });
  });

  test.each([
    ['needs a sign-in', awsProfile('dev', { state: { status: 'sign-in' } })],
    ['cannot be used', awsProfile('dev', { state: { status: 'unusable', reason: 'x' } })],
    ['is not there', awsProfile('other')],
  ])('a profile that %s is not taken up: nobody is contacted', async (_, profile) => {
    const asked = vi.fn(kmsFor);
    const settings = memorySettings({ profileId: 'aws:dev' });
    const { session } = testSession({ awsProfiles: async () => [profile], kmsFor: asked, settings });
    await session.reload();
    expect(session.state().profileId).toBeNull();
    expect(asked).not.toHaveBeenCalled();
  });

  test('a key that is not listed any more is not chosen', async () => {
    const settings = memorySettings({ keys: { 'aws:dev': practiceArn } });
    const { session } = testSession({ awsProfiles, kmsFor, settings });
    await session.reload();
    await session.selectProfile('aws:dev');
    expect(session.state().keyArn).toBeNull();
  });
});

describe('a key that was pasted', () => {
  const foreign = 'arn:aws:kms:ap-south-1:999988887777:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const enabled = {
    state: 'Enabled',
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    manager: 'CUSTOMER',
  };
  const described = { description: '', origin: null, multiRegion: null, deletionDate: null, ...enabled };
  const describeKey = async (arn: string) => ({ arn, aliases: [], facts: described });
  const listing = kmsWith({ 'aws:dev': [key(awsArn, 'a'), key(otherArn, 'b')] }, { describeKey });

  test('comes into the list, is chosen, and is found again at the next start and after a refresh', async () => {
    const settings = memorySettings();
    const { session } = testSession({ awsProfiles, kmsFor: listing, settings });
    await session.reload();
    await session.selectProfile('aws:dev');
    await session.addKey(foreign);
    const later = testSession({ awsProfiles, kmsFor: listing, settings }).session;
    await later.reload();
    await settle();
    await session.refreshKeys();
    for (const { keys, keyArn } of [session.state(), later.state()]) {
      expect(keyArn).toBe(foreign);
      expect(keys.status === 'ready' && keys.keys.map(({ arn }) => arn)).toEqual([awsArn, otherArn, foreign]);
    }
  });

  test('is shown and not chosen where it cannot be used', async () => {
    const off = async (arn: string) => ({ arn, aliases: [], facts: { ...described, state: 'Disabled' } });
    const kmsFor = kmsWith({ 'aws:dev': [key(awsArn)] }, { describeKey: off });
    const { session } = testSession({ awsProfiles, kmsFor });
    await session.reload();
    await session.selectProfile('aws:dev');
    expect(await failureCode(() => session.addKey(foreign))).toBe('key-unusable');
    const { keys, keyArn } = session.state();
    expect(keyArn).toBe(awsArn);
    expect(keys).toMatchObject({
      keys: [{ arn: awsArn }, { arn: foreign, unusable: expect.stringContaining('switched off') }],
    });
    expect(await failureCode(() => session.selectKey(foreign))).toBe('key-unusable');
  });

  test('is dropped when another profile was chosen meanwhile', async () => {
    const kmsFor = kmsWith({ 'aws:prod': [key(otherArn)] }, { describeKey });
    const { session } = testSession({ awsProfiles, kmsFor });
    await session.reload();
    await session.selectProfile('aws:dev');
    const adding = session.addKey(foreign);
    const choosing = session.selectProfile('aws:prod');
    await Promise.all([adding, choosing]);
    expect(session.state()).toMatchObject({ keyArn: otherArn, keys: { keys: [{ arn: otherArn }] } });
  });
});

test('the only key that can encrypt is chosen by itself', async () => {
  const facts = { description: '', state: 'Disabled', spec: null, usage: null, manager: null, origin: null };
  const off = { ...key(otherArn, 'a'), facts: { ...facts, multiRegion: null, deletionDate: null } };
  const { session } = testSession({ awsProfiles, kmsFor: kmsWith({ 'aws:dev': [off, key(awsArn, 'b')] }) });
  await session.reload();
  await session.selectProfile('aws:dev');
  expect(session.state().keyArn).toBe(awsArn);
});

test('what is known of the chosen key is told, and never another key’s', async () => {
  const answers = new Map<string, () => void>();
  const dryRunGenerate = ({ keyId }: { readonly keyId: string }) =>
    new Promise<void>((resolve) => answers.set(keyId, resolve));
  const kmsFor = kmsWith({ 'aws:dev': [key(awsArn, 'a'), key(otherArn, 'b')] }, { dryRunGenerate });
  const { session } = testSession({ awsProfiles, kmsFor });
  await session.reload();
  await session.selectProfile('aws:dev');
  session.selectKey(awsArn);
  session.selectKey(otherArn);
  await settle();
  answers.get(awsArn)?.();
  await settle();
  expect(session.state().keyDetails).toBeNull();
  answers.get(otherArn)?.();
  await session.examined();
  expect(session.state().keyDetails).toMatchObject({
    canEncrypt: { answer: 'yes' },
    canDecrypt: { answer: 'unknown' },
    facts: expect.arrayContaining([['ARN', otherArn]]),
  });
});

test('what can be done with the key is asked under the context of new envelopes, again when that changes', async () => {
  const dryRunGenerate = vi.fn<KmsPort['dryRunGenerate']>(async () => {});
  const { session } = testSession({
    awsProfiles,
    kmsFor: kmsWith({ 'aws:dev': [key(awsArn)] }, { dryRunGenerate }),
  });
  await session.reload();
  await session.selectProfile('aws:dev');
  await session.examined();
  session.setEncryption({
    check: true,
    sign: true,
    shareAbove: 100,
    context: [['purpose', 'wages']],
    escrowKey: null,
  });
  await session.examined();
  session.setEncryption({
    check: false,
    sign: true,
    shareAbove: 100,
    context: [['purpose', 'wages']],
    escrowKey: null,
  });
  await session.examined();
  const asked = dryRunGenerate.mock.calls.map(([{ encryptionContext }]) =>
    Object.fromEntries(encryptionContext),
  );
  const id = expect.any(String);
  expect(asked).toEqual([{ 'envelope-id': id }, { 'envelope-id': id, purpose: 'wages' }]);
});

test('how files are encrypted is told, and remembered for the next start', () => {
  const settings = memorySettings();
  const { session, states } = testSession({ settings });
  expect(session.state().encryption).toEqual({
    check: false,
    sign: false,
    shareAbove: 100,
    context: [],
    escrowKey: null,
  });
  session.setEncryption({ check: true, sign: false, shareAbove: 100, context: [], escrowKey: null });
  expect(states.at(-1)?.encryption).toEqual({
    check: true,
    sign: false,
    shareAbove: 100,
    context: [],
    escrowKey: null,
  });
  expect(testSession({ settings }).session.state().encryption).toEqual({
    check: true,
    sign: false,
    shareAbove: 100,
    context: [],
    escrowKey: null,
  });
});

test('a context that cannot be used is refused, and the former options stay', () => {
  const { session } = testSession({});
  const options = {
    check: false,
    sign: false,
    shareAbove: 100,
    context: [['envelope-id', 'x']] as const,
    escrowKey: null,
  };
  expect(() => session.setEncryption(options)).toThrow(
    expect.objectContaining({ error: expect.objectContaining({ code: 'invalid-context' }) }),
  );
  expect(session.state().encryption.context).toEqual([]);
});

test('the only key is chosen by itself', async () => {
  const { session } = testSession({
    awsProfiles,
    kmsFor: kmsWith({ 'aws:dev': [key(awsArn, 'payroll', 'pay')] }),
  });
  await session.reload();
  await session.selectProfile('aws:dev');
  expect(session.state()).toMatchObject({
    keyArn: awsArn,
    keys: { status: 'ready', keys: [{ arn: awsArn, alias: 'payroll', practice: false }] },
  });
});

test('a key that was not listed cannot be chosen', async () => {
  const { session } = testSession({ awsProfiles, kmsFor: kmsWith({ 'aws:dev': [key(awsArn)] }) });
  await session.reload();
  expect(await failureCode(() => session.selectKey(awsArn))).toBe('key-not-found');
  await session.selectProfile('aws:dev');
  expect(await failureCode(() => session.selectKey(otherArn))).toBe('key-not-found');
  expect(session.state().keyArn).toBe(awsArn);
});

describe('answers that come late', () => {
  async function start() {
    const { kmsFor, asked } = manualKms();
    const { session, states } = testSession({ awsProfiles, kmsFor });
    await session.reload();
    return { session, states, asked };
  }

  test('are dropped when another profile was chosen', async () => {
    const { session, states, asked } = await start();
    const first = session.selectProfile('aws:dev');
    const second = session.selectProfile('aws:prod');
    await settle();
    asked[1]?.answer([key(otherArn)]);
    await second;
    asked[0]?.answer([key(awsArn)]);
    await first;
    expect(session.state()).toMatchObject({ profileId: 'aws:prod', keyArn: otherArn });
    const wrong = states.filter(({ profileId, keyArn }) => profileId === 'aws:prod' && keyArn === awsArn);
    expect(wrong).toEqual([]);
  });

  test('are dropped while the other one’s still wait', async () => {
    const { session, asked } = await start();
    const first = session.selectProfile('aws:dev');
    void session.selectProfile('aws:prod');
    await settle();
    asked[0]?.answer([key(awsArn)]);
    await first;
    expect(session.state()).toMatchObject({
      profileId: 'aws:prod',
      keyArn: null,
      keys: { status: 'loading' },
    });
  });

  test('are dropped when the same profile was chosen again: its newer answer counts', async () => {
    const { session, asked } = await start();
    const first = session.selectProfile('aws:dev');
    void session.selectProfile('aws:prod');
    const third = session.selectProfile('aws:dev');
    await settle();
    asked[0]?.refuse(failure('sign-in-needed'));
    await first;
    expect(session.state().keys.status).toBe('loading');
    asked[2]?.answer([key(awsArn)]);
    await third;
    expect(session.state()).toMatchObject({
      profileId: 'aws:dev',
      keyArn: awsArn,
      keys: { status: 'ready' },
    });
  });

  test('a failure shows under its own profile', async () => {
    const { session, asked } = await start();
    const first = session.selectProfile('aws:dev');
    await settle();
    asked[0]?.refuse(failure('access-denied'));
    await first;
    expect(session.state()).toMatchObject({
      keys: { status: 'failed', error: { code: 'access-denied' } },
      keyArn: null,
    });
  });
});

describe('practice', () => {
  test('one click makes a key where there is none, and chooses it', async () => {
    const keys: NamedKey[] = [];
    const createKey = vi.fn(async (alias: string) => {
      keys.push(key(practiceArn, alias));
      return key(practiceArn, alias);
    });
    const { session } = testSession({
      practice: { ...noPractice, createKey },
      kmsFor: kmsWith({ practice: keys }),
    });
    await session.usePractice();
    expect(session.state()).toMatchObject({ profileId: 'practice', keyArn: practiceArn });
    await session.usePractice();
    expect(createKey).toHaveBeenCalledTimes(1);
  });

  test('a store that cannot be read is said, and no key is made over it', async () => {
    const kmsFor = () => Promise.reject(failure('practice-store-unreadable'));
    const { session } = testSession({ kmsFor });
    expect(await failureCode(() => session.usePractice())).toBe('practice-store-unreadable');
  });

  test('another profile chosen meanwhile stays chosen, and no practice key is made', async () => {
    const { kmsFor, asked } = manualKms();
    const createKey = vi.fn(async () => key(practiceArn));
    const { session } = testSession({ awsProfiles, kmsFor, practice: { ...noPractice, createKey } });
    await session.reload();
    const practice = session.usePractice();
    const other = session.selectProfile('aws:dev');
    await settle();
    asked[1]?.answer([]);
    await other;
    asked[0]?.answer([]);
    await practice;
    expect(createKey).not.toHaveBeenCalled();
    expect(session.state().profileId).toBe('aws:dev');
  });
});

describe('keys that open new envelopes, too', () => {
  test.each([
    ['an alias without its ARN', 'alias/payroll'],
    ['a practice key', practiceArn],
    ['nothing', ''],
    ['another service', awsArn.replace(':kms:', ':s3:')],
  ])('%s is refused, and the former ones stay', async (_, arn) => {
    const { session } = testSession({ awsProfiles });
    await session.reload();
    await session.selectProfile('aws:dev');
    session.setOtherKeys([otherArn]);
    const { encryption } = session.state();
    expect(await failureCode(() => session.setOtherKeys([otherArn, arn]))).toBe('invalid-key-arn');
    expect(await failureCode(() => session.setEncryption({ ...encryption, escrowKey: arn }))).toBe(
      'invalid-key-arn',
    );
    expect(session.state()).toMatchObject({ otherKeyArns: [otherArn], encryption: { escrowKey: null } });
  });

  test('practice keys are for practice, and without a profile there are none', async () => {
    const { session } = testSession();
    expect(await failureCode(() => session.setOtherKeys([awsArn]))).toBe('no-key-chosen');
    await session.selectProfile('practice');
    session.setOtherKeys([practiceArn]);
    expect(session.state().otherKeyArns).toEqual([practiceArn]);
    expect(await failureCode(() => session.setOtherKeys([awsArn]))).toBe('invalid-key-arn');
  });
});

describe('accounts whose keys may be asked', () => {
  const strange = 'arn:aws:kms:us-east-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const people = [awsProfile('dev', { accountId: '777788889999' }), awsProfile('unknown')];

  test('are the profile’s own, those allowed, used, or listed, each once; practice is none', async () => {
    const settings = memorySettings({ realms: { 'aws:eu-west-1:222233334444': 'aws:old' } });
    const kmsFor = kmsWith({ 'aws:dev': [key(awsArn)], practice: [key(practiceArn)] });
    const { session } = testSession({ settings, kmsFor, awsProfiles: async () => people });
    await session.reload();
    const chosen = () => session.keyChoice('aws:dev');
    expect(chosen()).toEqual({ accounts: ['777788889999', '222233334444'], region: 'eu-west-1' });
    expect(session.keyChoice('aws:unknown')).toEqual({ accounts: ['222233334444'], region: 'eu-west-1' });
    session.allowAccount('555566667777');
    session.allowAccount('555566667777');
    expect(settings.get().accounts).toEqual(['555566667777']);
    await session.selectProfile('practice');
    expect(chosen()).toMatchObject({ accounts: ['777788889999', '555566667777', '222233334444'] });
    await session.selectProfile('aws:dev');
    expect(session.state().accounts).toEqual(['555566667777', '222233334444', '111122223333']);
    session.rememberKey('aws:dev', strange);
    expect(session.state().accounts).toContain('444455556666');
  });

  test('follow the key that was used, with the profile; practice and what is no key are none', () => {
    const settings = memorySettings();
    const { session } = testSession({ settings });
    session.rememberKey('aws:dev', strange);
    session.rememberKey('practice', practiceArn);
    session.rememberKey('aws:dev', 'junk');
    expect(settings.get().realms).toEqual({ 'aws:us-east-1:444455556666': 'aws:dev' });
    session.rememberKey('aws:prod', strange);
    expect(settings.get().realms).toEqual({ 'aws:us-east-1:444455556666': 'aws:prod' });
  });
});

test('a program that must not work says so in its state', () => {
  const blocked = failure('self-test-failed').error;
  expect(testSession({ blocked }).session.state().blocked).toEqual(blocked);
});
