/**
 * What Electron documents, checked on whichever runtime runs the end-to-end tests: the stand-in must behave as the
 * real binary does wherever the app relies on it. The app under test is conformance-app/.
 */
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { expect, test } from 'playwright/test';
import {
  cleanEnvironment,
  dropFiles,
  type LaunchedApp,
  launchApp,
  runtimeExecutable,
} from '../support/electron-app.ts';

const folder = path.join(import.meta.dirname, 'conformance-app');

interface Api {
  invoke: (channel: string, ...args: unknown[]) => Promise<unknown>;
  pathOf: (file: File) => string;
  pathsOf: (files: readonly File[]) => string[];
  nested: { list: [number, { two: number }]; when: Date; bytes: Uint8Array };
  call: (callback: (value: unknown) => unknown, value: unknown) => unknown;
  later: (value: unknown) => Promise<unknown>;
  fail: () => never;
  failLater: () => Promise<never>;
  ping: (value: unknown) => Promise<unknown[]>;
  fidelity: () => Promise<Record<string, boolean>>;
  sendFunction: () => Promise<unknown>;
  modules: () => Record<string, string>;
  kind: () => Record<string, unknown>;
}

interface TestWindow extends Window {
  api: Api;
  dropped?: Promise<unknown>;
}
declare const window: TestWindow & typeof globalThis;

interface Log {
  events: string[];
  opened: string[];
  navigations: [string, string, boolean][];
  requests: string[];
  second: { argv: string[]; cwd: string; data: { hello: [string, Date] } }[];
  permissions: string[];
  senders: { before: string; after: unknown }[];
}

/** What the app wrote down in its main process. */
const logOf = (app: ElectronApplication): Promise<Log> =>
  app.evaluate(() => (globalThis as typeof globalThis & { conformance: Log }).conformance);

let running: LaunchedApp;
let page: Page;

test.beforeAll(async () => {
  running = await launchApp({ app: folder });
  page = running.window;
  await page.waitForLoadState();
});
test.afterAll(() => running.close());

test.describe('process and app', () => {
  test('the main process is Electron on Node 24', async () => {
    const seen = await running.app.evaluate(({ app }) => ({
      electron: process.versions.electron,
      type: process.type,
      node: process.versions.node,
      resources: typeof process.resourcesPath,
      defaultApp: process.defaultApp,
      name: app.getName(),
      version: app.getVersion(),
      packaged: app.isPackaged,
      ready: app.isReady(),
      path: app.getAppPath(),
    }));
    expect(seen).toMatchObject({
      type: 'browser',
      resources: 'string',
      defaultApp: true,
      name: 'conformance-app',
    });
    expect(seen).toMatchObject({ version: '1.2.3', packaged: false, ready: true, path: folder });
    expect(seen.electron).toMatch(/^\d+\./);
    expect(seen.node).toMatch(/^24\./);
  });

  test('events come in their order, ready-to-show once', async () => {
    await expect.poll(async () => (await logOf(running.app)).events).toContain('ready-to-show');
    const { events } = await logOf(running.app);
    expect(events.slice(0, 3)).toEqual(['will-finish-launching', 'ready', 'web-contents-created']);
    expect(events.filter((name) => name === 'ready-to-show')).toHaveLength(1);
    expect(events).toContain('did-finish-load');
  });

  test('--user-data-dir is where userData is', async () => {
    expect(await running.app.evaluate(({ app }) => app.getPath('userData'))).toBe(running.userData);
  });

  test('the window is there, titled, visible and found from its page', async () => {
    const window = await running.app.browserWindow(page);
    const seen = await window.evaluate((one) => ({
      title: one.getTitle(),
      visible: one.isVisible(),
      size: one.getContentSize().length,
      destroyed: one.isDestroyed(),
    }));
    expect(seen).toMatchObject({ title: 'Conformance', visible: true, size: 2, destroyed: false });
  });

  test('what is replaced on dialog is replaced for code that imported it by name', async () => {
    await running.app.evaluate(({ dialog }) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: ['/chosen'] });
    });
    expect(await page.evaluate(() => window.api.invoke('dialog'))).toEqual({
      canceled: false,
      filePaths: ['/chosen'],
    });
  });

  test('menu items are found by id and click', async () => {
    await running.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('open')?.click());
    expect((await logOf(running.app)).events.some((name) => name.startsWith('menu:open'))).toBe(true);
  });

  test('nativeTheme reaches the page', async () => {
    const dark = (): Promise<boolean> =>
      page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    await running.app.evaluate(({ nativeTheme }) => {
      nativeTheme.themeSource = 'dark';
    });
    await expect.poll(dark).toBe(true);
    expect(await running.app.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)).toBe(true);
    await running.app.evaluate(({ nativeTheme }) => {
      nativeTheme.themeSource = 'light';
    });
    await expect.poll(dark).toBe(false);
  });
});

