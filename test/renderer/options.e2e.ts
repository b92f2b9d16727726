/** The number of files with a data key each, by keyboard: what counts, and what is only being typed. */
import { callsOf, tabTo } from './keyboard.ts';
import { expect, test } from './preview.ts';
import { inCorp, vault } from './samples.ts';

test('a number counts when it is one that is allowed; leaving the field brings back the one in force', async ({
  preview,
}) => {
  const page = await preview.open({ state: vault(inCorp), keys: {}, chosen: [] });
  await tabTo(page, 'Options');
  await page.keyboard.press('Enter');
  const field = page.getByLabel('Files with a data key each');
  for (let tabs = 0; tabs < 3; tabs += 1) await page.keyboard.press('Tab');
  await expect(field).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('25');
  const options = { check: false, sign: false, context: [], escrowKey: null };
  expect(await callsOf(page, 'setEncryption')).toEqual([
    { ...options, shareAbove: 2 },
    { ...options, shareAbove: 25 },
  ]);
  for (const refused of ['0', '100001', '1.5', '']) {
    await field.fill(refused);
    await expect(field).toHaveAttribute('aria-invalid', 'true');
  }
  expect(await callsOf(page, 'setEncryption')).toHaveLength(2);
  await page.keyboard.press('Tab');
  await expect(field).toHaveValue('25');
  await expect(field).toHaveAttribute('aria-invalid', 'false');
});
