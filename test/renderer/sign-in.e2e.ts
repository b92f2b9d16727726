/**
 * Signing in by keyboard: one press asks for one sign-in and nothing does by itself, what comes after it, and who AWS
 * says the person is.
 */
import type { Page } from 'playwright/test';
import type { SessionState } from '../../electron/contract/state.ts';
import { callsOf, tabTo } from './keyboard.ts';
import { expect, test } from './preview.ts';
import {
  alice,
  card,
  encrypted,
  error,
  inCorp,
  inMinutes,
  job,
  now,
  practice,
  profile,
  session,
  signInSession,
  vault,
} from './samples.ts';

const keys = {};
const needed = profile('corp-dev', { state: { status: 'sign-in' } });
const signedOut: Partial<SessionState> = {
  profiles: [practice, needed],
  profileId: needed.id,
  signInSessions: [signInSession('corp')],
};
const signedIn = signInSession('corp', { state: { status: 'signed-in', until: null } });

const tell = (page: Page, change: Partial<SessionState>): Promise<void> =>
  page.evaluate((next) => window.fakeVault?.emit('session', next), session(change));

test('choosing a profile asks for no sign-in; one press does, once; then it is said who the person is', async ({
  preview,
}) => {
  const page = await preview.open({
    state: vault({ ...signedOut, profileId: null }),
    keys,
    chosen: [],
  });
  await page.getByRole('button', { name: /^Use corp-dev/ }).press('Enter');
  await expect(page.getByText('You are not signed in to corp.')).toBeVisible();
  expect(await callsOf(page, 'signIn')).toEqual([]);

  await tabTo(page, 'Sign in to corp');
  await page.keyboard.press('Enter');
  const panel = page.getByRole('region', { name: 'Sign in to corp' });
  await expect(panel).toBeFocused();
  await expect(panel).toContainText('Contacting the sign-in service…');
  await expect(page.getByRole('button', { name: 'Sign in to corp' })).toHaveCount(0);
  expect(await callsOf(page, 'signIn')).toEqual([['session:corp', 'browser']]);

  const state = { status: 'waiting', userCode: null, until: inMinutes(9) } as const;
  await tell(page, { ...signedOut, signIns: [{ sessionId: 'session:corp', way: 'browser', state }] });
  await expect(panel).toContainText('Waiting for your browser…');
  await expect(panel).toContainText('9 minutes');
  await tabTo(page, 'Copy link');
  await page.keyboard.press('Enter');
  await expect(panel).toContainText('Copied');
  expect(await callsOf(page, 'copySignInLink')).toEqual(['session:corp']);

  await tell(page, { ...inCorp, signInSessions: [signedIn] });
  await expect(panel).toHaveCount(0);
  await expect(
    page.getByText(/^You are alice@example.com, role DevRole, account 111122223333\.$/),
  ).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  expect(await callsOf(page, 'signIn')).toHaveLength(1);
});

test('a code is spelled out, and a sign-in is taken back', async ({ preview }) => {
  const state = { status: 'waiting', userCode: 'BCDF-GHJK', until: inMinutes(9) } as const;
  const signIns = [{ sessionId: 'session:corp', way: 'device', state }] as const;
  const page = await preview.open({ state: vault({ ...signedOut, signIns }), keys, chosen: [] });
  await expect(page.getByText('Code: B C D F dash G H J K')).toHaveCount(1);
  await tabTo(page, 'Cancel the sign-in to corp');
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'cancelSignIn')).toEqual(['session:corp']);
  await expect(page.getByRole('region', { name: 'Sign in to corp' })).toHaveCount(0);
});

test('a sign-in that failed says why, and is tried again or by a code', async ({ preview }) => {
  const state = { status: 'failed', error: error('offline', 'Can’t reach AWS.') } as const;
  const signIns = [{ sessionId: 'session:corp', way: 'browser', state }] as const;
  const page = await preview.open({ state: vault({ ...signedOut, signIns }), keys, chosen: [] });
  const panel = page.getByRole('region', { name: 'Sign in to corp' });
  await expect(panel).toContainText('Can’t reach AWS.');
  await panel.getByRole('button', { name: 'Use a code instead' }).press('Enter');
  expect(await callsOf(page, 'signIn')).toEqual([['session:corp', 'device']]);
});

test('a start URL without a session offers no other way than the code', async ({ preview }) => {
  const sessionId = 'url:https://old.awsapps.com/start';
  const state = { status: 'waiting', userCode: 'BCDF-GHJK', until: inMinutes(9) } as const;
  const page = await preview.open({
    state: vault({
      ...signedOut,
      signInSessions: [{ ...signInSession('old.awsapps.com'), id: sessionId }],
      signIns: [{ sessionId, way: 'device', state }],
    }),
    keys,
    chosen: [],
  });
  const panel = page.getByRole('region', { name: 'Sign in to old.awsapps.com' });
  await expect(panel.getByRole('button')).toHaveText(['Copy link', 'Open the page again', 'Cancel']);
});

