/**
 * What stands under the profile: signed in or out, offline, another program's sign-in, a role that is not assigned.
 */
import { callsOf } from './keyboard.ts';
import { expect, test } from './preview.ts';
import { error, inCorp, practice, profile, vault } from './samples.ts';

const keys = {};

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

test('where only the keys are reached they are used; why nobody knows who the person is can be read', async ({
  preview,
}) => {
  const failed = { status: 'failed', error: error('offline', 'Can’t reach AWS.') } as const;
  const page = await preview.open({ state: vault({ ...inCorp, identity: failed }), keys, chosen: [] });
  await expect(page.getByText('Your keys could be listed all the same.')).toBeVisible();
  await expect(page.getByText('Can’t reach AWS.')).toBeHidden();
  await page.getByRole('button', { name: 'What happened' }).press('Enter');
  await expect(page.getByText('Can’t reach AWS.')).toBeVisible();
});

test('a sign-in that AWS has ended is not called one, whatever the files here say', async ({ preview }) => {
  const refused = { status: 'failed', error: error('sign-in-needed', 'You are not signed in.') } as const;
  const page = await preview.open({ state: vault({ ...inCorp, identity: refused }), keys, chosen: [] });
  await expect(page.getByRole('button', { name: 'Sign in to corp' })).toBeVisible();
  await expect(page.getByText(/^corp: Signed in/)).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Key: payroll/ })).toBeVisible();
  await expect(page.getByRole('list', { name: 'With this key' })).toHaveCount(0);
});

test('a chosen profile that cannot be used for a moment says why, and nothing else of what AWS said', async ({
  preview,
}) => {
  const unusable = { status: 'unusable', reason: 'The config is broken.' } as const;
  const broken = profile('corp-dev', { state: unusable });
  const page = await preview.open({ state: vault({ ...inCorp, profiles: [broken] }), keys, chosen: [] });
  await expect(
    page.getByRole('button', { name: /^Profile: corp-dev.*The config is broken\./ }),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: /^Key: payroll/ })).toBeVisible();
  await expect(page.getByRole('list', { name: 'With this key' })).toHaveCount(0);
  await expect(page.getByText(/^You are /)).toHaveCount(0);
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