test.describe('windows and the desktop', () => {
  test('a page can be pictured', async () => {
    const window = await running.app.browserWindow(page);
    const picture = await window.evaluate(async (one) => {
      const image = await one.capturePage();
      return { png: image.toPNG().subarray(1, 4).toString(), empty: image.isEmpty(), ...image.getSize() };
    });
    expect(picture).toMatchObject({ png: 'PNG', empty: false });
    expect(picture.width).toBeGreaterThan(100);
  });

  test('sizes and states are what was asked for', async () => {
    const window = await running.app.browserWindow(page);
    await window.evaluate((one) => one.setContentSize(760, 560));
    await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([760, 560]);
    const states = await window.evaluate((one) => {
      one.setProgressBar(0.5);
      one.setTitle('Another title');
      one.webContents.setZoomLevel(1);
      const zoom = one.webContents.getZoomLevel();
      one.webContents.setZoomLevel(0);
      return { title: one.getTitle(), zoom, id: one.id };
    });
    expect(states).toMatchObject({ title: 'Another title', zoom: 1 });
    const same = await running.app.evaluate(
      ({ BrowserWindow }, id) => BrowserWindow.fromId(id)?.id,
      states.id,
    );
    expect(same).toBe(states.id);
  });

  test('a destroyed window says so', async () => {
    const seen = await running.app.evaluate(({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false });
      let closed = 0;
      window.on('closed', () => {
        closed += 1;
      });
      window.destroy();
      let message = '';
      try {
        window.show();
      } catch (error) {
        message = String(error);
      }
      return { closed, destroyed: window.isDestroyed(), message };
    });
    expect(seen).toEqual({ closed: 1, destroyed: true, message: 'TypeError: Object has been destroyed' });
  });

  test('checkboxes, radio groups and roles of a menu', async () => {
    const seen = await running.app.evaluate(({ Menu }) => {
      const menu = Menu.buildFromTemplate([
        { id: 'check', label: 'Check', type: 'checkbox' },
        { id: 'one', label: 'One', type: 'radio' },
        { id: 'two', label: 'Two', type: 'radio' },
        { label: 'More', submenu: [{ id: 'deep', label: 'Deep', enabled: false }] },
        { role: 'quit' },
      ]);
      const item = (id: string) => menu.getMenuItemById(id);
      item('check')?.click();
      item('two')?.click();
      return {
        check: item('check')?.checked,
        radio: [item('one')?.checked, item('two')?.checked],
        deep: item('deep')?.enabled,
        none: item('nothing'),
        role: menu.items.at(-1)?.role,
        label: menu.items.at(-1)?.label !== '',
      };
    });
    expect(seen).toEqual({
      check: true,
      radio: [false, true],
      deep: false,
      none: null,
      role: 'quit',
      label: true,
    });
  });

  test('safeStorage keeps no secret where there is no keyring', async () => {
    const seen = await running.app.evaluate(async ({ safeStorage }) => ({
      available: await safeStorage.isAsyncEncryptionAvailable(),
      backend: process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : 'none',
    }));
    expect(typeof seen.available).toBe('boolean');
    if (process.env['ENVELOPE_VAULT_E2E_RUNTIME'] === 'stand-in') {
      expect(seen).toEqual({ available: false, backend: 'basic_text' });
    }
  });
});

