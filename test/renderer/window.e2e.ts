/**
 * Files dropped and pasted anywhere, the smallest window and the largest zoom, forced colours, and the policy.
 */
import type { Page } from 'playwright/test';
import { expect, test } from './preview.ts';
import { card, inCorp, inMinutes, job, vault } from './samples.ts';

const keys = {};

/** Dispatches an event that carries one file, as the browser does for a drag or a paste. */
const sendFile = (page: Page, type: 'dragover' | 'drop' | 'dragleave' | 'paste'): Promise<void> =>
  page.evaluate((kind) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['text'], 'notes.txt'));
    const options = { bubbles: true, cancelable: true };
    const event =
      kind === 'paste'
        ? new ClipboardEvent(kind, { ...options, clipboardData: dataTransfer })
        : new DragEvent(kind, { ...options, dataTransfer });
    document.body.dispatchEvent(event);
  }, type);

const added = (page: Page): Promise<readonly unknown[]> =>
  page.evaluate(() =>
    (window.fakeVault?.calls ?? []).filter(([name]) => name === 'addFiles').map(([, args]) => args),
  );

test('a drag shows where to drop, leaving hides it, dropping adds the files', async ({ preview }) => {
  const page = await preview.open({ state: vault(inCorp), keys, chosen: [] });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await sendFile(page, 'dragover');
  await expect(page.getByText('Drop to add')).toBeVisible();
  await sendFile(page, 'dragleave');
  await expect(page.getByText('Drop to add')).toHaveCount(0);
  await sendFile(page, 'dragover');
  await sendFile(page, 'drop');
  await expect(page.getByText('Drop to add')).toHaveCount(0);
  await expect(
    page.getByRole('list', { name: 'Files' }).getByRole('listitem').filter({ hasText: 'notes.txt' }),
  ).toBeVisible();
  expect(await added(page)).toEqual([['notes.txt']]);
});

test('pasted files are added', async ({ preview }) => {
  const page = await preview.open({ state: vault(inCorp), keys, chosen: [] });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await sendFile(page, 'paste');
  await expect(
    page.getByRole('list', { name: 'Files' }).getByRole('listitem').filter({ hasText: 'notes.txt' }),
  ).toBeVisible();
});

test('nothing is taken while the program is blocked', async ({ preview }) => {
  const blocked = { code: 'self-test-failed', message: 'Wrong answer.', advice: '', details: {} } as const;
  const page = await preview.open({ state: vault({ blocked }), keys, chosen: [] });
  await expect(page.getByRole('alert')).toContainText('Wrong answer.');
  await sendFile(page, 'drop');
  await page.keyboard.press('Control+o');
  expect(await page.evaluate(() => window.fakeVault?.calls)).toEqual([]);
});

const full = vault(inCorp, {
  cards: [card('payroll-march.csv.envelope', { context: [['purpose', 'payroll']] })],
  jobs: [
    job('1', 'backup.tar', { status: 'running', stage: 'encrypting', done: 1, total: 2 }),
    job('2', `${'x'.repeat(120)}.bin`, { status: 'cancelled' }),
  ],
});

for (const viewport of [
  { width: 480, height: 400 },
  { width: 550, height: 360 }, // 1100×720 at 200 %
  { width: 320, height: 400 },
]) {
  test(`at ${viewport.width}×${viewport.height} everything is reached by scrolling down only`, async ({
    page,
    preview,
  }) => {
    await page.setViewportSize(viewport);
    await preview.open({ state: full, keys, chosen: [] });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Files');
    for (const name of ['Decrypt', 'Clear finished', 'Cancel', 'Try again']) {
      const button = page.getByRole('button', { name, exact: true });
      await button.scrollIntoViewIfNeeded();
      await expect(button).toBeInViewport({ ratio: 0.95 });
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
  });
}

test('forced colours keep every border and bar', async ({ page, preview }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await preview.open({ state: full, keys, chosen: [] });
  const bar = page.getByRole('progressbar', { name: 'Progress of all files' });
  await expect(bar).toHaveCSS('border-top-style', 'solid');
  await page.screenshot({ path: 'test-results/screens/forced-colors.png' });
});

test('ten thousand jobs are drawn in pages and follow events', async ({ preview }) => {
  const queued = { status: 'queued' } as const;
  const jobs = Array.from({ length: 10_000 }, (_, i) => job(`${i}`, `${i}.txt`, queued));
  const page = await preview.open({ state: vault(inCorp, { jobs }), keys, chosen: [] });
  await expect(page.getByRole('list', { name: 'Files' }).getByRole('listitem')).toHaveCount(100);
  await expect(page.getByText('9,900 more files not shown')).toBeVisible();
  const changed = [job('0', '0.txt', { status: 'running', stage: 'encrypting', done: 50, total: 100 })];
  await page.evaluate(
    (jobsNow) => window.fakeVault?.emit('jobs', { changed: jobsNow, removed: [], paused: false }),
    changed,
  );
  await expect(
    page.getByRole('list', { name: 'Files' }).getByRole('listitem').first().getByRole('progressbar'),
  ).toBeVisible();
});

test('at 320 pixels a sign-in, its code and the form for a new profile are all reached', async ({
  page,
  preview,
}) => {
  await page.setViewportSize({ width: 320, height: 400 });
  const state = { status: 'waiting', userCode: 'BCDF-GHJK', until: inMinutes(9) } as const;
  const signIns = [{ sessionId: 'session:partner-eu', way: 'device', state }] as const;
  const accounts = [{ accountId: '111122223333', name: 'x'.repeat(80), email: null }];
  await preview.open({
    state: vault({ ...inCorp, signIns }),
    keys,
    chosen: [],
    accounts,
    roles: ['DevRole'],
  });
  await page.getByRole('button', { name: 'Another account or role…' }).click();
  for (const name of [/^Copy link/, /^Cancel the sign-in/, /^Save and use/, /^Don’t add/]) {
    const button = page.getByRole('button', { name });
    await button.scrollIntoViewIfNeeded();
    await expect(button).toBeInViewport({ ratio: 0.95 });
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
});
