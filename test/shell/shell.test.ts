/** The rest of the shell: window preferences, navigation, permissions, arguments, debugging, keychain. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { created, electron } from './electron-mock.ts';

vi.mock('electron', async () => (await import('./electron-mock.ts')).electron);
const { createWindow } = await import('../../electron/shell/window.ts');
const { keychainProtection } = await import('../../electron/shell/keychain.ts');
const { denyNavigation } = await import('../../electron/shell/navigation.ts');
const { denyEverything } = await import('../../electron/shell/session-policy.ts');
const { asksForDebugging } = await import('../../electron/shell/debugging.ts');
const { filesInArguments, filesInMessage } = await import('../../electron/shell/open-file.ts');

test('the window is sandboxed, isolated and has no Node', () => {
  createWindow('/preload.cjs');
  expect(created.at(-1)?.options).toMatchObject({
    show: false,
    webPreferences: {
      preload: '/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
      navigateOnDragDrop: false,
    },
  });
});

test('navigation, redirects, webviews and new windows are denied in all contents', () => {
  const listeners = new Map<string, (event: { preventDefault: () => void }) => void>();
  let openHandler: () => unknown = () => undefined;
  const webRtc = vi.fn();
  const contents = {
    on: (name: string, listener: (event: { preventDefault: () => void }) => void) =>
      listeners.set(name, listener),
    setWindowOpenHandler: (handler: () => unknown) => {
      openHandler = handler;
    },
    setWebRTCIPHandlingPolicy: webRtc,
  };
  denyNavigation({
    on: (_name: string, listener: (event: unknown, made: unknown) => void) => listener({}, contents),
  } as never);
  expect([...listeners.keys()].sort()).toEqual([
    'will-attach-webview',
    'will-frame-navigate',
    'will-redirect',
  ]);
  for (const listener of listeners.values()) {
    const preventDefault = vi.fn();
    listener({ preventDefault });
    expect(preventDefault).toHaveBeenCalled();
  }
  expect(openHandler()).toEqual({ action: 'deny' });
  expect(webRtc).toHaveBeenCalledWith('disable_non_proxied_udp');
});

test('every permission and device is denied, downloads are stopped, and no network is left', async () => {
  const handlers: Record<string, (...args: never[]) => unknown> = {};
  const record = (name: string) => (handler: (...args: never[]) => unknown) => {
    handlers[name] = handler;
  };
  const setProxy = vi.fn(async () => undefined);
  await denyEverything({
    setProxy,
    setPermissionRequestHandler: record('request'),
    setPermissionCheckHandler: record('check'),
    setDevicePermissionHandler: record('device'),
    setDisplayMediaRequestHandler: record('display'),
    setUSBProtectedClassesHandler: record('usb'),
    setSpellCheckerEnabled: vi.fn(),
    on: (_name: string, handler: (...args: never[]) => unknown) => record('download')(handler),
  } as never);
  const call = (name: string, ...args: unknown[]): unknown =>
    Reflect.apply(handlers[name] ?? (() => 'missing'), null, args);
  for (const permission of [
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'hid',
    'usb',
    'fullscreen',
    'openExternal',
  ]) {
    const answer = vi.fn();
    call('request', {}, permission, answer);
    expect(answer).toHaveBeenCalledWith(false);
    expect(call('check', {}, permission)).toBe(false);
  }
  expect(call('device', {})).toBe(false);
  const stream = vi.fn();
  call('display', {}, stream);
  expect(stream).toHaveBeenCalledWith({});
  const preventDefault = vi.fn();
  call('download', { preventDefault });
  expect(setProxy).toHaveBeenCalledWith({
    proxyRules: 'http://127.0.0.1:9',
    proxyBypassRules: '<-loopback>',
  });
  expect(preventDefault).toHaveBeenCalled();
});

describe('files that the system hands over', () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'open-file-'));
    file = join(folder, 'a b.envelope');
    writeFileSync(file, '');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('packaged: behind the executable; else behind the app’s folder', () => {
    expect(filesInArguments(['/app', file], true, '/')).toEqual([file]);
    expect(filesInArguments(['/electron', '/project', file], false, '/')).toEqual([file]);
    expect(filesInArguments(['/electron', '--no-sandbox', '/project', '--x=y', file], false, '/')).toEqual([
      file,
    ]);
  });

  test('relative paths and file URLs', () => {
    expect(filesInArguments(['/app', 'a b.envelope'], true, folder)).toEqual([file]);
    expect(filesInArguments(['/app', pathToFileURL(file).href], true, '/')).toEqual([file]);
  });

  test('switches, folders, other hosts and what is not there are passed over', () => {
    const args = [
      '/app',
      '--flag',
      folder,
      '/nowhere',
      'file://host/share',
      'https://x/y',
      'file:///%00',
      '\0',
      '',
    ];
    expect(filesInArguments(args, true, '/')).toEqual([]);
  });

  test('a second start’s message is taken as hostile', () => {
    expect(filesInMessage({ files: [file, 1, null, '/nowhere'] })).toEqual([file]);
    for (const message of [null, undefined, 'x', {}, { files: 'x' }, { files: { 0: file } }]) {
      expect(filesInMessage(message)).toEqual([]);
    }
  });
});

describe('debugging', () => {
  const app = (isPackaged: boolean, switches: readonly string[] = []) =>
    ({ isPackaged, commandLine: { hasSwitch: (name: string) => switches.includes(name) } }) as never;

  test.each([
    '--remote-debugging-port=0',
    '--remote-debugging-pipe',
    '--inspect',
    '--inspect=0',
    '--inspect-brk',
  ])('a packaged app refuses %s', (arg) => {
    expect(asksForDebugging(app(true), ['/app', arg])).toBe(true);
    expect(asksForDebugging(app(false), ['/app', arg])).toBe(false);
  });

  test('also where only Chromium saw the switch; and nothing else is refused', () => {
    expect(asksForDebugging(app(true, ['remote-debugging-port']), ['/app'])).toBe(true);
    expect(asksForDebugging(app(true), ['/app', '/tmp/--inspect', 'inspect'])).toBe(false);
  });
});

describe('keychain', () => {
  beforeEach(() => {
    electron.safeStorage.isAsyncEncryptionAvailable.mockResolvedValue(true);
    electron.safeStorage.getSelectedStorageBackend.mockReturnValue('gnome_libsecret');
  });

  test('gives back what it protected', async () => {
    const keychain = await keychainProtection();
    const secret = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
    const text = await keychain?.protect(secret);
    expect(text).not.toContain(Buffer.from(secret).toString('base64'));
    expect(await keychain?.unprotect(text ?? '')).toEqual(secret);
  });

  test('is not used where it is no protection', async () => {
    electron.safeStorage.isAsyncEncryptionAvailable.mockResolvedValueOnce(false);
    expect(await keychainProtection()).toBeNull();
    if (process.platform === 'linux') {
      electron.safeStorage.getSelectedStorageBackend.mockReturnValue('basic_text');
      expect(await keychainProtection()).toBeNull();
    }
  });
});
