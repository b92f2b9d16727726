/** With AWS profiles: the real SDK over loopback HTTP, from the profile menu to the envelope and back. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { type KmsServer, startKmsServer } from '../support/kms-server.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import {
  bytes,
  card,
  drop,
  encryptByDrop,
  leftovers,
  listFolder,
  look,
  row,
  startVault,
  usePractice,
  writeSample,
} from './vault-app.ts';

const config = `[default]
region = us-east-1

[profile work]
region = us-east-1

[sso-session corp]
sso_start_url = https://corp.example/start
sso_region = us-east-1

[profile payroll]
sso_session = corp
sso_account_id = 444455556666
sso_role_name = Reader
region = eu-west-1

[profile broken]
source_profile = broken
role_arn = arn:aws:iam::111122223333:role/x
`;

let server: KmsServer;
let home: string;

function writeConfig(text: string): void {
  const { accessKeyId, secretAccessKey } = server.credentials;
  mkdirSync(path.join(home, '.aws'), { recursive: true });
  writeFileSync(path.join(home, '.aws/config'), text);
  writeFileSync(
    path.join(home, '.aws/credentials'),
    `[work]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
}

test.beforeEach(async () => {
  server = await startKmsServer();
  home = mkdtempSync(path.join(tmpdir(), 'vault-aws-'));
  writeConfig(config);
});

test.afterEach(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

const env = () => ({ AWS_ENDPOINT_URL_KMS: server.url });

test('choose a profile and a key, drop, and get the file back by a double-click', async () => {
  await createPracticeKey(server.store, server.realm, 'payroll');
  await createPracticeKey(server.store, server.realm, 'reports');
  await using vault = await startVault({ home, env: env() });
  const { window } = vault;
  await expect(window.getByRole('main')).toContainText('We found 4 AWS profiles');
  expect(server.calls.size, 'calls to AWS before a profile was chosen').toBe(0);
  await look(window, '12-welcome-profiles');

  await window.getByRole('button', { name: /^Profile: / }).click();
  await look(window, '13-profile-menu');
  await window.getByRole('menuitemradio', { name: 'work' }).click();
  await window.getByRole('button', { name: /^Key: / }).click();
  await look(window, '14-key-menu');
  await window.getByRole('menuitemradio', { name: 'reports' }).click();

  const source = writeSample(vault, 'q3.txt', 'quarter three');
  const envelope = await encryptByDrop(vault, source);
  expect(server.calls.get('GenerateDataKey')).toBe(1);
  expect(bytes(envelope).toString('latin1')).toContain('arn:aws:kms:us-east-1:111122223333:key/');

  renameSync(source, `${source}.away`);
  await vault.app.evaluate(({ app }, file) => {
    app.emit('open-file', { preventDefault: () => undefined }, file);
  }, envelope);
  await expect(row(window, 'q3.txt.envelope').getByText('Decrypted')).toBeVisible();
  expect(bytes(source).toString()).toBe('quarter three');
  expect(server.calls.get('Decrypt')).toBe(1);
});

test("AWS's refusals become words, with the request id, and leave nothing behind", async () => {
  await createPracticeKey(server.store, server.realm, 'only');
  await using vault = await startVault({ home, env: env() });
  const { window } = vault;
  await window.getByRole('button', { name: /^Profile: / }).click();
  await window.getByRole('menuitemradio', { name: 'work' }).click();
  await expect(window.getByRole('button', { name: /^Key: only/ })).toBeVisible();
  const cases = [
    ['AccessDeniedException', 'AWS refused', 'access-denied'],
    ['DisabledException', 'switched off', 'key-disabled'],
    ['KMSInvalidStateException', 'scheduled for deletion', 'key-pending-deletion'],
  ] as const;
  for (const [type, words, code] of cases) {
    server.fail({ kind: 'exception', type, message: 'secret words of AWS' }, 1, 'GenerateDataKey');
    const name = `${type}.txt`;
    await drop(vault, writeSample(vault, name, 'content'));
    const failed = row(window, name);
    await expect(failed).toContainText(words);
    await expect(failed).not.toContainText('secret words');
    await failed.getByRole('button', { name: 'Details' }).click();
    await expect(failed).toContainText(code);
    await expect(failed).toContainText(type);
  }
  await look(window, '15-aws-refused');
  expect(listFolder(home)).toEqual(cases.map(([type]) => `${type}.txt`).sort());
  expect(leftovers(home)).toEqual([]);
});

test('an envelope of an account with a profile suggests it, and asks first', async () => {
  await createPracticeKey(server.store, server.realm, 'only');
  await using vault = await startVault({ home, env: env() });
  await vault.window.getByRole('button', { name: /^Profile: / }).click();
  await vault.window.getByRole('menuitemradio', { name: 'work' }).click();
  await expect(vault.window.getByRole('button', { name: /^Key: only/ })).toBeVisible();
  const envelope = await encryptByDrop(vault, writeSample(vault, 'mine.txt', 'mine'));
  rmSync(path.join(home, 'mine.txt'));
  await drop(vault, envelope);
  const shown = card(vault.window, 'mine.txt.envelope');
  await expect(shown.getByRole('button', { name: /^Decrypt with: work/ })).toBeVisible();
  expect(server.calls.get('Decrypt')).toBeUndefined();
  await shown.getByRole('button', { name: 'Decrypt', exact: true }).click();
  await expect(row(vault.window, 'mine.txt.envelope').getByText('Decrypted')).toBeVisible();
});

test('a broken AWS config is said, practice goes on working, and a whole one is read by itself', async () => {
  writeConfig('[profile __proto__]\nregion = x\n[__proto__]\na = b\n');
  await using vault = await startVault({ home, env: env() });
  await expect(vault.window.getByRole('main')).toContainText('AWS config files could not be read');
  await look(vault.window, '16-config-broken');
  await usePractice(vault.window);
  await encryptByDrop(vault, writeSample(vault, 'still.txt', 'still'));
  writeConfig('[profile whole]\nregion = eu-west-1\n');
  await expect(vault.window.getByText('AWS config files could not be read')).toHaveCount(0);
  await vault.window.getByRole('button', { name: /^Profile: / }).click();
  await expect(vault.window.getByRole('menuitemradio', { name: 'whole' })).toBeVisible();
});
