/**
 * What a person decides, by keyboard: how files are encrypted, how an envelope is opened, what is replaced. Above all
 * what does not happen before they did.
 */
import type { Locator } from 'playwright/test';
import { callsOf, tabTo } from './keyboard.ts';
import { expect, test } from './preview.ts';
import { card, done, error, failed, inCorp, job, vault } from './samples.ts';

const keys = {};

test('an envelope is checked without being decrypted', async ({ preview }) => {
  const state = vault(inCorp, { cards: [card('one.envelope')] });
  const page = await preview.open({ state, keys, chosen: [] });
  await tabTo(page, 'Check without decrypting');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article')).toHaveCount(0);
  expect(await callsOf(page, 'verify')).toEqual([
    { handle: 'card-one.envelope', profileId: 'aws:corp-dev', allowUncommitted: false },
  ]);
  const changed = [job('new-1', 'one.envelope', done(null, 3_400_000_000), { kind: 'verify' })];
  await page.evaluate(
    (jobs) => window.fakeVault?.emit('jobs', { changed: jobs, removed: [], paused: false }),
    changed,
  );
  const row = page.getByRole('listitem').filter({ hasText: 'one.envelope' });
  await expect(row).toContainText('Checked: complete and authentic, 3.4 GB of content');
  await expect(row.getByRole('button', { name: 'Show in folder' })).toHaveCount(0);
});

test('without key commitment nothing is opened before the box of this very card is ticked', async ({
  preview,
}) => {
  const cards = ['old', 'older'].map((name) => card(`${name}.envelope`, { committed: false, version: 1 }));
  const page = await preview.open({ state: vault(inCorp, { cards }), keys, chosen: [] });
  const [old, older] = ['old', 'older'].map((name) =>
    page.getByRole('article', { name: `${name}.envelope` }),
  );
  if (old === undefined || older === undefined) throw new Error('no cards');
  const decrypt = (article: Locator) => article.getByRole('button', { name: 'Decrypt', exact: true });
  const check = (article: Locator) => article.getByRole('button', { name: 'Check without decrypting' });
  const allow = old.getByRole('checkbox', { name: 'Allow for this file' });
  await expect(old).toContainText('Made without key commitment');
  for (const article of [old, older]) {
    await expect(decrypt(article)).toBeDisabled();
    await expect(check(article)).toBeDisabled();
  }
  await allow.focus();
  await page.keyboard.press('Space');
  await expect(allow).toBeChecked();
  await expect(check(old)).toBeEnabled();
  await expect(decrypt(older)).toBeDisabled();
  await page.keyboard.press('Space');
  await expect(decrypt(old)).toBeDisabled();
  await page.keyboard.press('Space');
  await decrypt(old).press('Enter');
  expect(await callsOf(page, 'decrypt')).toEqual([
    { handle: 'card-old.envelope', profileId: 'aws:corp-dev', allowUncommitted: true, onConflict: 'fail' },
  ]);
});

test('the options of encrypting are set by keyboard, and what is on shows when they are shut', async ({
  preview,
}) => {
  const page = await preview.open({ state: vault(inCorp), keys, chosen: [] });
  await tabTo(page, 'Options');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const check = page.getByRole('checkbox', { name: 'Check after encrypting' });
  await expect(check).toBeFocused();
  await expect(check).toHaveAccessibleDescription(/^Reads each new envelope back from the disk/);
  await page.keyboard.press('Space');
  await expect(check).toBeChecked();
  expect(await callsOf(page, 'setEncryption')).toMatchObject([{ check: true, sign: false }]);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Options: check' })).toBeFocused();
  await expect(check).toBeHidden();
});

test('before a profile is chosen there is nothing to set', async ({ preview }) => {
  const page = await preview.open({ state: vault(), keys, chosen: [] });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Options/ })).toHaveCount(0);
});

test('a taken name offers to keep both', async ({ preview }) => {
  const taken = error('target-exists', 'There is already such a file.');
  const jobs = [job('1', 'a.txt', failed(taken))];
  const page = await preview.open({ state: vault(inCorp, { jobs }), keys, chosen: [] });
  await page.getByRole('button', { name: 'Keep both' }).press('Enter');
  expect(await callsOf(page, 'retryJob')).toEqual([['1', 'keep-both']]);
  await expect(page.getByRole('button', { name: /Replace/ })).toHaveCount(0);
});

test('a file is replaced only by two presses on two things, the second with its name', async ({
  preview,
}) => {
  const taken = error('target-exists', 'There is already such a file.');
  const jobs = [job('1', 'a.envelope', failed(taken, 'a\u202Etxt.exe', 'b.envelope'), { kind: 'decrypt' })];
  const page = await preview.open({ state: vault(inCorp, { jobs }), keys, chosen: [] });
  const row = page.getByRole('listitem', { name: 'a.envelope' });
  const replace = row.getByRole('button', { name: 'Replace “a\uFFFDtxt.exe”' });
  await expect(replace).toBeHidden();
  await tabTo(page, 'Replace the other file…');
  await page.keyboard.press('Enter');
  await expect(replace).toBeVisible();
  await expect(row).toContainText('“a\uFFFDtxt.exe” will be gone for good');
  await expect(row).toContainText('made from “b.envelope”');
  await page.keyboard.press('Enter');
  await expect(replace).toBeHidden();
  expect(await callsOf(page, 'retryJob')).toEqual([]);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(replace).toBeFocused();
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'retryJob')).toEqual([['1', 'replace']]);
  await expect(row).toBeFocused();
});
