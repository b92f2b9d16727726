/** What a person decides in the real app, and that main does nothing of it unasked, whatever the page says. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KMS, KmsKeyringNode } from '@aws-crypto/client-node';
import type { Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { AlgorithmSuiteIdentifier, oldClient } from '../interop/client-node.ts';
import { theirKms } from '../interop/kms-client.ts';
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

const button = (name: string) => ({ name, exact: true });

/** An envelope as tools before key commitment wrote it, by AWS's own implementation with its KMS keyring. */
async function oldEnvelope(server: KmsServer, keyArn: string, content: string): Promise<Buffer> {
  const { accessKeyId, secretAccessKey } = server.credentials;
  const kms = new KMS({
    region: server.realm.region,
    credentials: { accessKeyId, secretAccessKey },
    endpoint: server.url,
  });
  try {
    const keyring = new KmsKeyringNode({ generatorKeyId: keyArn, clientProvider: () => theirKms(kms) });
    const suiteId = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA256;
    return (await oldClient.encrypt(keyring, Buffer.from(content), { suiteId })).result;
  } finally {
    kms.destroy();
  }
}

/** What main answers when the page asks to open the first card without the person's word. */
const openUnasked = (window: Page, profileId: string): Promise<readonly (string | undefined)[]> =>
  window.evaluate(async (id) => {
    const { vault } = globalThis.window;
    const state = await vault.getState();
    const handle = state.ok ? state.value.cards[0]?.handle : undefined;
    if (handle === undefined) throw new Error('no card');
    const request = { handle, profileId: id, allowUncommitted: false };
    const answers = [
      await vault.decrypt({ ...request, onConflict: 'keep-both' }),
      await vault.verify(request),
    ];
    return answers.map((answer) => (answer.ok ? undefined : answer.error.code));
  }, profileId);

