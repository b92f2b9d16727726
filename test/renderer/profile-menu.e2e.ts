/**
 * The profile menu by keyboard: a long one is searched by typing, the recent ones are on top, and the application menu
 * opens it.
 */
import { activeRow, callsOf, tabTo } from './keyboard.ts';
import { expect, test } from './preview.ts';
import { inCorp, practice, profile, vault } from './samples.ts';

const keys = {};
const numbers = Array.from({ length: 3_000 }, (_, i) => i);
const crowd = vault({
  ...inCorp,
  profiles: [
    practice,
    ...numbers.map((i) =>
      profile(`team-${i}`, { accountId: String(200_000_000_000 + i), roleName: 'Vault' }),
    ),
    profile('corp-dev'),
  ],
  recentProfileIds: ['aws:team-2900', 'aws:corp-dev'],
});

test('one of thousands is found by parts of its account and role, and chosen', async ({ preview }) => {
  const page = await preview.open({ state: crowd, keys, chosen: [] });
  await tabTo(page, /^Profile: corp-dev/);
  await page.keyboard.press('Enter');
  const search = page.getByRole('searchbox', { name: 'Search: Profile' });
  await expect(search).toBeFocused();
  const rows = page.getByRole('menuitemradio');
  await expect(rows.first()).toHaveAccessibleName('team-2900');
  await expect(rows.nth(1)).toHaveAccessibleName('corp-dev');
  await expect(page.getByText('2,902 more rows: type to find them')).toBeVisible();

  await page.keyboard.type('vault 2123');
  await expect(rows).toHaveCount(1);
  await expect(search).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'selectProfile')).toEqual(['aws:team-2123']);
  await expect(page.getByRole('button', { name: /^Profile: team-2123/ })).toBeFocused();
});

test('what is typed and found nowhere is said; Escape takes it back, then closes the menu', async ({
  preview,
}) => {
  const page = await preview.open({ state: crowd, keys, chosen: [] });
  await page.getByRole('button', { name: /^Profile/ }).click();
  await page.keyboard.type('nobody');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(page.getByText('Nothing matches')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  expect(await callsOf(page, 'selectProfile')).toEqual([]);
});

test('the row that the arrow keys have reached is in sight', async ({ page, preview }) => {
  await page.setViewportSize({ width: 900, height: 420 });
  await preview.open({ state: crowd, keys, chosen: [] });
  await page.getByRole('button', { name: /^Profile/ }).click();
  const active = activeRow(page);
  const press = async (key: string, times: number): Promise<void> => {
    for (let i = 0; i < times; i += 1) await page.keyboard.press(key);
  };
  await press('ArrowDown', 12);
  await expect(active).toBeInViewport({ ratio: 1 });
  await press('ArrowUp', 9);
  await expect(active).toBeInViewport({ ratio: 1 });
  const covered = await active.evaluate((row) => {
    const { left, top, width } = row.getBoundingClientRect();
    return !row.contains(document.elementFromPoint(left + width / 2, top + 4));
  });
  expect(covered, 'hidden behind the search field').toBe(false);
});

test('the application menu opens it', async ({ preview }) => {
  const page = await preview.open({ state: vault(inCorp), keys, chosen: [] });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.evaluate(() => window.fakeVault?.emit('profileMenu', null));
  await expect(page.getByRole('menuitemradio', { name: 'corp-dev' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menuitemradio', { name: 'corp-dev' })).toHaveCount(0);
});
