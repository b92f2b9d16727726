/**
 * Sign-ins in words: who a person is, what is suggested and refused for new profiles, which sign-ins files wait for.
 */
import { describe, expect, it } from 'vitest';
import type { JobState, ProfileState } from '../../electron/contract/state.ts';
import {
  isSignedIn,
  needsSignInNow,
  roleTitle,
  sessionState,
} from '../../renderer/features/identity/identity-words.ts';
import { type Attention, attentions, attentionWords } from '../../renderer/features/sign-in/attention.ts';
import {
  nameProblem,
  regionProblem,
  startUrlProblem,
  suggestName,
  suggestSession,
} from '../../renderer/features/sign-in/new-profile.ts';
import { formatTime } from '../../renderer/format.ts';
import {
  encrypted,
  error,
  failed,
  inCorp,
  inMinutes,
  job,
  now,
  profile,
  session,
  signInSession,
} from './samples.ts';

const minutes = (number: number): number => number * 60_000;
const lasting = (number: number): ProfileState => ({ status: 'ready', until: inMinutes(number) });

describe('who a person is', () => {
  it.each([
    ['AWSReservedSSO_DevRole_0123456789abcdef', 'DevRole'],
    ['AWSReservedSSO_Dev_Role_0123456789abcdef', 'Dev_Role'],
    ['AWSReservedSSO_DevRole', 'AWSReservedSSO_DevRole'],
    ['Deploy', 'Deploy'],
  ])('%s is called %s', (roleName, title) => expect(roleTitle(roleName)).toBe(title));

  it.each([
    [{ status: 'signed-out' } as const, 'Signed out'],
    [{ status: 'signed-in', until: null } as const, 'Signed in'],
    [{ status: 'signed-in', until: inMinutes(312) } as const, 'Signed in · 5 h 12 m'],
    [{ status: 'signed-in', until: inMinutes(0) } as const, 'Signed out'],
  ])('a session by the clock (%#)', (state, words) => {
    const one = signInSession('corp', { state });
    expect(sessionState(one, now)).toBe(words);
    expect(isSignedIn(one, now)).toBe(words !== 'Signed out');
  });

  it('a sign-in is needed where files or AWS say so, and not where AWS is out of reach', () => {
    const asked = (code: 'sign-in-needed' | 'offline') =>
      session({ ...inCorp, identity: { status: 'failed', error: error(code, '') } });
    const without = session({ ...inCorp, profiles: [profile('corp-dev', { state: lasting(0) })] });
    expect([asked('sign-in-needed'), asked('offline'), without].map((it) => needsSignInNow(it, now))).toEqual(
      [true, false, true],
    );
    expect(needsSignInNow(session(), now)).toBe(false);
  });
});

describe('a new profile', () => {
  const account = { accountId: '111122223333', name: 'Löhne & Gehälter', email: null };
  it('is called after account and role, as every tool can read it, and like no other', () => {
    expect(suggestName(account, 'DevRole', [])).toBe('lohne-gehalter-devrole');
    expect(suggestName(account, 'DevRole', ['lohne-gehalter-devrole'])).toBe('lohne-gehalter-devrole-2');
    expect(suggestName({ ...account, name: '給与' }, 'Dev', [])).toBe('111122223333-dev');
  });

  it.each([
    ['', ''],
    ['corp.dev@eu', ''],
    ['a', 'There is already a profile with this name.'],
    ['two words', 'Use letters'],
    ['a]\n[b', 'Use letters'],
  ])('the name %j: %s', (name, problem) => expect(nameProblem(name, ['a'])).toMatch(problem || /^$/));

  it.each([
    ['', true],
    ['eu-west-1', true],
    ['us-gov-east-1', true],
    ['Ireland', false],
    ['eu-west-1\n', false],
  ])('the region %j: %s', (region, isGood) => expect(regionProblem(region) === '').toBe(isGood));

  it.each([
    ['', true],
    ['https://corp.awsapps.com/start', true],
    ['http://corp.awsapps.com/start', false],
    ['corp.awsapps.com', false],
    ['javascript:alert(1)', false],
  ])('the address %j: %s', (url, isGood) => expect(startUrlProblem(url) === '').toBe(isGood));

  it.each([
    ['https://corp.awsapps.com/start', { name: 'corp', region: '' }],
    [
      'https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws',
      { name: 'ssoins-1234567890abcdef', region: 'eu-west-1' },
    ],
    ['corp', { name: '', region: '' }],
  ])('%s suggests %j', (url, suggested) => expect(suggestSession(url)).toEqual(suggested));
});

describe('files that wait for a sign-in', () => {
  const waiting: JobState = {
    status: 'waiting',
    since: inMinutes(-3),
    error: error('sign-in-needed', 'Your sign-in has ended.'),
  };
  const words = (one: Attention): readonly string[] =>
    Object.values(attentionWords(one, now)).filter(Boolean);
  const end = formatTime(now - minutes(3), now);
  const texts = (state: ProfileState, jobs: Parameters<typeof attentions>[1]) =>
    attentions(
      session({ profiles: [profile('corp-dev', { state }), profile('ci', { sessionId: null })] }),
      jobs,
      now,
    ).map((one) => [one.status, one.sessionId, ...words(one)]);

  it('are counted with those of their session only', () => {
    const jobs = [
      encrypted('1', 'a'),
      job('2', 'b', waiting),
      job('3', 'c', { status: 'queued' }),
      job('4', 'd', waiting, { profileId: 'aws:ci', profileName: 'ci' }),
    ];
    expect(texts({ status: 'sign-in' }, jobs)).toEqual([
      [
        'ended',
        'session:corp',
        `Your sign-in for corp ended at ${end}. 1 of 3 files are done; the rest are waiting.`,
      ],
      ['ended', null, `Your sign-in for ci ended at ${end}. 1 file is waiting.`],
    ]);
  });

  it('are told from those that failed', () => {
    const jobs = [encrypted('1', 'a'), job('2', 'b', failed(error('offline', ''))), job('3', 'c', waiting)];
    expect(texts({ status: 'sign-in' }, jobs)[0]?.[2]).toMatch(/ 1 of 3 files are done; 1 is waiting\.$/);
  });

  it.each([
    [11, 'queued', null],
    [10, 'queued', 'ends'],
    [-1, 'queued', 'ended'],
    [5, 'cancelled', null],
  ] as const)('%d minutes before the end, with one %s, are spoken of: %s', (left, status, verb) => {
    const at = formatTime(now + minutes(left), now);
    const said = [`Your sign-in for corp ${verb} at ${at}.`, '1 file is not done yet.'];
    const found = texts(lasting(left), [job('1', 'a', { status })]);
    expect(found).toEqual(verb === null ? [] : [['ending', 'session:corp', ...said]]);
  });
});