test.describe('custom protocol and content security', () => {
  test('the page comes from app:// and so do its parts', async () => {
    expect(page.url()).toBe('app://vault/index.html');
    expect((await logOf(running.app)).requests).toEqual(
      expect.arrayContaining(['app://vault/index.html', 'app://vault/page.js']),
    );
    expect(
      await page.evaluate(() => ({ ran: Reflect.get(window, 'pageRan'), secure: isSecureContext })),
    ).toEqual({ ran: true, secure: true });
    expect(
      await running.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.getURL(),
      ),
    ).toBe('app://vault/index.html');
  });

  test('the policy in the response is enforced', async () => {
    const seen = await page.evaluate(async () => {
      const script = document.createElement('script');
      const attempts: [string, () => unknown][] = [
        ['html', () => Object.assign(document.createElement('div'), { innerHTML: '<b>x</b>' })],
        ['script', () => Object.assign(script, { text: '1' })],
      ];
      const refused = attempts.filter(([, run]) => {
        try {
          run();
          return false;
        } catch {
          return true;
        }
      });
      const fetched = await fetch('page.js').then(
        () => true,
        () => false,
      );
      return {
        refused: refused.map(([name]) => name),
        fetched,
        inline: Reflect.get(window, 'inlineRan'),
        evaluated: Reflect.get(window, 'evalRan'),
      };
    });
    expect(seen).toEqual({
      refused: ['html', 'script'],
      fetched: false,
      inline: undefined,
      evaluated: false,
    });
  });

  test('the handler answers for the host and the path as they were asked', async () => {
    const statuses = await running.app.evaluate(async ({ net }) => {
      const ask = async (url: string): Promise<number> => (await net.fetch(url)).status;
      return [
        await ask('app://vault/index.html'),
        await ask('app://vault/nothing'),
        await ask('app://other/index.html'),
      ];
    });
    expect(statuses).toEqual([200, 404, 404]);
  });

  test('a scheme nobody handles fails to load', async () => {
    const message = await running.app.evaluate(async ({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false });
      try {
        await window.loadURL('nobody-handles-this://x/');
        return 'loaded';
      } catch (error) {
        return String(error);
      } finally {
        window.destroy();
      }
    });
    expect(message).toMatch(/ERR_/);
  });
});

