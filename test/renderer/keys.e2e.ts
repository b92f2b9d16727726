/**
 * KMS keys in the window: unusable ones say why and cannot be picked, another one can be pasted, and what is a one-way
 * street needs a word.
 */
import type { FileRef } from '../../electron/contract/state.ts';
import { callsOf } from './keyboard.ts';
import { expect, test } from './preview.ts';
import { card, denied, encrypted, inCorp, keyList, oneWay, payroll, practiceKey, vault } from './samples.ts';

const report: FileRef = { handle: 'h1', name: 'report.pdf', size: 1_500_000, kind: 'file' };
const keys = {};

test('a key that cannot encrypt is in the menu with its reason, and picking it does nothing', async ({
  preview,
}) => {
  const page = await preview.open({ state: vault(inCorp), keys, chosen: [] });
  await page.getByRole('button', { name: /^Key: payroll/ }).click();
  const retired = page.getByRole('menuitemradio', { name: 'retired' });
  await expect(retired).toHaveAttribute('aria-disabled', 'true');
  await expect(retired).toHaveAccessibleDescription(/it is scheduled for deletion on 2026-12-24\./);
  await retired.hover();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemradio', { name: /^legal/ }).click();
  expect(await callsOf(page, 'selectKey')).toHaveLength(1);
});

test('another key is typed and used by keyboard alone; what is wrong with it is said at once', async ({
  preview,
}) => {
  const page = await preview.open({
    state: vault(inCorp),
    keys,
    chosen: [],
    addKey: { ...denied, message: 'Not to be found.' },
  });
  await page.getByRole('button', { name: 'Another key' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const field = page.getByRole('textbox', { name: 'Alias, id or ARN of a key' });
  await expect(field).toBeFocused();
  await expect(page.getByRole('button', { name: 'Use this key' })).toBeDisabled();
  await page.keyboard.type('  alias/other ');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Not to be found.');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(/Not to be found\./);
  expect(await callsOf(page, 'addKey')).toEqual(['alias/other']);
  await page.getByRole('button', { name: 'List keys again' }).click();
  expect(await callsOf(page, 'refreshKeys')).toEqual([null]);
});

test('a key that does not decrypt again holds files back until the person allows it', async ({ preview }) => {
  const page = await preview.open({
    state: vault({ ...inCorp, keyDetails: oneWay }),
    keys,
    chosen: [report],
  });
  await expect(page.getByRole('list', { name: 'With this key' })).toHaveText(
    /You can encrypt.*You cannot decrypt/,
  );
  await page.getByRole('button', { name: 'Choose files…' }).click();
  const encrypt = page.getByRole('button', { name: 'Encrypt 1 file' });
  await expect(page.getByRole('region', { name: '1 file waiting to be encrypted' })).toContainText(
    'not decrypt again',
  );
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(encrypt).toBeDisabled();
  await page.getByRole('checkbox', { name: 'Encrypt all the same' }).check();
  await encrypt.click();
  const request = { profileId: 'aws:corp-dev', keyArn: payroll.arn, handles: ['h1'], onConflict: 'fail' };
  expect(await callsOf(page, 'encrypt')).toEqual([
    { ...request, allowOneWay: false },
    { ...request, allowOneWay: true },
  ]);
  await page.getByRole('button', { name: 'Choose files…' }).click();
  await expect(page.getByRole('checkbox', { name: 'Encrypt all the same' })).not.toBeChecked();
});

test('the request for an administrator is copied by main, which says so', async ({ preview }) => {
  const page = await preview.open({ state: vault({ ...inCorp, keyDetails: oneWay }), keys, chosen: [] });
  await page.getByRole('button', { name: 'Why not?' }).click();
  await page.getByRole('button', { name: 'Copy request' }).click();
  expect(await callsOf(page, 'copyRequest')).toEqual([denied.details.request]);
  await expect(page.getByText('Copied, to be sent to an administrator')).toBeVisible();
});

test('"Can I open this?" asks with the profile that is shown, and its answer goes with that profile', async ({
  preview,
}) => {
  const cards = [card('x.envelope')];
  const canOpen = { answer: 'no', error: denied } as const;
  const page = await preview.open({ state: vault(inCorp, { cards }), keys, chosen: [], canOpen });
  const article = page.getByRole('article', { name: 'x.envelope' });
  await article.getByRole('button', { name: 'Can I open this?' }).click();
  await expect(article).toContainText('No, you cannot open it with corp-dev.');
  await expect(article).toContainText('AWS refused.');
  expect(await callsOf(page, 'canOpen')).toEqual([['card-x.envelope', 'aws:corp-dev']]);
  await article.getByRole('button', { name: /^Decrypt with/ }).click();
  await page.getByRole('menuitemradio', { name: 'deploy' }).click();
  await expect(article).not.toContainText('you cannot open it');
});

test('the row of a file keeps the name of its key under another profile', async ({ preview }) => {
  const state = vault(inCorp, { jobs: [encrypted('1', 'report.pdf')] });
  const page = await preview.open({ state, keys: { practice: keyList([practiceKey]) }, chosen: [] });
  const row = page.getByRole('listitem', { name: 'report.pdf' });
  await expect(row).toContainText('· payroll ·');
  await page.getByRole('button', { name: /^Profile: / }).click();
  await page.getByRole('menuitemradio', { name: 'Practice' }).click();
  await expect(page.getByRole('button', { name: /^Key: practice/ })).toBeVisible();
  await expect(row).toContainText('· payroll ·');
});
