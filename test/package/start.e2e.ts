/** The packed app from the outside: envelopes that are double-clicked open at once, in one instance. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'playwright/test';
import { createDesk, type Sealed } from './packed.ts';
import { type Started, startPacked } from './start.ts';

const DEADLINE = { timeout: 60_000 };

/** Waits for the decrypted file; what the app prints is in the message when it does not come. */
async function expectOpened({ original, content }: Sealed, app: Started): Promise<void> {
  await expect(async () => {
    const bytes = await readFile(original).catch(() => null);
    expect(bytes?.equals(content), `${path.basename(original)} is back; the app said: ${app.output()}`).toBe(
      true,
    );
  }).toPass(DEADLINE);
}

test('an envelope of the practice key, given at the start, is decrypted beside it', async () => {
  await using desk = await createDesk();
  // More than one frame, and more than one worker's share.
  const sealed = await desk.seal('report — Zürich.pdf', 3_000_001);
  await using app = startPacked(desk, [sealed.envelope]);
  await expectOpened(sealed, app);
  expect(app.running()).toBe(true);
  expect((await readdir(desk.home)).filter((name) => name.includes('report')).sort()).toEqual([
    'report — Zürich.pdf',
    'report — Zürich.pdf.envelope',
  ]);
});

test('a second start hands its envelope to the first and ends with exit code 0', async () => {
  await using desk = await createDesk();
  const byPath = await desk.seal('first.txt', 100);
  const byUrl = await desk.seal('second, with spaces & 100%.txt', 5);
  const relative = await desk.seal('third.txt', 0);
  await using first = startPacked(desk, [byPath.envelope]);
  await expectOpened(byPath, first);

  // Desktop entries with %U hand over URLs.
  await using second = startPacked(desk, [pathToFileURL(byUrl.envelope).href]);
  expect(await second.ended, second.output()).toBe(0);
  await expectOpened(byUrl, first);

  await using third = startPacked(desk, ['third.txt.envelope'], { cwd: path.dirname(relative.envelope) });
  expect(await third.ended, third.output()).toBe(0);
  await expectOpened(relative, first);
  expect(first.running()).toBe(true);
});

test('asked to quit, it ends with exit code 0', async () => {
  test.skip(process.platform === 'win32', 'Windows has no SIGTERM');
  await using desk = await createDesk();
  const sealed = await desk.seal('a.txt', 10);
  await using app = startPacked(desk, [sealed.envelope]);
  await expectOpened(sealed, app);
  expect(await app.quit(), app.output()).toBe(0);
});