test.describe('isolation', () => {
  test('the page has what the preload exposed and nothing of Node or Electron', async () => {
    const seen = await page.evaluate(() => ({
      kinds: ['require', 'process', 'module', 'ipcRenderer', 'Buffer', 'global'].map(
        (name) => typeof Reflect.get(globalThis, name),
      ),
      added: Object.keys(window).filter(
        (name) => name === 'api' || name.startsWith('_') || /standin|electron/i.test(name),
      ),
      early: Reflect.get(window, 'apiAtStart'),
      open: Function.prototype.toString.call(window.open),
    }));
    expect(seen.kinds).toEqual(new Array(6).fill('undefined'));
    expect(seen.added).toEqual(['api']);
    expect(seen.early).toBe('object');
    expect(seen.open).toContain('[native code]');
  });

  test('the preload is sandboxed', async () => {
    expect(await page.evaluate(() => window.api.kind())).toEqual({
      type: 'renderer',
      sandboxed: true,
      isolated: true,
    });
    const modules = await page.evaluate(() => window.api.modules());
    expect(modules).toMatchObject({ electron: 'object', fs: expect.stringContaining('module not found') });
  });

  test('what is exposed is frozen, through and through', async () => {
    const frozen = await page.evaluate(() => {
      const { api } = window;
      const descriptor = Object.getOwnPropertyDescriptor(window, 'api');
      return (
        [api, api.nested, api.nested.list, api.nested.list[1], api.invoke].every(Object.isFrozen) &&
        !descriptor?.writable &&
        !descriptor?.configurable
      );
    });
    expect(frozen).toBe(true);
  });

  test('values cross the bridge as copies, functions and promises both ways, errors as errors', async () => {
    const seen = await page.evaluate(async () => {
      const { api } = window;
      const message = (error: unknown): string =>
        error instanceof Error ? error.message : 'not an error of this world';
      let thrown = '';
      try {
        api.fail();
      } catch (error) {
        thrown = message(error);
      }
      let uncloneable = '';
      try {
        api.call(() => 1, new WeakMap());
      } catch (error) {
        uncloneable = message(error);
      }
      return {
        date: api.nested.when instanceof Date,
        bytes: api.nested.bytes instanceof Uint8Array && api.nested.bytes.length,
        called: api.call((value) => (value as { n: number }).n + 1, { n: 41 }),
        later: await api.later({ deep: [1, undefined, null] }),
        failed: await api.failLater().catch(message),
        thrown,
        uncloneable,
      };
    });
    expect(seen).toEqual({
      date: true,
      bytes: 3,
      called: 42,
      later: { deep: [1, undefined, null] },
      failed: 'later',
      thrown: 'out of range',
      uncloneable: expect.stringMatching(/could not be cloned/),
    });
  });
});

