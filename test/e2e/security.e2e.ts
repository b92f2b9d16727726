/** What the page cannot do: the bridge has exactly the contract's names, and nothing else is reachable. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from 'playwright/test';
import { calls } from '../../electron/contract/api.ts';
import { launchApp } from '../support/electron-app.ts';
import { startVault } from './vault-app.ts';

test('window.vault is exactly the contract, and the only thing from outside the page', async () => {
  await using vault = await startVault();
  const seen = await vault.window.evaluate(() => ({
    keys: Object.keys(window.vault).sort(),
    frozen: Object.isFrozen(window.vault),
    types: [...new Set(Object.values(window.vault).map((value) => typeof value))],
    node: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter(
      (name) => name in window,
    ),
  }));
  expect(seen.keys).toEqual([...Object.keys(calls), 'on'].sort());
  expect(seen.frozen).toBe(true);
  expect(seen.types).toEqual(['function']);
  expect(seen.node).toEqual([]);
});

test('code, requests, images and windows from elsewhere are refused', async () => {
  await using vault = await launchApp();
  await expect(vault.window.getByRole('heading', { level: 1 })).toBeVisible();
  const results = await vault.window.evaluate(async () => {
    const failed = async (action: () => unknown): Promise<boolean> => {
      try {
        await action();
        return false;
      } catch {
        return true;
      }
    };
    const inline = document.createElement('script');
    const loads = (element: HTMLImageElement, src: string): Promise<boolean> =>
      new Promise((resolve) => {
        element.onload = () => resolve(true);
        element.onerror = () => resolve(false);
        element.src = src;
      });
    const pixel = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';
    return {
      // In a task of the page's own: DevTools lets its own evaluations make code from strings.
      eval: await new Promise((resolve) => {
        setTimeout(() => resolve(failed(() => Reflect.construct(Function, ['return 1']))), 0);
      }),
      inlineScript: await failed(() => {
        inline.textContent = 'window.injected = true';
        document.head.append(inline);
        if (!('injected' in window)) throw new Error('not run');
      }),
      fetch: await failed(() => fetch('https://example.com/')),
      fetchOwn: await failed(() => fetch('index.html')),
      image: !(await loads(new Image(), pixel)),
      window: window.open('about:blank') === null,
      html: await failed(() => {
        document.body.insertAdjacentHTML('beforeend', '<b>x</b>');
      }),
    };
  });
  expect(results).toEqual({
    eval: true,
    inlineScript: true,
    fetch: true,
    fetchOwn: true,
    image: true,
    window: true,
    html: true,
  });
});

test('WebRTC reaches nobody', async () => {
  const packets: string[] = [];
  const listener = createSocket('udp4', (packet) => packets.push(packet.toString('latin1')));
  listener.bind(0, '127.0.0.1');
  await once(listener, 'listening');
  try {
    await using vault = await startVault();
    await vault.window.evaluate(async (port) => {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
      peer.createDataChannel('x');
      await peer.setLocalDescription(await peer.createOffer());
      if (peer.iceGatheringState !== 'complete') {
        await new Promise<void>((resolve) => {
          peer.onicegatheringstatechange = () => {
            if (peer.iceGatheringState === 'complete') resolve();
          };
        });
      }
    }, listener.address().port);
    expect(packets).toEqual([]);
  } finally {
    listener.close();
  }
});

test('the page cannot navigate away, and no permission is granted', async () => {
  await using vault = await launchApp();
  await expect(vault.window.getByRole('heading', { level: 1 })).toBeVisible();
  await vault.window.evaluate(() => {
    location.href = 'https://example.com/';
  });
  await vault.window.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'data:text/html,away';
    document.body.append(link);
    link.click();
  });
  await expect(vault.window.getByRole('heading', { level: 1 })).toBeVisible();
  expect(
    await vault.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((one) => one.webContents.getURL()),
    ),
  ).toEqual(['app://vault/index.html']);
  const permissions = await vault.window.evaluate(async () => {
    const names = [
      'geolocation',
      'notifications',
      'camera',
      'microphone',
      'clipboard-read',
      'midi',
    ] as PermissionName[];
    return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state));
  });
  expect(permissions.filter((state) => state === 'granted')).toEqual([]);
});

test('no channel answers a frame that is not ours', async () => {
  await using vault = await startVault();
  const preload = await vault.app.evaluate(({ app }) => `${app.getAppPath()}/dist/preload/preload.cjs`);
  const opened = vault.app.waitForEvent('window');
  await vault.app.evaluate(({ BrowserWindow }, script) => {
    const foreign = new BrowserWindow({ show: false, webPreferences: { preload: script, sandbox: true } });
    void foreign.loadURL('app://vault/index.html');
  }, preload);
  const foreign = await opened;
  await foreign.waitForFunction(() => 'vault' in window);
  const answers = await foreign.evaluate(async () => {
    const { on, addFiles, ...others } = window.vault;
    const ask = (name: string, call: () => Promise<unknown>): Promise<string> =>
      call().then(
        () => `${name} answered`,
        (error: unknown) => (String(error).includes('refused') ? 'refused' : String(error)),
      );
    const call = (action: unknown): Promise<unknown> =>
      typeof action === 'function' ? action() : Promise.resolve();
    return Promise.all([
      ask('addFiles', () => addFiles([])),
      ...Object.entries(others).map(([name, action]) => ask(name, () => call(action))),
    ]);
  });
  expect(answers).toHaveLength(Object.keys(calls).length);
  expect(new Set(answers)).toEqual(new Set(['refused']));
});

test('handles, paths and arguments that the page makes up are refused', async () => {
  await using vault = await startVault();
  const codes = await vault.window.evaluate(async () => {
    const code = async (
      call: Promise<{ ok: boolean; error?: { code: string } }>,
    ): Promise<string | undefined> => (await call).error?.code;
    const { vault: bridge } = window;
    const request = { handle: crypto.randomUUID(), profileId: 'practice', allowUncommitted: true };
    return {
      forgedHandle: await code(bridge.openCard(crypto.randomUUID())),
      pathAsHandle: await code(bridge.openCard('/etc/passwd')),
      madeUpFile: await code(bridge.addFiles([new File(['x'], '/etc/passwd')])),
      extraArgument: await code(Reflect.apply(bridge.getState, null, ['x'])),
      wrongType: await code(Reflect.apply(bridge.selectProfile, null, [{ toString: 'x' }])),
      unknownProfile: await code(bridge.selectProfile('aws:nobody')),
      otherField: await code(
        Reflect.apply(bridge.decrypt, null, [{ ...request, onConflict: 'fail', path: '/etc/passwd' }]),
      ),
      replace: await code(Reflect.apply(bridge.decrypt, null, [{ ...request, onConflict: 'replace' }])),
    };
  });
  expect(codes).toEqual({
    forgedHandle: 'unknown-handle',
    pathAsHandle: 'bad-request',
    madeUpFile: 'file-not-found',
    extraArgument: 'bad-request',
    wrongType: 'bad-request',
    unknownProfile: 'profile-not-found',
    otherField: 'bad-request',
    replace: 'bad-request',
  });
});
