/**
 * Starts an Electron app for an end-to-end test, on whichever runtime scripts/e2e.ts has chosen (Electron's own
 * binary or the stand-in), and drops files on its windows.
 *
 * Guarantees: a fresh HOME and userData folder for each launch (removed by close), no AWS, XDG or proxy settings of
 * the machine inside, and no network. Use: `await using vault = await launchApp()`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';

const project = path.resolve(import.meta.dirname, '../..');
const NOT_PASSED = /^(AWS_|XDG_|ELECTRON_RUN_AS_NODE$|NODE_OPTIONS$|https?_proxy$|all_proxy$)/i;

export interface LaunchOptions {
  /** The app's folder (or file); the project itself by default. */
  readonly app?: string;
  /** A CommonJS module that the main process loads before the app. */
  readonly module?: string;
  /** Arguments after the app, such as files to open. */
  readonly args?: readonly string[];
  /** Added to the environment; undefined removes. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A home folder to keep using (it is then not removed). */
  readonly home?: string;
  /** An executable other than the runtime's, such as a packaged app (which gets no app argument). */
  readonly executable?: string;
}

export interface LaunchedApp extends AsyncDisposable {
  readonly app: ElectronApplication;
  /** The first window. */
  readonly window: Page;
  readonly home: string;
  /** The folder given as --user-data-dir. */
  readonly userData: string;
  readonly close: () => Promise<void>;
}

/** The runtime's executable: what the npm package says, which heeds ELECTRON_OVERRIDE_DIST_PATH. */
export function runtimeExecutable(): string {
  return createRequire(import.meta.url)('electron') as string;
}

/** The environment of a clean machine with that home folder. */
export function cleanEnvironment(home: string, extra: LaunchOptions['env'] = {}): Record<string, string> {
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_PASSED.test(name));
  const all = {
    ...Object.fromEntries(inherited),
    HOME: home,
    USERPROFILE: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...extra,
  };
  return Object.fromEntries(
    Object.entries(all).filter((one): one is [string, string] => one[1] !== undefined),
  );
}

/** Launches and waits for the first window. Rejects with the app's own output when it does not come up. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const { app: folder = project, args = [], env = {}, executable } = options;
  const home = options.home ?? (await mkdtemp(path.join(tmpdir(), 'vault-e2e-')));
  const userData = path.join(home, 'user-data');
  const app = await _electron.launch({
    ...(executable === undefined ? {} : { executablePath: executable }),
    args: [
      ...(options.module === undefined ? [] : ['-r', options.module]),
      ...(executable === undefined ? [folder] : []),
      `--user-data-dir=${userData}`,
      ...args,
    ],
    cwd: project,
    env: cleanEnvironment(home, env),
    colorScheme: null,
  });
  const close = async (): Promise<void> => {
    await app.close();
    if (options.home === undefined) await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const window = await app.firstWindow();
    // A window is there before its first page: what a test wants to see is the page.
    await window.waitForURL((url) => url.href !== 'about:blank');
    return { app, window, home, userData, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Drops files and folders from the desktop on the middle of an element, as a file manager would: the page sees
 * dragenter, dragover and drop with real File objects.
 */
export async function dropFiles(window: Page, selector: string, paths: readonly string[]): Promise<void> {
  const target = window.locator(selector);
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (!box) throw new Error(`${selector} is not visible: nothing to drop on`);
  const client = await window.context().newCDPSession(window);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  try {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await client.send('Input.dispatchDragEvent', { type, x, y, data });
    }
  } finally {
    await client.detach();
  }
}
