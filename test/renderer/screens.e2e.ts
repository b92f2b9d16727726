/**
 * Every screen, in light and dark, in a usual and in a small window: no accessibility violation, no console error,
 * no refused resource, nothing wider than the window. Pictures go to test-results/screens/.
 */
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { expect, test } from './preview.ts';
import { type Screen, screens } from './screens.ts';

const pictures = fileURLToPath(new URL('../../test-results/screens/', import.meta.url));
const sizes = [
  { width: 1100, height: 720 },
  { width: 480, height: 640 },
];

async function prepare(page: Page, screen: Screen): Promise<void> {
  await expect(page.locator('h1')).toHaveCount(1);
  if (screen.chosen !== undefined) await page.getByRole('button', { name: 'Choose files…' }).click();
  for (const name of [screen.press ?? []].flat()) {
    const buttons = page.getByRole('button', { name });
    await expect(buttons.first()).toBeVisible();
    for (const button of await buttons.all()) await button.click();
  }
  if (screen.tick !== undefined) await page.getByRole('checkbox', { name: screen.tick }).check();
  if (screen.drag === true) {
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['x'], 'x.txt'));
      document.body.dispatchEvent(
        new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }),
      );
    });
  }
}

for (const scheme of ['light', 'dark'] as const) {
  for (const viewport of sizes) {
    test.describe(`${scheme} ${viewport.width}×${viewport.height}`, () => {
      test.use({ colorScheme: scheme, viewport, contextOptions: { reducedMotion: 'reduce' } });
      for (const screen of screens) {
        test(screen.name, async ({ preview }) => {
          const { name: _name, press: _press, tick: _tick, drag: _drag, ...script } = screen;
          const page = await preview.open({ keys: {}, chosen: [], ...script });
          await prepare(page, screen);
          await page.screenshot({
            path: `${pictures}${screen.name}-${scheme}-${viewport.width}.png`,
            fullPage: true,
          });
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          expect(overflow, 'pixels wider than the window').toBeLessThanOrEqual(0);
          if (viewport.width >= 720) {
            const below = await page.evaluate(
              () => document.documentElement.scrollHeight - window.innerHeight,
            );
            expect(below, 'pixels below the window, where only the right side scrolls').toBeLessThanOrEqual(
              0,
            );
          }
        });
      }
    });
  }
}
