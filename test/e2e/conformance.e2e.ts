/**
 * What Electron documents, checked on whichever runtime runs the end-to-end tests: the stand-in must behave as the
 * real binary does wherever the app relies on it. The main process: app, windows, menus, quitting, single instance.
 */
import { spawn } from 'node:child_process';
import { expect, test } from 'playwright/test';
import { cleanEnvironment, launchApp, runtimeExecutable } from '../support/electron-app.ts';
import { conformanceApp, folder, logOf, type TestWindow } from './conformance-app/driver.ts';

declare const window: TestWindow & typeof globalThis;

const subject = conformanceApp();

test.describe('process and app', () => {
  test('the main process is Electron on Node 24', async () => {
    const { running } = subject();
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
    const { running } = subject();
    await expect.poll(async () => (await logOf(running.app)).events).toContain('ready-to-show');
    const { events } = await logOf(running.app);
    expect(events.slice(0, 3)).toEqual(['will-finish-launching', 'ready', 'web-contents-created']);
    expect(events.filter((name) => name === 'ready-to-show')).toHaveLength(1);
    expect(events).toContain('did-finish-load');
  });

  test('--user-data-dir is where userData is', async () => {
    const { running } = subject();
    expect(await running.app.evaluate(({ app }) => app.getPath('userData'))).toBe(running.userData);
  });

  test('the window is there, titled, visible and found from its page', async () => {
    const { running, page } = subject();
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
    const { running, page } = subject();
    await running.app.evaluate(({ dialog }) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: ['/chosen'] });
    });
    expect(await page.evaluate(() => window.api.invoke('dialog'))).toEqual({
      canceled: false,
      filePaths: ['/chosen'],
    });
  });

  test('menu items are found by id and click', async () => {
    const { running } = subject();
    await running.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('open')?.click());
    expect((await logOf(running.app)).events.some((name) => name.startsWith('menu:open'))).toBe(true);
  });

  test('nativeTheme reaches the page', async () => {
    const { running, page } = subject();
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
    const { running, page } = subject();
    const window = await running.app.browserWindow(page);
    const picture = await window.evaluate(async (one) => {
      const image = await one.capturePage();
      return { png: image.toPNG().subarray(1, 4).toString(), empty: image.isEmpty(), ...image.getSize() };
    });
    expect(picture).toMatchObject({ png: 'PNG', empty: false });
    expect(picture.width).toBeGreaterThan(100);
  });

  test('sizes and states are what was asked for', async () => {
    const { running, page } = subject();
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
    const { running } = subject();
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
    const { running } = subject();
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
    const { running } = subject();
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

test.describe('the life of the app', () => {
  test('a second start hands its arguments over and ends', async () => {
    const { running } = subject();
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
