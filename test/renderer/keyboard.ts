/** What a person does by keyboard, what the page then asked of main, and what main tells it. */
import type { Locator, Page } from 'playwright/test';
import type { CallName } from '../../electron/contract/api.ts';
import type { SessionState } from '../../electron/contract/state.ts';
import { session } from './samples.ts';

/** The arguments of each call of that name, in order. */
export const callsOf = (page: Page, name: CallName): Promise<readonly unknown[]> =>
  page.evaluate(
    (wanted) => (window.fakeVault?.calls ?? []).filter(([it]) => it === wanted).map(([, args]) => args),
    name,
  );

/** Main tells this session. */
export const tell = (page: Page, change: Partial<SessionState>): Promise<void> =>
  page.evaluate((next) => window.fakeVault?.emit('session', next), session(change));

/** The row of a searched menu that Enter would pick: the focus itself stays in the field above. */
export const activeRow = (page: Page): Locator => page.locator('[role=menuitemradio][data-focused]');

/** Presses Tab until the button is focused, as a person would. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const button = page.getByRole('button', { name });
  for (let i = 0; i < 25; i += 1) {
    await page.keyboard.press('Tab');
    if (await button.evaluateAll((all) => all.some((it) => it === document.activeElement))) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}
