/**
 * Screens about who a person is at AWS: profiles, sign-ins, roles, codes, and files that wait for a sign-in.
 */
import type { ProfileState, SessionState, SignInView, SsoAccount } from '../../electron/contract/state.ts';
import {
  awsProfiles,
  encrypted,
  error,
  inCorp,
  inMinutes,
  inPractice,
  job,
  practice,
  profile,
  signInSession,
  vault,
} from './samples.ts';
import { expired, longName, plainCard } from './screen-samples.ts';
import type { Screen } from './screens.ts';

const offline = error(
  'offline',
  'Can’t reach AWS.',
  'Check the network, the VPN or the proxy, then try again.',
  { errorName: 'ENOTFOUND' },
);
const longSession = 'department-of-redundancy-department-identity-center-of-europe';

/** The chosen profile is in this state, and nothing is known of its keys. */
const chosenIn = (state: ProfileState, change: Partial<SessionState> = {}): Partial<SessionState> => ({
  profiles: [practice, profile('corp-prod', { accountId: '444455556666', roleName: 'ReadOnly', state })],
  profileId: 'aws:corp-prod',
  ...change,
});
const signedOut = [signInSession('corp'), signInSession('partner-eu')];
const signIn = (change: Partial<SignInView>): SignInView => ({
  sessionId: 'session:corp',
  way: 'browser',
  state: { status: 'waiting', userCode: null, until: inMinutes(9) },
  ...change,
});
const signingIn = (...signIns: readonly SignInView[]): Partial<SessionState> =>
  chosenIn({ status: 'sign-in' }, { signInSessions: signedOut, signIns });
const withCode = signIn({
  way: 'device',
  state: { status: 'waiting', userCode: 'BCDF-GHJK', until: inMinutes(9) },
});

const newcomer = vault({
  profiles: [practice],
  signInSessions: [signInSession('corp', { state: { status: 'signed-in', until: null } })],
});
const fewAccounts: readonly SsoAccount[] = [
  { accountId: '111122223333', name: 'Payroll', email: 'payroll@example.com' },
  { accountId: '444455556666', name: longName, email: null },
];
const manyAccounts = Array.from({ length: 240 }, (_, i) => ({
  accountId: String(100_000_000_000 + i),
  name: `Department ${i}`,
  email: `department-${i}@example.com`,
}));

const ended = { status: 'waiting', since: inMinutes(-3), error: expired } as const;
const bothEnds = [
  ...Array.from({ length: 12 }, (_, i) => encrypted(`d${i}`, `photo-${i}.jpg`, { size: 4_000_000 })),
  ...Array.from({ length: 28 }, (_, i) => job(`w${i}`, `scan-${i}.tiff`, ended, { size: 8_000_000 })),
];
const running = { status: 'running', stage: 'encrypting', done: 1_000_000, total: 8_000_000 } as const;

export const identityScreens: readonly Screen[] = [
  { name: 'welcome-session-only', state: newcomer },
  {
    name: 'welcome-many-profiles',
    state: vault({
      profiles: [practice, ...Array.from({ length: 60 }, (_, i) => profile(`corp-${i}`))],
    }),
  },
  {
    name: 'profile-menu-recent',
    state: vault({ ...inCorp, recentProfileIds: ['aws:partner', 'aws:corp-dev'] }),
    press: /^Profile/,
  },
  {
    name: 'profile-menu-few',
    state: vault({ ...inPractice, profiles: [practice, ...awsProfiles.slice(0, 3)] }),
    press: /^Profile/,
  },
  { name: 'sign-in-needed', state: vault(chosenIn({ status: 'sign-in' }, { signInSessions: signedOut })) },
  { name: 'sign-in-starting', state: vault(signingIn(signIn({ state: { status: 'starting' } }))) },
  { name: 'sign-in-browser', state: vault(signingIn(signIn({}))) },
  { name: 'sign-in-device', state: vault(signingIn(withCode)) },
  {
    name: 'sign-in-failed',
    state: vault(signingIn(signIn({ state: { status: 'failed', error: offline } }))),
  },
  {
    name: 'sign-in-two',
    state: vault({
      ...inPractice,
      signInSessions: [...signedOut, signInSession(longSession)],
      signIns: [
        signIn({ sessionId: `session:${longSession}` }),
        { ...withCode, sessionId: 'session:partner-eu' },
      ],
    }),
  },
  { name: 'identity-asking', state: vault({ ...inCorp, identity: { status: 'asking' } }) },
  {
    name: 'identity-offline',
    state: vault({
      ...inCorp,
      identity: { status: 'failed', error: offline },
      keys: { status: 'failed', error: offline },
      keyArn: null,
      keyDetails: null,
    }),
  },
  {
    name: 'identity-not-answered',
    state: vault({ ...inCorp, identity: { status: 'failed', error: offline } }),
    press: /^What happened/,
  },
  { name: 'identity-not-assigned', state: vault(chosenIn({ status: 'not-assigned' })) },
  {
    name: 'card-sign-in',
    state: vault(inCorp, { cards: [{ ...plainCard, suggestedProfileId: 'aws:partner' }] }),
  },
  { name: 'add-profile', state: vault(inPractice), press: /^Add an AWS profile/ },
  {
    name: 'add-profile-role',
    state: vault(inCorp),
    press: /^Another account or role/,
    accounts: fewAccounts.slice(0, 1),
    roles: ['PowerUserAccess'],
  },
  {
    name: 'add-profile-accounts',
    state: vault(inCorp),
    press: [/^Another account or role/, /^Account: /],
    accounts: manyAccounts,
  },
  { name: 'add-profile-none', state: vault(inCorp), press: /^Another account or role/, accounts: [] },
  { name: 'add-profile-offline', state: vault(inCorp), press: /^Another account or role/ },
  {
    name: 'mfa',
    state: vault({
      ...inCorp,
      mfa: { id: 'm1', profileName: 'deploy', device: 'arn:aws:iam::111122223333:mfa/alice-phone' },
    }),
  },
  {
    name: 'files-wait-for-sign-in',
    state: vault(
      { ...inCorp, ...chosenIn({ status: 'sign-in' }), signInSessions: signedOut },
      { jobs: bothEnds.map((one) => ({ ...one, profileId: 'aws:corp-prod' })) },
    ),
  },
  {
    name: 'sign-in-ends-soon',
    state: vault(
      {
        ...inCorp,
        profiles: [practice, profile('corp-dev', { state: { status: 'ready', until: inMinutes(9) } })],
      },
      {
        jobs: [
          job('1', 'backup.tar', running, { size: 8_000_000 }),
          job('2', longName, { status: 'queued' }),
        ],
      },
    ),
  },
  {
    name: 'job-details',
    state: vault(inCorp, {
      jobs: [
        encrypted('1', 'salaries-2026.xlsx', {
          caller:
            'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_DevRole_0123456789abcdef/alice@example.com',
        }),
      ],
    }),
    press: /^Details/,
  },
];
