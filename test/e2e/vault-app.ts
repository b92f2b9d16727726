/**
 * What the app's end-to-end tests share: starting it, going through its main steps as a person would, and looking at
 * every screen (accessibility by axe, a screenshot in light and dark).
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright';
import { expect } from 'playwright/test';
import { dropFiles, type LaunchedApp, type LaunchOptions, launchApp } from '../support/electron-app.ts';

const screens = path.resolve(import.meta.dirname, '../../test-results/app');

/** The app with an error trap: a page error or a violation of the content security policy fails `close`. */
export async function startVault(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const launched = await launchApp(options);
  const problems: string[] = [];
  launched.window.on('pageerror', (error) => problems.push(error.message));
  launched.window.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await expect(launched.window.getByRole('heading', { level: 1 })).toBeVisible();
  const close = async (): Promise<void> => {
    await launched.close();
    // Soft, so that it does not hide the failure that the test itself ran into.
    expect.soft(problems, 'errors in the page').toEqual([]);
  };
  return { ...launched, close, [Symbol.asyncDispose]: close };
}

/** "Try without AWS", until the practice key is chosen. */
export async function usePractice(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'Try without AWS' }).click();
  await expect(window.getByRole('button', { name: /^Key: practice/ })).toBeVisible();
}

/** Writes a file into the app's home; answers its path. */
export function writeSample(vault: LaunchedApp, name: string, content: string | Uint8Array): string {
  const file = path.join(vault.home, name);
  writeFileSync(file, content);
  return file;
}

export const drop = (vault: LaunchedApp, ...paths: readonly string[]): Promise<void> =>
  dropFiles(vault.window, 'main', paths);

/** The row of a file in the job list. */
export const row = (window: Page, name: string): Locator =>
  window.getByRole('list', { name: 'Files' }).getByRole('listitem').filter({ hasText: name });

export const card = (window: Page, name: string): Locator => window.getByRole('article', { name });

/** Encrypts through the window and answers the envelope's path. */
export async function encryptByDrop(vault: LaunchedApp, file: string): Promise<string> {
  await drop(vault, file);
  await expect(row(vault.window, path.basename(file)).getByText('Encrypted')).toBeVisible();
  return `${file}.envelope`;
}

/** Files of a folder, without the app's own data. */
export const listFolder = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name !== 'user-data' && !name.startsWith('.'))
    .sort();

/** Temporary files of ours that are left in a folder. */
export const leftovers = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.startsWith('.envelope-vault-'));

export const bytes = (file: string): Buffer => readFileSync(file);

/** A picture of the screen as it is. */
export const picture = (window: Page, name: string): Promise<Buffer> =>
  window.screenshot({ path: path.join(screens, `${name}.png`) });

/** No axe violation, and a picture of the screen, in light and in dark. */
export async function look(window: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await picture(window, `${name}-${colorScheme}`);
    // Legacy mode checks the page in place; the other one opens a window of its own, which Electron has no place for.
    const { violations } = await new AxeBuilder({ page: window }).setLegacyMode().analyze();
    expect(violations, `${name}, ${colorScheme}`).toEqual([]);
  }
}
