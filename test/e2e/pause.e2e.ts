/** Holding jobs in the real app: one, all, and what comes meanwhile; what is held can be cancelled. */
import { truncateSync } from 'node:fs';
import type { Locator } from 'playwright';
import { expect, test } from 'playwright/test';
import type { LaunchedApp } from '../support/electron-app.ts';
import { drop, leftovers, listFolder, look, row, startVault, usePractice, writeSample } from './vault-app.ts';

const press = (where: Locator, name: string): Promise<void> =>
  where.getByRole('button', { name, exact: true }).click();

/** Drops a file of holes, which takes no room but time to encrypt; answers its row as soon as it runs. */
async function dropLarge(vault: LaunchedApp): Promise<Locator> {
  const source = writeSample(vault, 'large.bin', '');
  truncateSync(source, 6 * 2 ** 30);
  await drop(vault, source);
  const large = row(vault.window, 'large.bin');
  await expect(large).toContainText('Encrypting');
  return large;
}

test('one job is held, goes on, is held again and cancelled', async () => {
  await using vault = await startVault();
  await usePractice(vault.window);
  const large = await dropLarge(vault);
  await press(large, 'Pause');
  await expect(large).toContainText('Paused');
  await press(large, 'Resume');
  await expect(large).not.toContainText('Paused');
  await press(large, 'Pause');
  await expect(large).toContainText('Paused');
  await look(vault.window, '17-paused');
  await press(large, 'Cancel');
  await expect(large).toContainText('Cancelled');
  expect(listFolder(vault.home)).toEqual(['large.bin']);
  expect(leftovers(vault.home)).toEqual([]);
});

test('while all is held nothing starts; what is dropped meanwhile goes on with the rest', async () => {
  await using vault = await startVault();
  const { window } = vault;
  await usePractice(window);
  const large = await dropLarge(vault);
  await press(window.getByRole('main'), 'Pause all');
  await expect(large).toContainText('Paused');
  await drop(vault, writeSample(vault, 'small.txt', 'small'));
  const small = row(window, 'small.txt');
  await expect(small).toContainText('Paused');
  await look(window, '18-all-paused');
  await press(large, 'Cancel');
  await expect(large).toContainText('Cancelled');
  await expect(small).toContainText('Paused');
  expect(listFolder(vault.home)).toEqual(['large.bin', 'small.txt']);
  await press(window.getByRole('main'), 'Resume');
  await expect(small.getByText('Encrypted')).toBeVisible();
  expect(listFolder(vault.home)).toEqual(['large.bin', 'small.txt', 'small.txt.envelope']);
  expect(leftovers(vault.home)).toEqual([]);
});
