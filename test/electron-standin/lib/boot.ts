/**
 * The entry point behind the `electron` executable: works out what to run, makes the process look like Electron's
 * main process, loads the app, starts Chromium, and says ready.
 *
 * Guarantees: the app's main module has been evaluated before ready, as in Electron; the order of arguments in
 * process.argv is the caller's; whatever ends the process, Chromium and all temporary folders end with it.
 */
import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from './app.ts';
import { unpackAsar } from './asar.ts';
import { startChromium } from './chromium.ts';
import { tie } from './cleanup.ts';
import { chromiumSwitches, commandLine, readSwitches } from './command-line.ts';
import { offerDevTools } from './devtools-server.ts';
import { allModules } from './electron-module.ts';
import { provideElectron } from './module-hooks.ts';
import { chromiumIsReady, launch } from './runtime-state.ts';
import { followTargets } from './targets.ts';

interface Arguments {
  readonly file: string | undefined;
  readonly modules: readonly string[];
  readonly version: boolean;
}

/** The same reading as Electron's default app: the first argument without a dash is the app. */
function readArguments(argv: readonly string[]): Arguments {
  const modules: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const argument = argv[at] ?? '';
    if (argument === '--version' || argument === '-v') return { file: undefined, modules, version: true };
    if (argument === '-r' || argument === '--require') {
      at += 1;
      modules.push(argv[at] ?? '');
    } else if (!argument.startsWith('-')) return { file: argument, modules, version: false };
  }
  return { file: undefined, modules, version: false };
}

function stop(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** The version of the npm package beside which the stand-in stands, else the one noted in the dist folder. */
function electronVersion(folder: string): string {
  for (let at = folder; path.dirname(at) !== at; at = path.dirname(at)) {
    const file = path.join(at, 'node_modules', 'electron', 'package.json');
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
  return readFileSync(path.join(folder, 'version'), 'utf8').trim();
}

interface Manifest {
  readonly name?: string;
  readonly productName?: string;
  readonly version?: string;
  readonly main?: string;
}

/** The app's folder and main file, from a folder, a file or the packaged resources. */
function findApp(given: string): { folder: string; main: string } {
  const target = path.resolve(given);
  if (!existsSync(target)) stop(`Unable to find Electron app at ${target}`);
  if (statSync(target).isFile() && !target.endsWith('.asar'))
    return { folder: path.dirname(target), main: target };
  const folder = target.endsWith('.asar') ? unpacked(target) : target;
  const manifest = path.join(folder, 'package.json');
  const { main = 'index.js', ...about } = existsSync(manifest)
    ? (JSON.parse(readFileSync(manifest, 'utf8')) as Manifest)
    : {};
  launch.appName = about.productName ?? about.name ?? 'Electron';
  launch.appVersion = about.version ?? launch.appVersion;
  return { folder, main: createRequire(manifest).resolve(`./${main}`) };
}

function unpacked(archive: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'standin-app-'));
  tie(folder);
  unpackAsar(archive, folder);
  return folder;
}

function packagedApp(folder: string, onlyAsar: boolean): string | undefined {
  const names = onlyAsar ? ['app.asar'] : ['app.asar', 'app'];
  return names.map((name) => path.join(folder, 'resources', name)).find((candidate) => existsSync(candidate));
}

function describeProcess(folder: string, executable: string, argv: readonly string[]): void {
  const version = electronVersion(folder);
  launch.executable = executable;
  launch.folder = folder;
  launch.argv = argv;
  launch.appVersion = version;
  launch.packaged = path.basename(executable) !== 'electron';
  process.argv = [executable, ...argv];
  process.execPath = executable;
  const fixed = { configurable: true, enumerable: true, writable: false };
  Object.defineProperty(process.versions, 'electron', { ...fixed, value: version });
  Object.defineProperty(process.versions, 'chrome', { ...fixed, writable: true, value: '' });
  Object.defineProperty(process, 'type', { ...fixed, value: 'browser' });
  Object.defineProperty(process, 'resourcesPath', { ...fixed, value: path.join(folder, 'resources') });
}

async function startBrowser(): Promise<void> {
  const running = startChromium(chromiumSwitches());
  running.connection.onClose = (): void => {
    stop('stand-in: Chromium has ended unexpectedly');
  };
  const { product } = await running.connection.browser.send<{ product: string }>('Browser.getVersion');
  Object.defineProperty(process.versions, 'chrome', {
    value: product.split('/')[1] ?? '',
    enumerable: true,
    configurable: true,
  });
  await followTargets(running);
  chromiumIsReady(running);
}

function handleSignals(): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  process.on('uncaughtException', (error) => {
    if (process.listenerCount('uncaughtException') > 1) return;
    process.stderr.write(
      `A JavaScript error occurred in the main process\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    if (!app.isReady()) process.exit(1);
  });
}

async function run(): Promise<void> {
  const [executable = '', onlyAsar = '', ...argv] = process.argv.slice(2);
  const folder = path.dirname(executable);
  describeProcess(folder, executable, argv);
  const given = readArguments(argv);
  if (given.version && !launch.packaged) {
    process.stdout.write(`v${process.versions['electron']}\n`);
    return process.exit(0);
  }
  const keepAlive = setInterval(() => undefined, 0x7fffffff);
  void keepAlive;
  readSwitches(argv);
  provideElectron(allModules);
  handleSignals();
  if (commandLine.hasSwitch('remote-debugging-port'))
    offerDevTools(Number(commandLine.getSwitchValue('remote-debugging-port')));
  const inside = packagedApp(folder, onlyAsar === '1');
  if (!inside && launch.packaged) stop(`${executable}: there is no app in ${path.join(folder, 'resources')}`);
  if (!inside && given.file === undefined) stop('electron (stand-in): which app? Give a folder or a file.');
  if (!inside) Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  const { folder: appPath, main } = findApp(inside ?? given.file ?? '.');
  launch.appPath = appPath;
  if (!inside) for (const name of given.modules) createRequire(path.join(process.cwd(), 'x.js'))(name);
  await import(pathToFileURL(main).href);
  try {
    await startBrowser();
  } catch (error) {
    stop(`stand-in: ${error instanceof Error ? error.message : String(error)}`);
  }
  app.becomeReady();
}

run().catch((error: unknown) => {
  stop(
    `A JavaScript error occurred in the main process\n${error instanceof Error ? error.stack : String(error)}`,
  );
});
