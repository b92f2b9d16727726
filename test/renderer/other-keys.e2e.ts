/** Keys that open new envelopes, too, and accounts that are allowed: by keyboard and mouse, and what is said against them. */
import { callsOf, tabTo } from './keyboard.ts';
import { expect, test } from './preview.ts';
import { arn, contracts, inCorp, practiceKey, vault } from './samples.ts';
import { strangeCard } from './screen-samples.ts';

const keys = {};
const elsewhere = arn('444455556666', '5678abcd-12ab-34cd-56ef-1234567890ab', 'us-east-1');

test('a listed key and one of another account are added, shown where files are dropped, and removed', async ({
  preview,
}) => {
  const page = await preview.open({ state: vault(inCorp), keys, chosen: [] });
  await tabTo(page, 'Also openable with…');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Add a key/ }).click();
  await expect(page.getByRole('menuitemradio', { name: 'payroll' })).toHaveCount(0);
  await page.getByRole('menuitemradio', { name: /^legal\/contracts/ }).click();
  await page.getByLabel('ARN of a key elsewhere', { exact: true }).fill(` ${elsewhere} `);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('ARN of a key elsewhere', { exact: true })).toHaveValue('');
  await expect(page.getByRole('button', { name: 'Also openable with 2 keys' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('They also open with legal/contracts');
  await page.getByRole('button', { name: /^Remove legal/ }).click();
  expect(await callsOf(page, 'setOtherKeys')).toEqual([
    [contracts.arn],
    [contracts.arn, elsewhere],
    [elsewhere],
  ]);
});

test('what is no ARN of a key stays in its field, with the reason', async ({ preview }) => {
  const page = await preview.open({ state: vault(inCorp), keys, chosen: [] });
  await page.getByRole('button', { name: 'Also openable with…' }).click();
  for (const label of ['ARN of a key elsewhere', 'ARN of the escrow key']) {
    const field = page.getByLabel(label, { exact: true });
    await field.fill('alias/payroll');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert').last()).toHaveText(/^This is not the ARN of a KMS key/);
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveValue('alias/payroll');
  }
  await expect(page.getByRole('button', { name: 'Also openable with…' })).toBeVisible();
});

test('the escrow key is set and removed; practice has none', async ({ preview }) => {
  const page = await preview.open({ state: vault(inCorp), keys, chosen: [] });
  await page.getByRole('button', { name: 'Also openable with…' }).click();
  await page.getByLabel('ARN of the escrow key', { exact: true }).fill(elsewhere);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Also openable with 1 key' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove the escrow key' }).click();
  await expect(page.getByRole('button', { name: 'Also openable with…' })).toBeVisible();
  expect(await callsOf(page, 'setEncryption')).toMatchObject([{ escrowKey: elsewhere }, { escrowKey: null }]);

  const { encryption } = vault(inCorp).session;
  const inPractice = { profileId: 'practice', keyArn: practiceKey.arn };
  const practising = vault({ ...inPractice, encryption: { ...encryption, escrowKey: elsewhere } });
  const other = await preview.open({ state: practising, keys, chosen: [] });
  await other.getByRole('button', { name: 'Also openable with…' }).click();
  await expect(other.getByRole('heading', { name: 'Escrow key' })).toHaveCount(0);
});

test('an envelope of a strange account waits until the account is allowed', async ({ preview }) => {
  const page = await preview.open({ state: vault(inCorp, { cards: [strangeCard] }), keys, chosen: [] });
  await expect(page.getByRole('heading', { name: 'Needs a key of AWS account 222233334444' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Decrypt', exact: true })).toBeDisabled();
  await page.getByRole('button', { name: 'Allow account 222233334444' }).click();
  expect(await callsOf(page, 'allowAccount')).toEqual(['222233334444']);
  await expect(page.getByRole('heading', { name: /^Needs a key/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Decrypt', exact: true }).click();
  expect(await callsOf(page, 'decrypt')).toHaveLength(1);
});