test('an organisation is connected to and signed in to by one press; then its role is chosen and saved', async ({
  preview,
}) => {
  const accounts = [
    { accountId: '111122223333', name: 'Payroll', email: null },
    { accountId: '444455556666', name: 'Legal & Co.', email: 'legal@example.com' },
  ];
  const page = await preview.open({
    state: vault({ profiles: [practice], signInSessions: [] }),
    keys,
    chosen: [],
    accounts,
    roles: ['DevRole', 'ReadOnly'],
  });
  const address = page.getByRole('textbox', { name: 'Address of your AWS access portal' });
  const connect = page.getByRole('button', { name: 'Save and sign in' });
  await address.fill('corp');
  await page.keyboard.press('Tab');
  await expect(address).toHaveAccessibleDescription(/This is not the address of an access portal\./);
  await expect(connect).toBeDisabled();
  await address.fill('https://corp.awsapps.com/start');
  await page.getByRole('textbox', { name: 'AWS region of the portal' }).fill('eu-west-1');
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'saveSession')).toEqual([
    { name: 'corp', startUrl: 'https://corp.awsapps.com/start', region: 'eu-west-1' },
  ]);
  expect(await callsOf(page, 'signIn')).toEqual([['session:corp', 'browser']]);

  await tell(page, { profiles: [practice], signInSessions: [signedIn] });
  const panel = page.getByRole('region', { name: 'Choose an account and role of corp' });
  await expect(panel).toBeFocused();
  await panel.getByRole('button', { name: 'Account: Choose an account' }).press('Enter');
  await page.keyboard.type('legal');
  await page.keyboard.press('Enter');
  await panel.getByRole('button', { name: 'Role: Choose a role' }).press('Enter');
  await page.keyboard.press('Enter');
  const name = panel.getByRole('textbox', { name: 'Name of the profile' });
  await expect(name).toHaveValue('legal-co-devrole');
  await name.fill('Practice');
  await page.keyboard.press('Tab');
  await expect(name).toHaveAccessibleDescription('There is already a profile with this name.');
  await expect(panel.getByRole('button', { name: 'Save and use this profile' })).toBeDisabled();
  await name.fill('legal');
  await page.keyboard.press('Enter');
  await expect(panel).toHaveCount(0);
  expect(await callsOf(page, 'saveProfile')).toEqual([
    {
      sessionId: 'session:corp',
      name: 'legal',
      accountId: '444455556666',
      roleName: 'DevRole',
      region: 'eu-west-1',
    },
  ]);
});

test('what main says against a new profile stands beside it, and nothing typed is lost', async ({
  preview,
}) => {
  const page = await preview.open({
    state: vault(inCorp),
    keys,
    chosen: [],
    accounts: [{ accountId: '111122223333', name: '', email: null }],
    roles: ['DevRole'],
    save: error('io-error', 'The AWS config file cannot be written.'),
  });
  await page.getByRole('button', { name: 'Another account or role…' }).press('Enter');
  const name = page.getByRole('textbox', { name: 'Name of the profile' });
  await expect(name).toHaveValue('111122223333-devrole');
  await name.press('Enter');
  await expect(page.getByRole('alert')).toContainText('The AWS config file cannot be written.');
  await expect(name).toHaveValue('111122223333-devrole');
});

test('signing out says of what; without a network the person is not called signed out', async ({
  preview,
}) => {
  const offline = error('offline', 'Can’t reach AWS.');
  const failed = { status: 'failed', error: offline } as const;
  const page = await preview.open({
    state: vault({ ...inCorp, identity: failed, keys: failed, keyArn: null, keyDetails: null }),
    keys,
    chosen: [],
  });
  await expect(page.getByText('You are still signed in to corp.')).toBeVisible();
  await expect(page.getByText('Can’t reach AWS.')).toHaveCount(1);
  await page.getByRole('button', { name: 'Ask AWS again' }).press('Enter');
  expect(await callsOf(page, 'refreshIdentity')).toHaveLength(1);
  expect(await callsOf(page, 'refreshKeys')).toHaveLength(1);
  await page.getByRole('button', { name: 'Sign out of corp' }).press('Enter');
  expect(await callsOf(page, 'signOut')).toEqual(['session:corp']);
  await expect(page.getByRole('region', { name: 'Profile and key' })).toBeFocused();
});

test('a sign-in that AWS has ended is not called one, whatever the files here say', async ({ preview }) => {
  const refused = { status: 'failed', error: error('sign-in-needed', 'You are not signed in.') } as const;
  const page = await preview.open({ state: vault({ ...inCorp, identity: refused }), keys, chosen: [] });
  await expect(page.getByRole('button', { name: 'Sign in to corp' })).toBeVisible();
  await expect(page.getByText(/^corp: Signed in/)).toHaveCount(0);
});

