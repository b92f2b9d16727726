/**
 * Signing in, as a person does: in a real browser, with a code to compare, with an MFA device; from nothing but the
 * address of an organisation; and out again. Nothing is contacted before, and no tab opens by itself.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { answerPage } from '../support/browser.ts';
import { configText, corp as corporation } from '../support/identity/organisation.ts';
import { choose, organisation, signedIn, signIn } from './organisation.ts';
import { bytes, drop, encryptByDrop, look, startVault, writeSample } from './vault-app.ts';

test('a sign-in in the browser brings identity, keys and envelopes; nothing was contacted before it', async () => {
  await using corp = await organisation();
  await using vault = await corp.start();
  const { window } = vault;
  await expect(window.getByRole('main')).toContainText('AWS profiles');
  await choose(vault, 'dev');
  const button = window.getByRole('button', { name: 'Sign in to corp' }).first();
  await expect(button).toBeVisible();
  await look(window, '50-sign-in-needed');
  expect([corp.aws.center.calls.size, corp.aws.kms.calls.size, corp.links.opened()]).toEqual([0, 0, []]);

  await button.click();
  const link = await corp.links.nth(1);
  await expect(window.getByText('Waiting for your browser…')).toBeVisible();
  await look(window, '51-waiting-for-browser');
  expect((await answerPage(link, 'Allow access')).text).toContain('You can close this window');
  await expect(window.getByText('You are alice, role Developer')).toBeVisible();
  await expect(window.getByRole('button', { name: /^Key: payroll/ })).toBeVisible();
  await look(window, '52-signed-in');

  const source = writeSample(vault, 'wages.csv', 'name,wage');
  await drop(vault, source);
  await expect(window.getByRole('list', { name: 'Files' })).toContainText('Encrypted');
  expect(bytes(`${source}.envelope`).toString('latin1')).toContain('arn:aws:kms:us-east-1:111122223333:key/');
  expect(corp.links.opened(), 'tabs').toHaveLength(1);
});

test('what is refused in the browser is told; a code to compare is the other way, with a tab of its own', async () => {
  await using corp = await organisation();
  await using vault = await corp.start();
  const { window } = vault;
  await choose(vault, 'dev');
  await window.getByRole('button', { name: 'Sign in to corp' }).first().click();
  await answerPage(await corp.links.nth(1), 'Deny access');
  await expect(window.getByText('The sign-in was refused')).toBeVisible();
  await look(window, '55-sign-in-refused');
  await window.getByRole('button', { name: 'Use a code instead' }).click();
  const link = await corp.links.nth(2);
  const code = new URL(link).searchParams.get('user_code') ?? 'no code in the link';
  await expect(window.getByRole('region', { name: 'Sign in to corp' })).toContainText(code);
  expect((await answerPage(link, 'Allow access')).text).toContain('Request approved');
  await expect(window.getByText('You are alice')).toBeVisible({ timeout: 20_000 });
  expect(corp.links.opened(), 'tabs').toHaveLength(2);
});

test('a role that wants an MFA code: it is asked once, for identity, keys and files together', async () => {
  await using corp = await organisation();
  const device = corporation.roles.find(({ mfaDevice }) => mfaDevice !== undefined)?.mfaDevice ?? '';
  await using vault = await corp.start();
  const { window } = vault;
  await signedIn(vault, corp);
  await choose(vault, 'guarded');
  const question = window.getByRole('alertdialog', { name: 'MFA code for guarded' });
  await expect(question).toContainText(device);
  await look(window, '56-mfa');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(window.getByText('This profile needs a code of your MFA device').first()).toBeVisible();
  await expect(question).toHaveCount(0);
  await window.getByRole('button', { name: 'Ask AWS again' }).first().click();
  await question.getByRole('textbox', { name: 'Six digits' }).fill(corp.aws.center.mfa.press(device));
  await question.getByRole('button', { name: 'Continue' }).click();
  await expect(window.getByText('account 444455556666')).toBeVisible();
  await expect(window.getByRole('button', { name: /^Key: archive/ })).toBeVisible();
  await encryptByDrop(vault, writeSample(vault, 'old.txt', 'old'));
  expect(corp.aws.center.calls.get('AssumeRole')).toBe(1);
});

test('from the address of an organisation to a profile of one of its roles, beside what the config file has', async () => {
  const before = '# mine\n[profile keys]\nregion = us-east-1\n';
  await using corp = await organisation({ config: before });
  await using vault = await corp.start();
  const { window } = vault;
  await window.getByRole('button', { name: /organisation/ }).click();
  await window.getByRole('textbox', { name: 'Address of your AWS access portal' }).fill(corporation.startUrl);
  await window.getByRole('textbox', { name: 'AWS region of the portal' }).fill(corporation.region);
  await window.getByRole('textbox', { name: 'A short name for it' }).fill('corp');
  await window.getByRole('button', { name: 'Save and sign in' }).click();
  await answerPage(await corp.links.nth(1), 'Allow access');
  await window.getByRole('button', { name: /^Account/ }).click();
  await window.getByRole('menuitemradio', { name: 'Archive' }).click();
  await expect(window.getByRole('textbox', { name: 'Name of the profile' })).toBeVisible();
  await look(window, '57-save-profile');
  await window.getByRole('textbox', { name: 'Name of the profile' }).fill('old-files');
  await window.getByRole('textbox', { name: 'AWS region of your keys' }).fill('us-east-1');
  await window.getByRole('button', { name: 'Save and use this profile' }).click();
  await expect(window.getByText('You are alice, role Reader')).toBeVisible();
  await expect(window.getByRole('button', { name: /^Profile: old-files/ })).toBeVisible();
  const after = readFileSync(corp.home.at('.aws/config'), 'utf8');
  expect(after.startsWith(before)).toBe(true);
  expect(after).toContain('[profile old-files]\nsso_session = corp\nsso_account_id = 444455556666\n');
});

test('signed out: nothing is left on this computer, AWS takes the token no more, and the window says so', async () => {
  await using corp = await organisation();
  await using vault = await corp.start();
  const { window } = vault;
  await signedIn(vault, corp);
  await window.getByRole('button', { name: 'Sign out of corp' }).click();
  await expect(window.getByText('You are not signed in to corp')).toBeVisible();
  expect(corp.aws.center.calls.get('Logout')).toBe(1);
  await expect(window.getByRole('button', { name: /^Key: payroll/ })).toHaveCount(0);
  await signIn(vault, corp, 'Sign in to corp', 2);
  await expect(window.getByText('You are alice')).toBeVisible();
});

test('the application menu chooses, signs in and opens the menu of the window', async () => {
  await using corp = await organisation();
  await using vault = await corp.start();
  const { app, window } = vault;
  const click = (id: string) =>
    app.evaluate(({ Menu }, which) => Menu.getApplicationMenu()?.getMenuItemById(which)?.click(), id);
  const label = (id: string) =>
    app.evaluate(({ Menu }, which) => Menu.getApplicationMenu()?.getMenuItemById(which)?.label, id);
  await click('profile:aws:dev');
  await expect(window.getByRole('button', { name: /^Profile: dev/ })).toBeVisible();
  expect(await label('sign:session:corp')).toBe('Sign In to corp…');
  await click('sign:session:corp');
  await answerPage(await corp.links.nth(1), 'Allow access');
  await expect(window.getByText('You are alice')).toBeVisible();
  await expect.poll(() => label('sign:session:corp')).toBe('Sign Out of corp');
  await click('all-profiles');
  await expect(window.getByRole('menuitemradio', { name: 'writer' })).toBeVisible();
  expect(corp.links.opened(), 'tabs').toHaveLength(1);
});

test('offline is not signed out', async () => {
  await using corp = await organisation({ config: configText() });
  await using vault = await corp.start();
  const { window } = vault;
  await signedIn(vault, corp);
  await corp.aws.center.goOffline();
  await vault.close();
  await using later = await startVault({ home: corp.home.path, env: corp.aws.env });
  await choose(later, 'writer');
  await expect(later.window.getByText('AWS could not be reached').first()).toBeVisible();
  await expect(later.window.getByText('You are still signed in to corp')).toBeVisible();
  await look(later.window, '58-offline');
  await corp.aws.center.goOnline();
  await later.window.getByRole('button', { name: 'Ask AWS again' }).first().click();
  await expect(later.window.getByText('You are')).toBeVisible();
  expect(window.isClosed()).toBe(true);
});
