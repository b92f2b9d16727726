/**
 * Profiles, sign-ins and who a person is, in words: what the menus show, what is suggested and refused for new
 * profiles, and which sign-ins files wait for.
 */
import { describe, expect, it } from 'vitest';
import type { JobState, ProfileState, ProfileView } from '../../electron/contract/state.ts';
import { profileFor } from '../../renderer/features/envelope/card-profile.ts';
import {
  isSignedIn,
  needsSignInNow,
  roleTitle,
  sessionState,
} from '../../renderer/features/identity/identity-words.ts';
import { groupProfiles, profileItem, profileSections } from '../../renderer/features/identity/profiles.ts';
import { type Attention, attentions, attentionWords } from '../../renderer/features/sign-in/attention.ts';
import {
  nameProblem,
  regionProblem,
  startUrlProblem,
  suggestName,
  suggestSession,
} from '../../renderer/features/sign-in/new-profile.ts';
import { formatMinutes, formatSpan, formatTime } from '../../renderer/format.ts';
import { findRows } from '../../renderer/ui/pick-search.ts';
import {
  awsProfiles,
  card,
  encrypted,
  error,
  failed,
  inCorp,
  inMinutes,
  job,
  now,
  practice,
  profile,
  session,
  signInSession,
} from './samples.ts';

const minutes = (number: number): number => number * 60_000;
const lasting = (number: number): ProfileState => ({ status: 'ready', until: inMinutes(number) });

it.each([
  [0, 'less than 1 m', 'less than a minute'],
  [minutes(1), '1 m', '1 minute'],
  [minutes(10) - 1, '9 m', '9 minutes'],
  [minutes(312), '5 h 12 m', '312 minutes'],
  [minutes(480), '8 h', '480 minutes'],
  [minutes(90 * 24 * 60), '90 days', '129,600 minutes'],
])('%d milliseconds are %s', (span, short, long) => {
  expect(formatSpan(span)).toBe(short);
  expect(formatMinutes(span)).toBe(long);
});

it('times are those of the person’s own clock, with the day where it is another', () => {
  const noon = new Date(2026, 10, 22, 12).getTime();
  expect(formatTime(new Date(2026, 10, 22, 9, 2).getTime(), noon)).toBe('09:02');
  expect(formatTime(new Date(2026, 10, 21, 23, 59).getTime(), noon)).toBe('21 Nov, 23:59');
});

describe('a profile', () => {
  it.each<readonly [ProfileState, string]>([
    [{ status: 'ready', until: null }, 'Ready'],
    [lasting(312), 'Ready\u00A0· 5 h 12 m'],
    [lasting(0), 'Sign in'],
    [{ status: 'sign-in' }, 'Sign in'],
    [{ status: 'mfa' }, 'MFA code'],
    [{ status: 'on-use' }, 'Shows when used'],
    [{ status: 'not-assigned' }, 'Role not assigned'],
    [{ status: 'unusable', reason: 'no such\u202E session' }, 'Can’t be used: no such\uFFFD session'],
  ])('says its state (%#)', (state, words) =>
    expect(profileItem(profile('a', { state }), now).state).toBe(words),
  );

  it.each<readonly [Partial<ProfileView>, string]>([
    [{}, 'SSO · 111122223333 · DevRole · eu-west-1'],
    [{ kind: 'role', leaf: 'sso', region: null }, 'Role from SSO · 111122223333 · DevRole'],
    [{ kind: 'unusable', roleName: null }, '111122223333 · eu-west-1'],
  ])('says what it is (%#)', (change, detail) =>
    expect(profileItem(profile('a', change), now).detail.replaceAll('\u00A0', ' ')).toBe(detail),
  );

  it('cannot be picked where it cannot be used, and only then', () => {
    const off = awsProfiles.filter((one) => profileItem(one, now).disabled);
    expect(off.map(({ name }) => name)).toEqual(['ancient-sso']);
  });

  it('for an envelope: the one picked, else the one suggested, else the selected one, never an unusable one', () => {
    const here = session(inCorp);
    const plain = card('a.envelope');
    const suggested = { ...plain, suggestedProfileId: 'aws:partner' };
    expect(profileFor(suggested, here, 'aws:ci')?.name).toBe('ci');
    expect(profileFor(suggested, here, null)?.name).toBe('partner');
    expect(profileFor(plain, here, 'aws:ancient-sso')?.name).toBe('corp-dev');
    expect(profileFor(plain, session(), null)).toBeNull();
  });
});

describe('profiles', () => {
  it('are grouped: practice, each session with or without profiles, the others', () => {
    const sessions = [...session().signInSessions, signInSession('empty')];
    const groups = groupProfiles([...awsProfiles, practice], sessions);
    expect(groups.map(({ title, profiles }) => [title, profiles.map((it) => it.name)])).toEqual([
      ['Without AWS', ['Practice']],
      ['SSO session corp', ['corp-dev', 'corp-prod']],
      ['SSO session partner-eu', ['partner']],
      ['SSO session empty', []],
      ['Other AWS profiles', ['deploy', 'ci', 'vault-helper', 'ancient-sso']],
    ]);
  });

  it('have recent ones on top and not once more below, where there are many', () => {
    const recentProfileIds = ['aws:partner', 'aws:gone', 'aws:ci'];
    const titled = (profiles: readonly ProfileView[]) =>
      profileSections(session({ profiles, recentProfileIds }), now).map(({ title, items }) => [
        title,
        items.map(({ name }) => name),
      ]);
    expect(titled([practice, ...awsProfiles])).toEqual([
      ['Recent', ['partner', 'ci']],
      ['Without AWS', ['Practice']],
      ['SSO session corp', ['corp-dev', 'corp-prod']],
      ['Other AWS profiles', ['deploy', 'vault-helper', 'ancient-sso']],
    ]);
    expect(titled(awsProfiles.slice(0, 3)).map(([title]) => title)).toEqual([
      'SSO session corp',
      'SSO session partner-eu',
    ]);
  });

  it('are found by every word of name, detail, state and group, in any order', () => {
    const sections = profileSections(session(), now);
    const found = (typed: string) =>
      findRows(sections, typed).sections.flatMap(({ items }) => items.map(({ name }) => name));
    expect(found('  ')).toHaveLength(8);
    expect(found('4444 CORP')).toEqual(['corp-prod']);
    expect(found('mfa')).toEqual(['deploy']);
    expect(found('partner-eu')).toEqual(['partner']);
    expect(found('corp nobody')).toEqual([]);
  });

  it('are drawn up to a number; the rest is counted', () => {
    const profiles = Array.from({ length: 10_000 }, (_, i) =>
      profile(`p${i}`, { sessionId: i < 70 ? 'session:corp' : null }),
    );
    const { sections, more } = findRows(profileSections(session({ profiles }), now), '');
    expect([sections.map(({ items }) => items.length), more]).toEqual([[70, 30], 9_900]);
  });
});

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