test('a profile that the AWS CLI signs in says how, and offers no sign-in of its own', async ({
  preview,
}) => {
  const login = profile('console', { kind: 'login', sessionId: null, state: { status: 'sign-in' } });
  const page = await preview.open({
    state: vault({ profiles: [practice, login], profileId: login.id }),
    keys,
    chosen: [],
  });
  await expect(page.getByText('run “aws login --profile console” in a terminal.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Sign in/ })).toHaveCount(0);
});

test('a role that is not assigned is told from a sign-in that is needed', async ({ preview }) => {
  const lost = profile('corp-dev', { state: { status: 'not-assigned' } });
  const page = await preview.open({
    state: vault({ ...inCorp, profiles: [practice, lost], identity: { status: 'none' } }),
    keys,
    chosen: [],
  });
  await expect(page.getByText('You’re signed in, but not allowed to use DevRole')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Sign in/ })).toHaveCount(0);
});

test('a code of an MFA device is asked for over everything else, and taken back with Escape', async ({
  preview,
}) => {
  const mfa = { id: 'm1', profileName: 'deploy', device: 'arn:aws:iam::111122223333:mfa/phone' };
  const page = await preview.open({ state: vault({ ...inCorp, mfa }), keys, chosen: [] });
  const dialog = page.getByRole('alertdialog', { name: 'MFA code for deploy' });
  const digits = dialog.getByRole('textbox', { name: 'Six digits' });
  await expect(digits).toBeFocused();
  await page.keyboard.type('123');
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'answerMfa')).toEqual([]);
  await page.keyboard.type(' 456');
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'answerMfa')).toEqual([['m1', '123456']]);
  await expect(dialog).toHaveCount(0);

  await tell(page, { ...inCorp, mfa: { ...mfa, id: 'm2' } });
  await expect(digits).toHaveValue('');
  await page.keyboard.press('Escape');
  expect(await callsOf(page, 'answerMfa')).toEqual([
    ['m1', '123456'],
    ['m2', null],
  ]);
});

test('an envelope whose profile needs a sign-in offers it, and is not opened before', async ({ preview }) => {
  const state = vault(
    { ...inCorp, accounts: ['111122223333'] },
    { cards: [{ ...card('a.envelope'), suggestedProfileId: 'aws:partner' }] },
  );
  const page = await preview.open({ state, keys, chosen: [] });
  const article = page.getByRole('article', { name: 'a.envelope' });
  await expect(article.getByRole('button', { name: 'Decrypt', exact: true })).toBeDisabled();
  await article.getByRole('button', { name: 'Sign in to partner-eu' }).press('Enter');
  expect(await callsOf(page, 'signIn')).toEqual([['session:partner-eu', 'browser']]);
  const ready = profile('partner', { sessionId: 'session:partner-eu' });
  await tell(page, { ...inCorp, accounts: ['111122223333'], profiles: [practice, ready] });
  await article.getByRole('button', { name: 'Decrypt', exact: true }).press('Enter');
  expect(await callsOf(page, 'decrypt')).toMatchObject([{ profileId: 'aws:partner' }]);
});

test('files that wait for a sign-in say so once, and go on by one press', async ({ preview }) => {
  const state = {
    status: 'waiting',
    since: inMinutes(-3),
    error: error('sign-in-needed', 'Your sign-in has ended.'),
  } as const;
  const jobs = [encrypted('d', 'done.txt'), job('1', 'a.txt', state), job('2', 'b.txt', state)];
  const page = await preview.open({ state: vault(signedOut, { jobs }), keys, chosen: [] });
  await expect(page.getByRole('alert')).toContainText(
    'Your sign-in for corp ended at 11:57. 1 of 3 files are done; the rest are waiting.',
  );
  await page.getByRole('button', { name: 'Sign in and continue' }).press('Enter');
  expect(await callsOf(page, 'signIn')).toEqual([['session:corp', 'browser']]);
  await page.getByRole('listitem', { name: 'a.txt' }).getByRole('button', { name: 'Cancel' }).press('Enter');
  expect(await callsOf(page, 'cancelJob')).toEqual(['1']);
});

test('nine minutes before a sign-in ends it is spoken of only while files wait', async ({
  page,
  preview,
}) => {
  const state = { status: 'ready', until: inMinutes(15) } as const;
  const soon = {
    ...inCorp,
    identity: { status: 'known', caller: alice } as const,
    profiles: [practice, profile('corp-dev', { state })],
  };
  const jobs = [job('1', 'a.txt', { status: 'queued' })];
  await preview.open({ state: vault(soon, { jobs }), keys, chosen: [] });
  await expect(page.getByRole('list', { name: 'Files' })).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.clock.setFixedTime(now + 6 * 60_000);
  await page.clock.runFor(30_000);
  await expect(page.getByRole('alert')).toHaveText('Your sign-in for corp ends at 12:15.');
  const changed = [encrypted('1', 'a.txt')];
  await page.evaluate(
    (ended) => window.fakeVault?.emit('jobs', { changed: ended, removed: [], paused: false }),
    changed,
  );
  await expect(page.getByRole('alert')).toHaveCount(0);
});
