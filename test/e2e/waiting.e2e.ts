/**
 * A sign-in that ends while files are encrypted: the rest wait, nothing of them is on the disk, and they go on after the
 * next one, every file once, under the account that they were given for and no other.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { answerPage } from '../support/browser.ts';
import type { LaunchedApp } from '../support/electron-app.ts';
import { visit } from '../support/identity/visitor.ts';
import { runCli } from '../support/run-cli.ts';
import { type Organisation, organisation, signedIn, signIn } from './organisation.ts';
import { drop, leftovers, listFolder, picture, writeSample } from './vault-app.ts';

const names = Array.from({ length: 40 }, (_, index) => `file-${index}.txt`);

/** Signed in, and forty files dropped, of which some are done when the sign-in ends: twelve, and what was on its way. */
async function interrupted(): Promise<{
  readonly corp: Organisation;
  readonly vault: LaunchedApp;
  /** Data keys given out so far. */
  readonly keys: () => number;
  /** Files that are done. */
  readonly done: number;
  readonly envelopes: () => readonly string[];
}> {
  let keys = 0;
  const corp: Organisation = await organisation({
    onKey: () => {
      keys += 1;
      if (keys !== 12) return;
      corp.aws.center.revoke();
      corp.aws.center.expireCredentials();
    },
  });
  const vault = await corp.start();
  await signedIn(vault, corp);
  await drop(vault, ...names.map((name) => writeSample(vault, name, `content of ${name}`)));
  const alert = vault.window.getByRole('alert').filter({ hasText: 'the rest are waiting' });
  await expect(alert).toBeVisible();
  await expect(vault.window.getByRole('list', { name: 'Files' }).getByText('Encrypted')).toHaveCount(keys);
  await expect(alert).toContainText(`${keys} of 40 files are done`);
  const envelopes = () => listFolder(corp.home.path).filter((name) => name.endsWith('.envelope'));
  return { corp, vault, keys: () => keys, done: keys, envelopes };
}

test('forty files: some are done, the rest wait, and are done after the next sign-in, each once', async () => {
  test.setTimeout(120_000);
  const { corp, vault, keys, done, envelopes } = await interrupted();
  await using _corp = corp;
  await using _vault = vault;
  const { window } = vault;
  await picture(window, '53-files-wait');
  expect(done).toBeGreaterThanOrEqual(12);
  expect(done).toBeLessThan(40);
  expect(envelopes()).toHaveLength(done);
  expect(leftovers(corp.home.path)).toEqual([]);
  expect(corp.links.opened(), 'no tab opens by itself').toHaveLength(1);

  await signIn(vault, corp, 'Sign in and continue', 2);
  await expect(window.getByRole('alert')).toHaveCount(0);
  await expect.poll(envelopes).toHaveLength(40);
  await expect(window.getByRole('list', { name: 'Files' }).getByText('Encrypted')).toHaveCount(40);
  expect(keys(), 'data keys given out').toBe(40);
  expect(leftovers(corp.home.path)).toEqual([]);

  const { accessKeyId, secretAccessKey } = corp.aws.kms.credentials;
  await corp.home.write(
    '.aws/credentials',
    `[owner]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\nregion = us-east-1\n`,
  );
  const sealed = names.map((name) => `${name}.envelope`);
  const opened = await runCli(['decrypt', '--profile', 'owner', '-o', corp.home.at('.opened'), ...sealed], {
    home: corp.home.path,
    env: corp.aws.env,
  });
  expect(opened).toMatchObject({ code: 0 });
  for (const name of names)
    expect(String(await corp.home.read(`.opened/${name}`))).toBe(`content of ${name}`);
});

test('a sign-in in a terminal lets them go on, too', async () => {
  test.setTimeout(120_000);
  const { corp, vault, keys, envelopes } = await interrupted();
  await using _corp = corp;
  await using _vault = vault;
  const visited = new Set<string>();
  const terminal = await runCli(['sign-in', 'corp'], {
    home: corp.home.path,
    env: corp.aws.env,
    onOutput: (_, output) => {
      const [, link] = /^ {2}(http\S+)\n/m.exec(output) ?? [];
      if (link === undefined || visited.has(link)) return;
      visited.add(link);
      visit(link).catch(() => {});
    },
  });
  expect(terminal).toMatchObject({ code: 0 });
  await expect.poll(envelopes).toHaveLength(40);
  await expect(vault.window.getByText('You are alice')).toBeVisible();
  expect(keys()).toBe(40);
  expect(corp.links.opened(), 'no tab opens by itself').toHaveLength(1);
});

test('a profile that is in another account by then gets none of them', async () => {
  test.setTimeout(120_000);
  const { corp, vault, keys, done, envelopes } = await interrupted();
  await using _corp = corp;
  await using _vault = vault;
  const { window } = vault;
  const config = corp.home.at('.aws/config');
  const dev = 'sso_account_id = 111122223333\nsso_role_name = Developer';
  const moved = 'sso_account_id = 444455556666\nsso_role_name = Reader';
  writeFileSync(config, readFileSync(config, 'utf8').replace(dev, moved));
  await window.getByRole('button', { name: 'Sign in and continue' }).click();
  await answerPage(await corp.links.nth(2), 'Allow access');
  const files = window.getByRole('list', { name: 'Files' });
  await expect(files.getByText('This profile is in another AWS account')).toHaveCount(40 - done);
  await expect(window.getByText('role Reader')).toBeVisible();
  expect(envelopes()).toHaveLength(done);
  expect(keys()).toBe(done);
  expect(leftovers(corp.home.path)).toEqual([]);
});
