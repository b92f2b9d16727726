/**
 * The browser of a person who signs in: Chromium, and an `xdg-open` of the test's that notes which links a program asks
 * the system to open, one a tab.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright';
import { expect } from 'playwright/test';

export interface Links {
  /** `PATH` for the program. */
  readonly path: string;
  /** Links opened so far, in order. */
  readonly opened: () => readonly string[];
  /** The `count`th link, as soon as it is opened. */
  readonly nth: (count: number) => Promise<string>;
}

/** In a folder of its own, in which links are noted. */
export function noteLinks(folder: string): Links {
  const notes = path.join(folder, 'links');
  mkdirSync(folder, { recursive: true });
  writeFileSync(notes, '');
  writeFileSync(path.join(folder, 'xdg-open'), `#!/bin/sh\nprintf '%s\\n' "$1" >> '${notes}'\n`, {
    mode: 0o755,
  });
  const opened = () => readFileSync(notes, 'utf8').split('\n').slice(0, -1);
  return {
    path: `${folder}${path.delimiter}${process.env['PATH']}`,
    opened,
    nth: async (count) => {
      await expect.poll(() => opened().length, 'links opened').toBe(count);
      return opened()[count - 1] ?? '';
    },
  };
}

/** Opens the link in a new window and presses the button; answers where that leads and what it says there. */
export async function answerPage(
  link: string,
  button: 'Allow access' | 'Deny access',
): Promise<{ readonly url: string; readonly text: string }> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    await page.goto(link);
    await page.getByRole('button', { name: button }).click();
    await page.waitForLoadState();
    return { url: page.url(), text: await page.locator('body').innerText() };
  } finally {
    await browser.close();
  }
}