test.describe('ipc', () => {
  test('values arrive as the structured-clone algorithm keeps them', async () => {
    const fidelity = await page.evaluate(() => window.api.fidelity());
    expect(Object.entries(fidelity).filter(([, kept]) => !kept)).toEqual([]);
    expect(Object.keys(fidelity)).toHaveLength(11);
  });

  test('what cannot be cloned is refused, both ways', async () => {
    const failure = (run: () => Promise<unknown>): Promise<string> =>
      run().then(
        () => '',
        (error: Error) => error.message,
      );
    expect(await failure(() => page.evaluate(() => window.api.sendFunction()))).toContain(
      'An object could not be cloned.',
    );
    expect(await failure(() => page.evaluate(() => window.api.invoke('function')))).toContain(
      'An object could not be cloned.',
    );
  });

  test('errors of a handler and a missing handler read as documented', async () => {
    const message = (channel: string): Promise<string> =>
      page.evaluate(
        (name) =>
          window.api.invoke(name).then(
            () => '',
            (error: Error) => error.message,
          ),
        channel,
      );
    expect(await message('fail')).toBe("Error invoking remote method 'fail': TypeError: no luck");
    expect(await message('nope')).toBe(
      "Error invoking remote method 'nope': Error: No handler registered for 'nope'",
    );
  });

  test('send, and an answer with a map and a bigint', async () => {
    expect(
      await page.evaluate(async () => {
        const [value, map] = await window.api.ping('hello');
        return [value, map instanceof Map && map.get('a') === 1n];
      }),
    ).toEqual(['hello', true]);
  });

  test('the sender is the main frame at app://vault', async () => {
    expect(await page.evaluate(() => window.api.invoke('sender'))).toEqual({
      url: 'app://vault/index.html',
      origin: 'app://vault',
      isMain: true,
      hasParent: false,
      topIsMain: true,
      sender: 1,
    });
  });

  test('a sub-frame reports itself, and null once it has gone', async () => {
    const opened = running.app.waitForEvent('window');
    await running.app.evaluate(({ BrowserWindow, app }) => {
      const preload = `${app.getAppPath()}/preload.cjs`;
      const webPreferences = { preload, nodeIntegrationInSubFrames: true, sandbox: true };
      void new BrowserWindow({ webPreferences }).loadURL('app://vault/framed.html');
    });
    const second = await opened;
    await second.waitForURL('app://vault/framed.html');
    const inner = second.frameLocator('iframe').locator('p');
    await expect(inner).toHaveText('frame');
    const frame = second.frames().find((one) => one.url() === 'app://vault/frame.html');
    expect(await frame?.evaluate(() => window.api.invoke('sender'))).toMatchObject({
      url: 'app://vault/frame.html',
      origin: 'app://vault',
      isMain: false,
      hasParent: true,
      topIsMain: true,
    });
    await frame?.evaluate(() => void window.api.invoke('late-sender'));
    await expect.poll(() => running.app.evaluate(() => 'releaseLate' in globalThis)).toBe(true);
    await second.evaluate(() => document.querySelector('iframe')?.remove());
    await expect.poll(() => second.frames().length).toBe(1);
    await running.app.evaluate(() =>
      (globalThis as typeof globalThis & { releaseLate: () => void }).releaseLate(),
    );
    await expect
      .poll(async () => (await logOf(running.app)).senders)
      .toEqual([{ before: 'app://vault/frame.html', after: null }]);
    await second.close();
    expect(await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });
});

test.describe('files', () => {
  const catchDrop = (): Promise<void> =>
    page.evaluate(() => {
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
    expect(await page.evaluate(() => window.open('https://example.com/opened') === null)).toBe(true);
    await page.click('#blank');
    await expect
      .poll(async () => (await logOf(running.app)).opened)
      .toEqual(expect.arrayContaining(['https://example.com/opened', 'https://example.com/blank']));
    await expect.poll(() => running.app.windows().length).toBe(1);
    expect(await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  test('a download is asked about and can be refused', async () => {
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

test.describe('the life of the app', () => {
  test('a second start hands its arguments over and ends', async () => {
    const args = [folder, `--user-data-dir=${running.userData}`, 'second.envelope'];
    if (process.platform === 'linux') args.unshift('--no-sandbox');
    const second = spawn(runtimeExecutable(), args, {
      cwd: running.home,
      env: cleanEnvironment(running.home),
      stdio: 'ignore',
    });
    const code = await new Promise((resolve) => second.once('exit', (status) => resolve(status)));
    expect(code).toBe(0);
    const { second: calls } = await logOf(running.app);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.argv).toContain('second.envelope');
    expect(calls[0]?.cwd).toBe(running.home);
    expect(calls[0]?.data).toMatchObject({ hello: ['first', expect.anything()] });
  });

  test('a refused close keeps the window, the last close quits in the documented order', async () => {
    const own = await launchApp({ app: folder });
    const closed = own.app.waitForEvent('close');
    const kept = await own.app.evaluate(({ BrowserWindow, app }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.once('close', (event) => event.preventDefault());
      app.quit();
      return BrowserWindow.getAllWindows().length;
    });
    expect(kept).toBe(1);
    const lines: string[] = [];
    const child = own.app.process();
    child.stdout?.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    await own.app.evaluate(({ BrowserWindow, app }) => {
      const events: NodeJS.EventEmitter = app;
      for (const name of ['before-quit', 'window-all-closed', 'will-quit', 'quit']) {
        events.prependListener(name, () => console.log(`order:${name}`));
      }
      BrowserWindow.getAllWindows()[0]?.close();
    });
    await closed;
    const order = lines.join('').match(/(?<=order:)[\w-]+/g);
    expect(order).toEqual(['window-all-closed', 'before-quit', 'will-quit', 'quit']);
    expect(child.exitCode).toBe(0);
    await own.close();
  });

  test('a page whose process dies is reported', async () => {
    const own = await launchApp({ app: folder });
    const reason = own.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      return new Promise<string>((resolve) => {
        window?.webContents.once('render-process-gone', (_event, details) => resolve(details.reason));
        window?.webContents.forcefullyCrashRenderer();
      });
    });
    expect(['crashed', 'killed']).toContain(await reason);
    await own.close();
  });
});
