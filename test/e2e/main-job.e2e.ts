/** The main job in the real app: drop a file, get an envelope, open it, get the same bytes back. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, statSync, symlinkSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import {
  bytes,
  card,
  drop,
  encryptByDrop,
  leftovers,
  listFolder,
  look,
  picture,
  row,
  startVault,
  usePractice,
  writeSample,
} from './vault-app.ts';

test('a dropped file becomes an envelope, and the envelope the same bytes', async () => {
  await using vault = await startVault();
  const { window } = vault;
  await look(window, '1-welcome');
  await usePractice(window);
  await look(window, '2-practice');

  const content = randomBytes(3 * 65_536 + 17);
  const source = writeSample(vault, 'Übersicht 2026.pdf', content);
  const envelope = await encryptByDrop(vault, source);
  expect(bytes(source).equals(content)).toBe(true);
  expect(bytes(envelope).subarray(0, 3)).toEqual(Buffer.from([2, 4, 0x78]));
  expect(bytes(envelope).includes(content.subarray(0, 64))).toBe(false);

  renameSync(source, `${source}.away`);
  await drop(vault, envelope);
  const opened = card(window, 'Übersicht 2026.pdf.envelope');
  await expect(opened).toContainText('arn:aws:kms:practice-1:000000000000:key/');
  await expect(opened).toContainText(/unverified/i);
  await look(window, '3-card');
  await opened.getByRole('button', { name: 'Decrypt', exact: true }).click();
  await expect(row(window, 'Übersicht 2026.pdf.envelope').getByText('Decrypted')).toBeVisible();
  expect(bytes(source).equals(content)).toBe(true);
  await look(window, '4-done');
  expect(leftovers(vault.home)).toEqual([]);
});

test('several files at once, also empty ones, each with its own result', async () => {
  await using vault = await startVault();
  await usePractice(vault.window);
  const files = ['a.txt', 'b.txt', 'empty.bin'].map((name) =>
    writeSample(vault, name, name === 'empty.bin' ? '' : name),
  );
  await drop(vault, ...files);
  for (const name of ['a.txt', 'b.txt', 'empty.bin']) {
    await expect(row(vault.window, name).getByText('Encrypted')).toBeVisible();
  }
  expect(listFolder(vault.home)).toEqual([
    'a.txt',
    'a.txt.envelope',
    'b.txt',
    'b.txt.envelope',
    'empty.bin',
    'empty.bin.envelope',
  ]);
});

test('a result that is already there is not replaced; "Keep both" makes another one', async () => {
  await using vault = await startVault();
  const { window } = vault;
  await usePractice(window);
  const source = writeSample(vault, 'plan.txt', 'plan');
  writeSample(vault, 'plan.txt.envelope', 'something else');
  await drop(vault, source);
  const failed = row(window, 'plan.txt');
  await expect(failed).toContainText('already there');
  await expect(failed).toContainText('Your file has not been changed');
  await failed.getByRole('button', { name: 'Details' }).click();
  await expect(failed).toContainText('target-exists');
  await look(window, '5-failed');
  await failed.getByRole('button', { name: 'Keep both' }).click();
  await expect(row(window, 'plan.txt').getByText('Encrypted')).toBeVisible();
  expect(listFolder(vault.home)).toEqual(['plan (2).txt.envelope', 'plan.txt', 'plan.txt.envelope']);
  expect(bytes(path.join(vault.home, 'plan.txt.envelope')).toString()).toBe('something else');
});

test('cancelling leaves nothing behind', async () => {
  await using vault = await startVault();
  const { window } = vault;
  await usePractice(window);
  const source = writeSample(vault, 'large.bin', '');
  truncateSync(source, 6 * 2 ** 30);
  await drop(vault, source);
  const running = row(window, 'large.bin');
  await expect(running.getByRole('progressbar')).toBeVisible();
  // Only a picture: while axe looks, the job could end. The renderer's own tests look at this screen, too.
  await picture(window, '6-running');
  await running.getByRole('button', { name: 'Cancel' }).click();
  await expect(running).toContainText('Cancelled');
  expect(listFolder(vault.home)).toEqual(['large.bin']);
  expect(leftovers(vault.home)).toEqual([]);
  await window.getByRole('button', { name: 'Clear finished' }).click();
  await expect(window.getByRole('heading', { level: 1 })).toHaveText(
    'Drop files to encrypt, envelopes to decrypt',
  );
});

test('files chosen in the dialog, by button, by menu', async () => {
  await using vault = await startVault();
  const { app, window } = vault;
  await usePractice(window);
  for (const [name, how] of [
    ['by-button.txt', 'button'],
    ['by-menu.txt', 'menu'],
  ] as const) {
    const source = writeSample(vault, name, name);
    await app.evaluate(({ dialog }, file) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
    }, source);
    if (how === 'button') await window.getByRole('button', { name: 'Choose files…' }).click();
    else
      await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('choose-files')?.click());
    await expect(row(window, name).getByText('Encrypted')).toBeVisible();
    expect(statSync(`${source}.envelope`).size).toBeGreaterThan(0);
  }
});

test('folders and links are left alone, with the reason', async () => {
  await using vault = await startVault();
  await usePractice(vault.window);
  const folder = path.join(vault.home, 'folder');
  mkdirSync(folder);
  const link = path.join(vault.home, 'link.txt');
  symlinkSync(writeSample(vault, 'real.txt', 'real'), link);
  await drop(vault, folder, link);
  const refused = vault.window.getByRole('region', { name: 'Not encrypted' });
  await expect(refused).toContainText('folder');
  await expect(refused).toContainText('link.txt');
  await look(vault.window, '7-refused');
  expect(listFolder(vault.home)).toEqual(['folder', 'link.txt', 'real.txt']);
});

test('a file dropped before a key is chosen waits for one', async () => {
  await using vault = await startVault();
  const { window } = vault;
  const source = writeSample(vault, 'early.txt', 'early');
  await drop(vault, source);
  await expect(window.getByRole('region', { name: /1 file waiting/ })).toBeVisible();
  await look(window, '8-waiting');
  await window.getByRole('button', { name: 'Try without AWS' }).first().click();
  await window.getByRole('button', { name: 'Encrypt 1 file' }).click();
  await expect(row(window, 'early.txt').getByText('Encrypted')).toBeVisible();
});