test('without key commitment: never at once, only on a word for this file', async () => {
  const server = await startKmsServer();
  const home = mkdtempSync(path.join(tmpdir(), 'vault-old-'));
  try {
    const { accessKeyId, secretAccessKey } = server.credentials;
    mkdirSync(path.join(home, '.aws'));
    writeFileSync(
      path.join(home, '.aws/config'),
      '[profile work]\nregion = us-east-1\naws_account_id = 111122223333\n',
    );
    writeFileSync(
      path.join(home, '.aws/credentials'),
      `[work]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    const keyArn = await createPracticeKey(server.store, server.realm, 'ledger');
    await using vault = await startVault({ home, env: { AWS_ENDPOINT_URL_KMS: server.url } });
    const { window } = vault;
    await window.getByRole('button', { name: /^Profile: / }).click();
    await window.getByRole('menuitemradio', { name: 'work' }).click();
    await expect(window.getByRole('button', { name: /^Key: ledger/ })).toBeVisible();
    // From here on a double-click on an envelope of this account would decrypt it at once.
    await encryptByDrop(vault, writeSample(vault, 'new.txt', 'new'));
    const old = writeSample(vault, 'old.txt.envelope', await oldEnvelope(server, keyArn, 'old'));
    await vault.app.evaluate(({ app }, file) => {
      app.emit('open-file', { preventDefault: () => undefined }, file);
    }, old);
    const shown = card(window, 'old.txt.envelope');
    await expect(shown).toContainText('Made without key commitment');
    await expect(shown.getByRole('button', button('Decrypt'))).toBeDisabled();
    await expect(shown.getByRole('button', button('Check without decrypting'))).toBeDisabled();
    await look(window, '19-uncommitted');
    expect(await openUnasked(window, 'aws:work')).toEqual(['uncommitted-suite', 'uncommitted-suite']);
    expect(server.calls.get('Decrypt')).toBeUndefined();
    expect(listFolder(home)).not.toContain('old.txt');

    await shown.getByRole('checkbox', { name: 'Allow for this file' }).check();
    await shown.getByRole('button', button('Decrypt')).click();
    await expect(row(window, 'old.txt.envelope').getByText('Decrypted')).toBeVisible();
    expect(bytes(path.join(home, 'old.txt')).toString()).toBe('old');

    // The word is not remembered.
    await drop(vault, old);
    await expect(shown.getByRole('checkbox', { name: 'Allow for this file' })).not.toBeChecked();
    await expect(shown.getByRole('button', button('Decrypt'))).toBeDisabled();
  } finally {
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
});

test('an envelope is checked without being decrypted: nothing is written', async () => {
  await using vault = await startVault();
  const { window } = vault;
  await usePractice(window);
  const envelope = await encryptByDrop(vault, writeSample(vault, 'good.txt', 'good content'));
  const changed = bytes(envelope);
  changed.writeUInt8((changed.at(-20) ?? 0) ^ 1, changed.length - 20);
  const bad = writeSample(vault, 'bad.txt.envelope', changed);
  const before = listFolder(vault.home);
  for (const [file, words] of [
    [envelope, 'Checked: complete and authentic, 12 bytes of content'],
    [bad, 'altered or damaged after it was made'],
  ] as const) {
    const name = path.basename(file);
    await drop(vault, file);
    await card(window, name).getByRole('button', button('Check without decrypting')).click();
    await expect(row(window, name).filter({ hasText: 'Check' })).toContainText(words);
  }
  await look(window, '20-checked');
  expect(listFolder(vault.home)).toEqual(before);
  expect(leftovers(vault.home)).toEqual([]);
});

test('options of encrypting count for the next file, and at the next start', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'vault-options-'));
  try {
    await test.step('set them', async () => {
      await using vault = await startVault({ home });
      const { window } = vault;
      await usePractice(window);
      await window.getByRole('button', button('Options')).click();
      await window.getByRole('checkbox', { name: 'Check after encrypting' }).click();
      await window.getByRole('checkbox', { name: 'Sign' }).click();
      await expect(window.getByRole('checkbox', { name: 'Sign' })).toBeChecked();
      await look(window, '21-options');
    });
    await using vault = await startVault({ home });
    const { window } = vault;
    await expect(window.getByRole('button', button('Options: check, sign'))).toBeVisible();
    const source = writeSample(vault, 'plan.txt', 'plan');
    await drop(vault, source);
    await expect(row(window, 'plan.txt').getByText('Encrypted and checked')).toBeVisible();
    // Version 2, suite 0x0578: with key commitment and signature.
    expect(bytes(`${source}.envelope`).subarray(0, 3)).toEqual(Buffer.from([2, 5, 0x78]));
    await drop(vault, `${source}.envelope`);
    await expect(card(window, 'plan.txt.envelope')).toContainText('Yes, checked when it is opened');
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test('a file is replaced when that is chosen, and what is replaced is named', async () => {
  await using vault = await startVault();
  const { window } = vault;
  await usePractice(window);
  const source = writeSample(vault, 'plan.txt', 'plan');
  const envelope = writeSample(vault, 'plan.txt.envelope', 'something else');
  await drop(vault, source);
  const first = row(window, 'plan.txt').first();
  await first.getByRole('button', { name: 'Replace the other file…' }).click();
  await expect(first).toContainText('“plan.txt.envelope” will be gone for good');
  await expect(first).not.toContainText('result of this list');
  await look(window, '22-replace');
  await first.getByRole('button', button('Replace “plan.txt.envelope”')).click();
  await expect(first.getByText('Encrypted')).toBeVisible();
  const made = bytes(envelope);
  expect(made.subarray(0, 3)).toEqual(Buffer.from([2, 4, 0x78]));

  await test.step('its own result is not replaced without saying so', async () => {
    await drop(vault, source);
    const second = row(window, 'plan.txt').nth(1);
    await second.getByRole('button', { name: 'Replace the other file…' }).click();
    await expect(second).toContainText('It is a result of this list, made from “plan.txt”.');
    expect(bytes(envelope).equals(made)).toBe(true);
  });
  expect(listFolder(vault.home)).toEqual(['plan.txt', 'plan.txt.envelope']);
});
