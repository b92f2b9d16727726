/**
 * What Electron documents, checked on whichever runtime runs the end-to-end tests: the stand-in must behave as the
 * real binary does wherever the app relies on it. What comes from outside the page and what it may not do: files, navigation, windows, downloads, permissions.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { dropFiles } from '../support/electron-app.ts';
import { conformanceApp, logOf, type TestWindow } from './conformance-app/driver.ts';

declare const window: TestWindow & typeof globalThis;

const subject = conformanceApp();

test.describe('files', () => {
  const catchDrop = (): Promise<void> =>
    subject().page.evaluate(() => {
      const target = document.querySelector('#drop');
      target?.addEventListener('dragover', (event) => event.preventDefault());
      window.dropped = new Promise((resolve) => {
        target?.addEventListener(
          'drop',
          (event) => {
            event.preventDefault();
            const { dataTransfer } = event as DragEvent;
            const entries = [...(dataTransfer?.items ?? [])].map(
              (item) => item.webkitGetAsEntry()?.isDirectory,
            );
            const files = [...(dataTransfer?.files ?? [])];
            resolve({
              entries,
              names: files.map(({ name }) => name),
              paths: window.api.pathsOf(files),
              trusted: event.isTrusted,
            });
          },
          { once: true },
        );
      });
    });

  test('a dropped file and a dropped folder have their paths', async () => {
    const { running, page } = subject();
    const file = path.join(running.home, 'ordinary é file.txt');
    const dropped = path.join(running.home, 'a folder');
    await writeFile(file, 'content');
    await mkdir(dropped);
    await catchDrop();
    await dropFiles(page, '#drop', [file, dropped]);
    expect(await page.evaluate(() => window.dropped)).toEqual({
      entries: [false, true],
      names: ['ordinary é file.txt', 'a folder'],
      paths: [file, dropped],
      trusted: true,
    });
  });

  test('a chosen file has its path, a made one has none', async () => {
    const { running, page } = subject();
    const file = path.join(running.home, 'chosen.txt');
    await writeFile(file, 'content');
    await page.setInputFiles('#choose', file);
    const paths = await page.evaluate(() => {
      const [chosen] = document.querySelector<HTMLInputElement>('#choose')?.files ?? [];
      return [chosen ? window.api.pathOf(chosen) : 'none', window.api.pathOf(new File(['x'], 'chosen.txt'))];
    });
    expect(paths).toEqual([file, '']);
  });
});

test.describe('what the page may not do', () => {
  test('navigation is asked about first and can be refused', async () => {
    const { running, page } = subject();
    await page.click('#away');
    await expect
      .poll(async () => (await logOf(running.app)).navigations)
      .toContainEqual(['will-navigate', 'https://example.com/', true]);
    await page.evaluate(() => {
      location.href = 'https://example.com/by-script';
    });
    await expect
      .poll(async () => (await logOf(running.app)).navigations)
      .toContainEqual(['will-frame-navigate', 'https://example.com/by-script', true]);
    expect(page.url()).toBe('app://vault/index.html');
    expect(await page.evaluate(() => document.title)).toBe('Conformance');
  });

  test('window.open and target=_blank are asked about and denied', async () => {
    const { running, page } = subject();
    expect(await page.evaluate(() => window.open('https://example.com/opened') === null)).toBe(true);
    await page.click('#blank');
    await expect
      .poll(async () => (await logOf(running.app)).opened)
      .toEqual(expect.arrayContaining(['https://example.com/opened', 'https://example.com/blank']));
    await expect.poll(() => running.app.windows().length).toBe(1);
    expect(await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  test('a download is asked about and can be refused', async () => {
    const { running, page } = subject();
    await running.app.evaluate(({ session }) => {
      session.defaultSession.once('will-download', (event, item) => {
        event.preventDefault();
        (globalThis as typeof globalThis & { downloaded?: string }).downloaded = item.getFilename();
      });
    });
    await page.evaluate(() => {
      const url = URL.createObjectURL(new Blob(['content']));
      Object.assign(document.createElement('a'), { href: url, download: 'made-by-the-page.txt' }).click();
    });
    await expect
      .poll(() => running.app.evaluate(() => Reflect.get(globalThis, 'downloaded')))
      .toBe('made-by-the-page.txt');
  });

  test('permissions that the handlers refuse are refused', async () => {
    const { page } = subject();
    const seen = await page.evaluate(async () => {
      const state = async (name: string): Promise<string> =>
        (await navigator.permissions.query({ name: name as PermissionName })).state;
      const place = await new Promise<string>((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve('given'),
          ({ code }) => resolve(`error ${code}`),
        );
      });
      const camera = await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'given',
        (error: Error) => error.name,
      );
      return {
        place,
        camera,
        notifications: await Notification.requestPermission(),
        state: await state('geolocation'),
      };
    });
    expect(seen).toEqual({
      place: 'error 1',
      // Without a camera the page learns only that there is none.
      camera: expect.stringMatching(/^Not(Allowed|Found)Error$/),
      notifications: 'denied',
      state: 'denied',
    });
  });
});
