/**
 * From the address of an organisation to a profile of one of its roles, by keyboard.
 */
import { callsOf, tell } from './keyboard.ts';
import { expect, test } from './preview.ts';
import { error, inCorp, practice, signedIn, vault } from './samples.ts';

const keys = {};

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
