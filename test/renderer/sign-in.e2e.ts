/**
 * Signing in by keyboard: one press asks for one sign-in and nothing does by itself; codes; and taking it back.
 */
import { callsOf, tabTo, tell } from './keyboard.ts';
import { expect, test } from './preview.ts';
import { error, inCorp, inMinutes, signedIn, signedOut, signInSession, vault } from './samples.ts';

const keys = {};

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
