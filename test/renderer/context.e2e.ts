/** The encryption context by keyboard: when it counts, and what is said where it cannot be used. */
import { callsOf, tabTo } from './keyboard.ts';
import { expect, test } from './preview.ts';
import { inCorp, vault } from './samples.ts';

const keys = {};

test('pairs are typed, taken when the focus leaves them, and removed again', async ({ preview }) => {
  const page = await preview.open({ state: vault(inCorp), keys, chosen: [] });
  await tabTo(page, 'Encryption context');
  await page.keyboard.press('Enter');
  await tabTo(page, 'Add a pair');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Name 1')).toBeFocused();
  await page.keyboard.type('purpose');
  await page.keyboard.press('Tab');
  await page.keyboard.type('audit');
  expect(await callsOf(page, 'setEncryption')).toEqual([]);
  await tabTo(page, 'Add a pair');
  await expect(page.getByRole('button', { name: 'Encryption context: 1 pair' })).toBeVisible();
  expect(await callsOf(page, 'setEncryption')).toEqual([
    { check: false, sign: false, shareAbove: 100, context: [['purpose', 'audit']], escrowKey: null },
  ]);

  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('button', { name: 'Remove pair 1' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Name 1')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Encryption context', exact: true })).toBeVisible();
});

test('what main refuses stays in its field, with the reason, and is not used', async ({ preview }) => {
  const page = await preview.open({ state: vault(inCorp), keys, chosen: [] });
  await page.getByRole('button', { name: 'Encryption context' }).click();
  await page.getByRole('button', { name: 'Add a pair' }).click();
  await page.keyboard.type('purpose');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText(
    /every pair needs a name and a value\. Not used so far\.$/,
  );
  await expect(page.getByLabel('Value 1')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('button', { name: 'Encryption context', exact: true })).toBeVisible();
  await expect(page.getByLabel('Name 1')).toHaveValue('purpose');
  await page.getByLabel('Value 1').fill('audit');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Encryption context: 1 pair' })).toBeVisible();
});
