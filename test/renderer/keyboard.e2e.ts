/**
 * The whole way by keyboard alone, and where the focus goes when what had it disappears.
 */
import type { FileRef } from '../../electron/contract/state.ts';
import { activeRow, callsOf, tabTo } from './keyboard.ts';
import { expect, test } from './preview.ts';
import { card, contracts, done, inCorp, job, keyList, payroll, practiceKey, vault } from './samples.ts';

const report: FileRef = { handle: 'h1', name: 'report.pdf', size: 1_500_000, kind: 'file' };
const keys = { practice: keyList([practiceKey]), 'aws:corp-dev': keyList([payroll, contracts]) };

test('practice, choose, encrypt, cancel, try again and clear without a pointer', async ({ preview }) => {
  const page = await preview.open({ state: vault(), keys, chosen: [report] });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome to Envelope Vault');
  await tabTo(page, 'Try without AWS');
  await page.keyboard.press('Enter');

  await expect(page.getByRole('note')).toContainText('Practice – not protected by AWS.');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('Control+o');

  const row = page
    .getByRole('list', { name: 'Files' })
    .getByRole('listitem')
    .filter({ hasText: 'report.pdf' });
  await expect(row).toContainText('Waiting for its turn');
  await expect(page.getByRole('status')).toHaveText('Encrypting report.pdf.');
  expect(await callsOf(page, 'encrypt')).toEqual([
    {
      profileId: 'practice',
      keyArn: practiceKey.arn,
      handles: ['h1'],
      onConflict: 'fail',
      allowOneWay: false,
    },
  ]);

  await tabTo(page, 'Cancel');
  await page.keyboard.press('Space');
  await expect(row).toContainText('Cancelled. Your file has not been changed.');
  await expect(row).toBeFocused();
  await tabTo(page, 'Try again');
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'retryJob')).toEqual([['new-1', 'fail']]);
  await tabTo(page, 'Cancel');
  await page.keyboard.press('Enter');

  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('button', { name: 'Clear finished' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Files' })).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});

test('profile and key by keyboard; what cannot be used can be read but not chosen', async ({ preview }) => {
  const page = await preview.open({ state: vault(), keys, chosen: [] });
  await tabTo(page, /^Profile: None chosen/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('searchbox', { name: 'Search: Profile' })).toBeFocused();
  await expect(activeRow(page)).toHaveAccessibleName('Practice');
  await page.keyboard.press('End');
  await expect(activeRow(page)).toHaveAccessibleName('ancient-sso');
  const ancient = page.getByRole('menuitemradio', { name: 'ancient-sso' });
  await expect(ancient).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Enter');
  await expect(ancient).toBeVisible();
  expect(await callsOf(page, 'selectProfile')).toEqual([]);

  await page.keyboard.type('corp-d');
  await expect(page.getByRole('menuitemradio')).toHaveCount(1);
  await expect(activeRow(page)).toHaveAccessibleName('corp-dev');
  await page.keyboard.press('Enter');
  const trigger = page.getByRole('button', { name: /^Profile: corp-dev/ });
  await expect(trigger).toBeFocused();

  await tabTo(page, 'Key: Choose a key');
  await expect(page.getByRole('button', { name: 'Key: Choose a key' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitemradio', { name: 'payroll' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Key: payroll/ })).toBeFocused();
});

test('files that wait for a key ask for it in place, and are encrypted when told so', async ({ preview }) => {
  const state = vault({ ...inCorp, keyArn: null });
  const page = await preview.open({ state, keys, chosen: [report] });
  await page.keyboard.press('Control+o');
  const waiting = page.getByRole('region', { name: '1 file waiting to be encrypted' });
  await expect(waiting).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Key: legal/ })).toBeVisible();
  expect(await callsOf(page, 'encrypt')).toEqual([]);
  await tabTo(page, 'Encrypt 1 file');
  await page.keyboard.press('Enter');
  await expect(waiting).toHaveCount(0);
  expect(await callsOf(page, 'encrypt')).toMatchObject([{ keyArn: contracts.arn, handles: ['h1'] }]);
});

test('closing a card moves the focus to the cards that are left, then to the heading', async ({
  preview,
}) => {
  const cards = [card('one.envelope'), card('two.envelope')];
  const page = await preview.open({ state: vault(inCorp, { cards }), keys, chosen: [] });
  const notNow = (name: string) =>
    page.getByRole('article', { name }).getByRole('button', { name: 'Not now', exact: true });
  await notNow('one.envelope').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Envelopes' })).toBeFocused();
  await notNow('two.envelope').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});

test('an envelope is decrypted with the profile picked on its card', async ({ preview }) => {
  const page = await preview.open({
    // Nobody knows the account of the profile that is picked.
    state: vault({ ...inCorp, accounts: ['111122223333'] }, { cards: [card('one.envelope')] }),
    keys,
    chosen: [],
  });
  await tabTo(page, /^Decrypt with: corp-dev/);
  await page.keyboard.press('Enter');
  await expect(activeRow(page)).toHaveAccessibleName('corp-dev');
  await page.keyboard.type('ci');
  await expect(activeRow(page)).toHaveAccessibleName('ci');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Decrypt with: ci/ })).toBeFocused();
  await tabTo(page, /^Decrypt$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article')).toHaveCount(0);
  expect(await callsOf(page, 'decrypt')).toEqual([
    { handle: 'card-one.envelope', profileId: 'aws:ci', allowUncommitted: false, onConflict: 'fail' },
  ]);
});

test('a batch is announced as one sentence', async ({ preview }) => {
  const page = await preview.open({ state: vault(inCorp), keys, chosen: [] });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const jobs = Array.from({ length: 40 }, (_, i) => job(`${i}`, `${i}.txt`, done('x')));
  await page.evaluate(
    (changed) => window.fakeVault?.emit('jobs', { changed, removed: [], paused: false }),
    jobs,
  );
  await expect(page.getByRole('status')).toHaveText('40 files done.');
});
