/**
 * Profiles as the menus show them: what they are, their state by the clock, their groups, and how they are found.
 */
import { describe, expect, it } from 'vitest';
import type { ProfileState, ProfileView } from '../../electron/contract/state.ts';
import { profileFor } from '../../renderer/features/envelope/card-profile.ts';
import { groupProfiles, profileItem, profileSections } from '../../renderer/features/identity/profiles.ts';
import { formatMinutes, formatSpan, formatTime } from '../../renderer/format.ts';
import { findRows } from '../../renderer/ui/pick-search.ts';
import {
  awsProfiles,
  card,
  inCorp,
  inMinutes,
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
