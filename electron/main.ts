/** Composition root of the app: builds everything and joins it, holds no logic. */
import { join } from 'node:path';
import {
  app,
  type BrowserWindow,
  clipboard,
  dialog,
  session as electronSession,
  ipcMain,
  protocol,
  shell,
} from 'electron';
import { watchAwsFiles } from './aws/watch.ts';
import { compose } from './compose.ts';
import { selfTest } from './envelope/self-test.ts';
import { createEmit } from './ipc/emit.ts';
import { createHandlers } from './ipc/handlers.ts';
import { registerCalls } from './ipc/register.ts';
import { fileProtection } from './kms/practice/file-protection.ts';
import { APP_ORIGIN, APP_PAGE, registerAppScheme, serveApp } from './shell/app-protocol.ts';
import { callFor } from './shell/attention.ts';
import { asksForDebugging } from './shell/debugging.ts';
import { keychainProtection } from './shell/keychain.ts';
import { createMenu } from './shell/menu.ts';
import { denyNavigation } from './shell/navigation.ts';
import { filesInArguments, filesInMessage } from './shell/open-file.ts';
import { denyEverything } from './shell/session-policy.ts';
import { createWindow, focusWindow } from './shell/window.ts';
import { createDesk } from './vault/desk.ts';
import { explain, failure } from './vault/explain.ts';
import { createHandles } from './vault/handles.ts';
import { createJobs } from './vault/jobs.ts';
import { identify } from './vault/results.ts';
import { createSession } from './vault/session.ts';
import { openSettings } from './vault/settings.ts';

const here = import.meta.dirname;
const files = filesInArguments(process.argv, app.isPackaged, process.cwd());
/** Opens files of later starts; until the vault is built they wait in line. */
let openFiles: (paths: readonly string[]) => void = (paths) => waiting.push(...paths);
const waiting: string[] = [...files];

if (asksForDebugging(app, process.argv)) app.exit(1);
else if (!app.requestSingleInstanceLock({ files })) app.quit();
else start();

function start(): void {
  app.enableSandbox();
  registerAppScheme();
  denyNavigation(app);
  app.on('second-instance', (_event, _argv, _folder, message) => openFiles(filesInMessage(message)));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openFiles([path]);
  });
  app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      dialog.showErrorBox('Envelope Vault cannot start', explain(error).message);
      app.exit(1);
    });
}

async function run(): Promise<void> {
  let window: BrowserWindow | null = null;
  const contents = () => window?.webContents ?? null;
  const emit = createEmit(contents);

  await denyEverything(electronSession.defaultSession);
  serveApp(protocol, join(here, '../renderer'));

  const failed = selfTest();
  const blocked =
    failed.length === 0 ? null : failure('self-test-failed', { errorName: failed.join(', ') }).error;
  const dataFolder = app.getPath('userData');
  const protection = (await keychainProtection()) ?? fileProtection;
  const parts = compose({
    dataFolder,
    workerUrl: new URL('./worker.js', import.meta.url),
    protection,
    mfaCode: (profileName, device) => session.mfa.ask(profileName, device),
    systemProxy: (url) => app.resolveProxy(url),
  });
  const { engine, vault, practice, catalog, identities, concurrency } = parts;

  const settings = await openSettings(join(dataFolder, 'settings.json'));
  const handles = createHandles();
  const jobs = createJobs({
    vault,
    concurrency,
    identify,
    onChange: (change) => emit('jobs', change),
    onDone: ({ profileId }, { keyArn }) => session.rememberKey(profileId, keyArn),
    onWaiting: ({ profileId, profileName }, error) => {
      session.told(profileId, error);
      callFor(window, `Sign in again with ${profileName}: files wait for it.`, () => void show().catch(tell));
    },
  });
  const fromMenu = (work: () => Promise<unknown>) => void show().then(work).catch(tell);
  const updateMenu = createMenu({
    chooseFiles: () => fromMenu(async () => emit('filesChosen', await handlers.chooseFiles())),
    selectProfile: (id) => fromMenu(() => session.selectProfile(id)),
    showProfiles: () => fromMenu(async () => emit('profileMenu', null)),
    reloadProfiles: () => fromMenu(() => session.reload()),
    signIn: (id) => fromMenu(async () => session.signIns.start(id, 'browser')),
    signOut: (id) => fromMenu(() => session.signOut(id)),
  });
  const session = createSession({
    version: app.getVersion(),
    blocked,
    catalog,
    practice,
    settings,
    identities,
    openLink: (url) => shell.openExternal(url),
    onChange: (state) => {
      emit('session', state);
      updateMenu(state);
    },
    onProfiles: () => {
      jobs.forgetKeys();
      jobs.goOn(session.isSignedIn);
    },
  });
  const desk = createDesk({
    vault,
    jobs,
    session,
    settings,
    practice,
    handles,
    onCards: (cards) => emit('cards', cards),
  });
  const handlers = createHandlers({
    session,
    jobs,
    desk,
    identities,
    chooseFiles: () => chooseFiles(window),
    showInFolder: (path) => shell.showItemInFolder(path),
    copyText: (text) => clipboard.writeText(text),
  });
  registerCalls(ipcMain, handlers, { origin: APP_ORIGIN, isOurs: (sender) => sender === contents() });

  const show = async (): Promise<void> => {
    if (window !== null) return focusWindow(window);
    window = createWindow(join(here, '../preload/preload.cjs'));
    window.once('closed', () => {
      window = null;
    });
    await window.loadURL(APP_PAGE);
  };
  openFiles = (paths) => {
    show().catch(tell);
    if (blocked === null) for (const path of paths) desk.doubleClick(path).catch(tell);
  };
  updateMenu(session.state());
  app.on('activate', () => void show().catch(tell));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('will-quit', (event) => {
    event.preventDefault();
    session.signIns.close();
    jobs
      .close()
      .then(() => Promise.all([settings.flush(), engine.close()]))
      .finally(() => app.exit(0));
  });

  watchAwsFiles(() => void session.reload());
  await session.reload();
  openFiles(waiting);
  await engine.removeLeftovers();
}

/** What went wrong outside of any call of the page, for the person to read. */
function tell(error: unknown): void {
  const { message, advice } = explain(error);
  void dialog.showMessageBox({ type: 'warning', title: 'Envelope Vault', message, detail: advice });
}

async function chooseFiles(window: BrowserWindow | null): Promise<readonly string[]> {
  const options = {
    properties: ['openFile' as const, 'multiSelections' as const, 'showHiddenFiles' as const],
  };
  const { filePaths } =
    window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options);
  return filePaths;
}
