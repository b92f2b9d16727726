/**
 * Files and envelopes that need a sign-in: they say so, offer it, and nothing happens to them before.
 */
import { callsOf, tell } from './keyboard.ts';
import { expect, test } from './preview.ts';
import {
  alice,
  card,
  encrypted,
  error,
  inCorp,
  inMinutes,
  job,
  now,
  practice,
  profile,
  signedOut,
  vault,
} from './samples.ts';

const keys = {};

test('an envelope whose profile needs a sign-in offers it, and is not opened before', async ({ preview }) => {
  const state = vault(
    { ...inCorp, accounts: ['111122223333'] },
    { cards: [{ ...card('a.envelope'), suggestedProfileId: 'aws:partner' }] },
  );
  const page = await preview.open({ state, keys, chosen: [] });
  const article = page.getByRole('article', { name: 'a.envelope' });
  await expect(article.getByRole('button', { name: 'Decrypt', exact: true })).toBeDisabled();
  await article.getByRole('button', { name: 'Sign in to partner-eu' }).press('Enter');
  expect(await callsOf(page, 'signIn')).toEqual([['session:partner-eu', 'browser']]);
  const ready = profile('partner', { sessionId: 'session:partner-eu' });
  await tell(page, { ...inCorp, accounts: ['111122223333'], profiles: [practice, ready] });
  await article.getByRole('button', { name: 'Decrypt', exact: true }).press('Enter');
  expect(await callsOf(page, 'decrypt')).toMatchObject([{ profileId: 'aws:partner' }]);
});

test('files that wait for a sign-in say so once, and go on by one press', async ({ preview }) => {
  const state = {
    status: 'waiting',
    since: inMinutes(-3),
    error: error('sign-in-needed', 'Your sign-in has ended.'),
  } as const;
  const jobs = [encrypted('d', 'done.txt'), job('1', 'a.txt', state), job('2', 'b.txt', state)];
  const page = await preview.open({ state: vault(signedOut, { jobs }), keys, chosen: [] });
  await expect(page.getByRole('alert')).toContainText(
    'Your sign-in for corp ended at 11:57. 1 of 3 files are done; the rest are waiting.',
  );
  await page.getByRole('button', { name: 'Sign in and continue' }).press('Enter');
  expect(await callsOf(page, 'signIn')).toEqual([['session:corp', 'browser']]);
  await page.getByRole('listitem', { name: 'a.txt' }).getByRole('button', { name: 'Cancel' }).press('Enter');
  expect(await callsOf(page, 'cancelJob')).toEqual(['1']);
});

test('nine minutes before a sign-in ends it is spoken of only while files wait', async ({
  page,
  preview,
}) => {
  const state = { status: 'ready', until: inMinutes(15) } as const;
  const soon = {
    ...inCorp,
    identity: { status: 'known', caller: alice } as const,
    profiles: [practice, profile('corp-dev', { state })],
  };
  const jobs = [job('1', 'a.txt', { status: 'queued' })];
  await preview.open({ state: vault(soon, { jobs }), keys, chosen: [] });
  await expect(page.getByRole('list', { name: 'Files' })).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.clock.setFixedTime(now + 6 * 60_000);
  await page.clock.runFor(30_000);
  await expect(page.getByRole('alert')).toHaveText('Your sign-in for corp ends at 12:15.');
  const changed = [encrypted('1', 'a.txt')];
  await page.evaluate(
    (ended) => window.fakeVault?.emit('jobs', { changed: ended, removed: [], paused: false }),
    changed,
  );
  await expect(page.getByRole('alert')).toHaveCount(0);
});
