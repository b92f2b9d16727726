/** A tiny Electron app that exercises each API the real one uses; driven by ../conformance*.e2e.ts. */
import path from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session } from 'electron';

const CSP =
  "default-src 'none'; frame-src 'self'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'";
const PAGE = `<!doctype html><title>Conformance</title><link rel=stylesheet href=style.css>
<script src=page.js></script><script>window.inlineRan = true</script>
<h1>Conformance</h1><div id=drop>Drop here</div><input type=file id=choose multiple><a id=away href=https://example.com/>away</a>
<a id=blank target=_blank href=https://example.com/blank>blank</a><div id=frames></div>`;
const PAGE_SCRIPT = `window.pageRan = true; window.apiAtStart = typeof window.api; window.evalRan = false;
try { window.evalRan = Function('return true')() } catch {}`;
const FILES = {
  '/index.html': ['text/html', PAGE],
  '/frame.html': ['text/html', '<!doctype html><title>Frame</title><p>frame</p>'],
  '/framed.html': ['text/html', '<!doctype html><title>Framed</title><iframe src=frame.html></iframe>'],
  '/page.js': ['text/javascript', PAGE_SCRIPT],
  '/style.css': ['text/css', '#drop { width: 300px; height: 100px; background: #eee }'],
};

/** What tests read through app.evaluate. */
const log = {
  started: Date.now(),
  events: [],
  opened: [],
  navigations: [],
  requests: [],
  second: [],
  permissions: [],
  senders: [],
};
globalThis.conformance = log;

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
app.enableSandbox();
const first = app.requestSingleInstanceLock({ hello: ['first', new Date(0)] });
if (!first) app.quit();

for (const name of [
  'will-finish-launching',
  'ready',
  'window-all-closed',
  'before-quit',
  'will-quit',
  'web-contents-created',
]) {
  app.on(name, () => log.events.push(name));
}
app.on('window-all-closed', () => {
  if (!globalThis.stayOpen) app.quit();
});
app.on('second-instance', (_event, argv, cwd, data) => log.second.push({ argv, cwd, data }));

function serve(request) {
  const { host, pathname } = new URL(request.url);
  log.requests.push(request.url);
  const found = host === 'vault' ? FILES[pathname] : undefined;
  if (!found) return new Response('not found', { status: 404 });
  return new Response(found[1], { headers: { 'content-type': found[0], 'content-security-policy': CSP } });
}

ipcMain.handle('echo', (_event, value) => value);
ipcMain.handle('fail', () => {
  throw new TypeError('no luck');
});
ipcMain.handle('function', () => () => 1);
ipcMain.handle('sender', (event) => {
  const { senderFrame, sender } = event;
  return {
    url: senderFrame?.url,
    origin: senderFrame?.origin,
    isMain: senderFrame === sender.mainFrame,
    hasParent: senderFrame?.parent !== null,
    topIsMain: senderFrame?.top === sender.mainFrame,
    sender: sender.id,
  };
});
ipcMain.handle('late-sender', async (event) => {
  const before = event.senderFrame?.url;
  await new Promise((resolve) => {
    globalThis.releaseLate = resolve;
  });
  log.senders.push({ before, after: event.senderFrame });
});
ipcMain.handle('dialog', async (event) => {
  const owner = BrowserWindow.fromWebContents(event.sender);
  return dialog.showOpenDialog(owner, { properties: ['openFile'] });
});
ipcMain.on('ping', (event, value) => event.reply('pong', value, new Map([['a', 1n]])));

app.whenReady().then(() => {
  protocol.handle('app', serve);
  const refuse = (_contents, permission, callback) => {
    log.permissions.push(permission);
    callback(false);
  };
  session.defaultSession.setPermissionRequestHandler(refuse);
  session.defaultSession.setPermissionCheckHandler(() => false);
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: 'File',
        submenu: [
          {
            id: 'open',
            label: 'Open…',
            click: (item, window) => log.events.push(`menu:${item.id}:${window === undefined}`),
          },
          { role: 'quit' },
        ],
      },
    ]),
  );
  const window = new BrowserWindow({
    width: 900,
    height: 700,
    show: false,
    title: 'Conformance',
    webPreferences: {
      preload: path.join(import.meta.dirname, 'preload.cjs'),
      nodeIntegrationInSubFrames: true,
      sandbox: true,
      contextIsolation: true,
    },
  });
  window.once('ready-to-show', () => {
    log.events.push('ready-to-show');
    window.show();
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(({ url }) => {
    log.opened.push(url);
    return { action: 'deny' };
  });
  for (const name of ['will-navigate', 'will-frame-navigate']) {
    webContents.on(name, (event) => {
      log.navigations.push([name, event.url, event.isMainFrame]);
      if (name === 'will-navigate') event.preventDefault();
    });
  }
  for (const name of ['did-finish-load', 'dom-ready']) webContents.on(name, () => log.events.push(name));
  if (!app.commandLine.hasSwitch('no-window')) window.loadURL('app://vault/index.html');
});
