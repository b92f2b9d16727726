/**
 * What Electron documents, checked on whichever runtime runs the end-to-end tests: the stand-in must behave as the
 * real binary does wherever the app relies on it. Between the processes: custom protocol, isolation, contextBridge, IPC.
 */
import { expect, test } from 'playwright/test';
import { conformanceApp, logOf, type TestWindow } from './conformance-app/driver.ts';

declare const window: TestWindow & typeof globalThis;

const subject = conformanceApp();

test.describe('custom protocol and content security', () => {
  test('the page comes from app:// and so do its parts', async () => {
    const { running, page } = subject();
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
    const { page } = subject();
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
    const { running } = subject();
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
    const { running } = subject();
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
    const { page } = subject();
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
    const { page } = subject();
    expect(await page.evaluate(() => window.api.kind())).toEqual({
      type: 'renderer',
      sandboxed: true,
      isolated: true,
    });
    const modules = await page.evaluate(() => window.api.modules());
    expect(modules).toMatchObject({ electron: 'object', fs: expect.stringContaining('module not found') });
  });

  test('what is exposed is frozen, through and through', async () => {
    const { page } = subject();
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
    const { page } = subject();
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
    const { page } = subject();
    const fidelity = await page.evaluate(() => window.api.fidelity());
    expect(Object.entries(fidelity).filter(([, kept]) => !kept)).toEqual([]);
    expect(Object.keys(fidelity)).toHaveLength(11);
  });

  test('what cannot be cloned is refused, both ways', async () => {
    const { page } = subject();
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
    const { page } = subject();
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
    const { page } = subject();
    expect(
      await page.evaluate(async () => {
        const [value, map] = await window.api.ping('hello');
        return [value, map instanceof Map && map.get('a') === 1n];
      }),
    ).toEqual(['hello', true]);
  });

  test('the sender is the main frame at app://vault', async () => {
    const { page } = subject();
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
    const { running } = subject();
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
