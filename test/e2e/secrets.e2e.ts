/**
 * No secret of a sign-in leaves the main process but to AWS, and no file has one but the token cache: not the codes and
 * the state of the browser's way, no token, no secret of the program's registration, no role's credentials. Searched for
 * everywhere while the browser is waited for, when it is signed in and renewed, and signed out.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { startAws } from '../support/aws.ts';
import { answerPage, noteLinks } from '../support/browser.ts';
import { configText } from '../support/identity/organisation.ts';
import { type Key, searchFor } from '../support/key-search.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { scratch } from '../support/scratch.ts';
import { findIn, keepLogs } from './find-in-app.ts';
import { encryptByDrop, startVault, writeSample } from './vault-app.ts';

test.skip(process.platform !== 'linux', 'other systems do not show processes in /proc');

/** Halves are searched for: an odd last character does not count. */
const key = (name: string, secret: string): Key => ({
  name,
  bytes: Buffer.from(secret.slice(0, secret.length & ~1)),
});

test('what a sign-in is made of stays in the main process', async () => {
  test.setTimeout(180_000);
  const planted: Key = { name: 'planted', bytes: randomBytes(32) };
  const mark = Buffer.from(planted.bytes).toString('hex');
  await using aws = await startAws();
  await using home = await scratch();
  await using kept = await scratch();
  mkdirSync(home.at('.aws'));
  await home.write('.aws/config', configText().replaceAll('profile dev]', `profile ${mark}]`));
  await createPracticeKey(aws.kms.store, aws.kms.realm, 'payroll');
  const links = noteLinks(kept.at('browser'));
  await using vault = await startVault({
    home: home.path,
    module: path.join(import.meta.dirname, 'ipc-recorder.cjs'),
    args: [`--planted=${mark}`],
    env: { ...aws.env, PATH: links.path, PLANTED: mark, IPC_RECORD: kept.at('messages') },
  });
  const { window: page } = vault;
  keepLogs(vault, kept.at('logs'));
  await vault.app.evaluate((_electron, text) => console.error(text), mark);
  const cache = home.at('.aws/sso/cache');
  const tokenFile = () => path.join(cache, readdirSync(cache).find((name) => name.endsWith('.json')) ?? '');

  async function expectNothing(when: string, secrets: readonly Key[]): Promise<void> {
    const search = searchFor([planted, ...secrets]);
    for (const { where, keys } of await findIn(search, vault, kept, tokenFile())) {
      if (where !== 'main') expect(keys, `${when}: ${where}`).toEqual(new Set(['planted']));
    }
  }

  await page.evaluate((name) => window.vault.selectProfile(`aws:${name}`), mark);
  await page.evaluate(() => window.vault.signIn('session:corp', 'browser'));
  const link = await links.nth(1);
  const asked = new URL(link).searchParams;
  const way = ['state', 'code_challenge'].map((name) => key(name, asked.get(name) ?? ''));
  mkdirSync(cache, { recursive: true });
  await expectNothing('while the browser is waited for', way);

  const { url } = await answerPage(link, 'Allow access');
  const code = key('code', new URL(url).searchParams.get('code') ?? '');
  await expect(page.getByRole('button', { name: /^Key: payroll/ })).toBeVisible();
  const token = readFileSync(tokenFile(), 'utf8');
  await encryptByDrop(vault, writeSample(vault, 'a.txt', 'a'));
  aws.center.expireTokens();
  aws.center.expireCredentials();
  await page.evaluate(() => window.vault.listAccounts('session:corp'));
  expect(readFileSync(tokenFile(), 'utf8'), 'the token was renewed').not.toBe(token);
  const given = aws.center.secrets().map((secret, index) => key(`secret ${index}`, secret));
  expect(given.length).toBeGreaterThan(5);
  const all = [...way, code, ...given];
  await expectNothing('signed in and renewed', all);
  await page.evaluate(() => window.vault.signOut('session:corp'));
  expect(readdirSync(cache)).toEqual([]);
  await expectNothing('signed out', all);
});
