/** KMS keys in the real window: which there are, what can be done with them, and what an administrator is asked for. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { type KmsServer, startKmsServer } from '../support/kms-server.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { card, drop, encryptByDrop, listFolder, look, row, startVault, writeSample } from './vault-app.ts';

let server: KmsServer;
let home: string;

test.beforeEach(async () => {
  server = await startKmsServer();
  home = mkdtempSync(path.join(tmpdir(), 'vault-keys-'));
  const { accessKeyId, secretAccessKey } = server.credentials;
  mkdirSync(path.join(home, '.aws'));
  writeFileSync(
    path.join(home, '.aws/config'),
    `[profile work]\nregion = us-east-1\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
});

test.afterEach(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

async function start() {
  const vault = await startVault({ home, env: { AWS_ENDPOINT_URL_KMS: server.url } });
  await vault.window.getByRole('button', { name: /^Profile: / }).click();
  await vault.window.getByRole('menuitemradio', { name: 'work' }).click();
  return vault;
}

const refused = { kind: 'exception', type: 'AccessDeniedException' } as const;

test('a key says what can be done with it; one that is switched off says why not; another one is pasted', async () => {
  await createPracticeKey(server.store, server.realm, 'payroll');
  await createPracticeKey(server.store, server.realm, 'retired', { state: 'Disabled' });
  const hidden = await createPracticeKey(server.store, server.realm, null);
  await using vault = await start();
  const { window } = vault;
  const abilities = window.getByRole('list', { name: 'With this key' });
  await window.getByRole('button', { name: /^Key: / }).click();
  await expect(window.getByRole('menuitemradio', { name: 'retired' })).toHaveAccessibleDescription(
    /switched off/,
  );
  await window.getByRole('menuitemradio', { name: 'payroll' }).click();
  await expect(abilities).toHaveText('You can encrypt and decrypt');
  expect([server.calls.get('GenerateDataKey'), server.calls.get('Decrypt')]).toEqual([undefined, undefined]);
  await window.getByRole('button', { name: 'Key details' }).click();
  await expect(window.getByRole('region', { name: 'Profile and key' })).toContainText(
    'Symmetric (AES-256-GCM)',
  );
  await window.getByRole('button', { name: 'Another key' }).click();
  const field = window.getByRole('textbox', { name: 'Alias, id or ARN of a key' });
  await field.fill('nowhere');
  await field.press('Enter');
  await expect(window.getByRole('alert')).toContainText('does not exist');
  await field.fill(hidden);
  await field.press('Enter');
  await expect(
    window.getByRole('button', { name: new RegExp(`^Key: ${hidden.split('/')[1]}`) }),
  ).toBeVisible();
  await expect(abilities).toHaveText('You can encrypt and decrypt');
  await look(window, '50-keys');
});

test('what could not be decrypted again waits for a word, and the request for an administrator can be copied', async () => {
  await createPracticeKey(server.store, server.realm, 'payroll');
  server.fail(refused, 1, 'Decrypt DryRun');
  await using vault = await start();
  const { app, window } = vault;
  await expect(window.getByRole('list', { name: 'With this key' })).toContainText('You cannot decrypt');
  await window.getByRole('button', { name: 'Why not?' }).click();
  await window.getByRole('button', { name: 'Copy request' }).click();
  await expect(window.getByText('Copied, to be sent to an administrator')).toBeVisible();
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toMatch(
    /^Please allow kms:Decrypt on this AWS KMS key:\n {2}key: arn:aws:kms:us-east-1:111122223333:key\//,
  );
  await drop(vault, writeSample(vault, 'one-way.txt', 'content'));
  await expect(window.getByRole('region', { name: '1 file waiting to be encrypted' })).toContainText(
    'not decrypt again',
  );
  expect(listFolder(home)).toEqual(['one-way.txt']);
  await look(window, '51-one-way');
  await window.getByRole('checkbox', { name: 'Encrypt all the same' }).check();
  await window.getByRole('button', { name: 'Encrypt 1 file' }).click();
  await expect(row(window, 'one-way.txt').getByText('Encrypted')).toBeVisible();
});

test('whether an envelope can be opened is asked of AWS, and nothing is opened', async () => {
  await createPracticeKey(server.store, server.realm, 'payroll');
  await using vault = await start();
  await expect(vault.window.getByRole('list', { name: 'With this key' })).toBeVisible();
  const envelope = await encryptByDrop(vault, writeSample(vault, 'mine.txt', 'mine'));
  await drop(vault, envelope);
  const shown = card(vault.window, 'mine.txt.envelope');
  await shown.getByRole('button', { name: 'Can I open this?' }).click();
  await expect(shown).toContainText('Yes, you can open it with work.');
  server.fail(refused, 1, 'Decrypt DryRun');
  await shown.getByRole('button', { name: 'Can I open this?' }).click();
  await expect(shown).toContainText('No, you cannot open it with work.');
  await expect(shown).toContainText('AWS refused.');
  expect(server.calls.get('Decrypt')).toBeUndefined();
  await look(vault.window, '52-can-open');
});
