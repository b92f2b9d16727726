/**
 * Holding one job, and all of them, by keyboard; what is said of it.
 */
import { callsOf, tabTo } from './keyboard.ts';
import { expect, test } from './preview.ts';
import { inCorp, job, vault } from './samples.ts';

const keys = {};
const moving = { status: 'running', stage: 'encrypting', done: 3_100_000_000, total: 4_200_000_000 } as const;

test('one job is held and let go by the same button, which keeps the focus', async ({ preview }) => {
  const jobs = [
    job('1', 'a.tar', moving),
    job('2', 'b.tar', moving),
    job('3', 'c.tar', { status: 'queued' }),
  ];
  const page = await preview.open({ state: vault(inCorp, { jobs }), keys, chosen: [] });
  const row = (name: string) => page.getByRole('listitem').filter({ hasText: name });
  await expect(row('c.tar').getByRole('button')).toHaveText(['Cancel']);
  await row('a.tar').getByRole('button', { name: 'Pause' }).focus();
  await page.keyboard.press('Enter');
  await expect(row('a.tar')).toContainText('Paused\u00A0· Encrypting, 3.1 of 4.2 GB');
  await expect(row('a.tar').getByRole('button', { name: 'Resume' })).toBeFocused();
  await expect(row('b.tar')).not.toContainText('Paused');
  await expect(page.getByRole('status')).toHaveText('a.tar paused.');
  await page.keyboard.press('Enter');
  await expect(row('a.tar').getByRole('button', { name: 'Pause' })).toBeFocused();
  expect([await callsOf(page, 'pause'), await callsOf(page, 'resume')]).toEqual([['1'], ['1']]);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(row('a.tar')).toContainText('Cancelled');
});

test('all jobs are held and let go by the same button, which keeps the focus', async ({ preview }) => {
  const jobs = [job('1', 'a.tar', moving), job('2', 'b.tar', { status: 'queued' })];
  const page = await preview.open({ state: vault(inCorp, { jobs }), keys, chosen: [] });
  await tabTo(page, 'Pause all');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Resume' })).toBeFocused();
  await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0);
  await expect(page.getByRole('listitem').filter({ hasText: 'Paused' })).toHaveCount(2);
  await expect(page.getByRole('status')).toHaveText('a.tar paused. b.tar paused.');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Pause all' })).toBeFocused();
  expect([await callsOf(page, 'pause'), await callsOf(page, 'resume')]).toEqual([[null], [null]]);
});
