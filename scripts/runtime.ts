/**
 * Decides what runs the app: Electron's own binary where it is installed or can be downloaded, else the project's
 * stand-in (test/electron-standin). Used by start.ts, e2e.ts and the packaging script.
 *
 * Guarantees: one line says what was chosen and why; a download is tried once, for 20 seconds at most, and a failure
 * is remembered in node_modules/.cache (remove that folder to try again); ENVELOPE_VAULT_RUNTIME=electron or
 * stand-in forces the choice. What the stand-in needs is installed with apt-get when we are root, or named.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { canInstallPackages, installCommand, installPackages } from './apt.ts';

export const project = path.resolve(import.meta.dirname, '..');
export const standInFolder = path.join(project, 'test', 'electron-standin');

export interface Runtime {
  readonly kind: 'electron' | 'stand-in';
  readonly executable: string;
  /** Added to the environment of whatever starts Electron through its npm package. */
  readonly env: Readonly<Record<string, string>>;
  /** For people: which runtime, and why. */
  readonly why: string;
}

const electronFolder = path.join(project, 'node_modules', 'electron');
const cache = path.join(project, 'node_modules', '.cache', 'envelope-vault');
const failure = path.join(cache, 'electron-download-failed');
const DOWNLOAD_SECONDS = 20;

function installedElectron(): string | undefined {
  const note = path.join(electronFolder, 'path.txt');
  if (!existsSync(note)) return undefined;
  const executable = path.join(electronFolder, 'dist', readFileSync(note, 'utf8'));
  return existsSync(executable) ? executable : undefined;
}

function electronVersion(): string {
  return (JSON.parse(readFileSync(path.join(electronFolder, 'package.json'), 'utf8')) as { version: string })
    .version;
}

/** Runs the npm package's own installer. Resolves with what went wrong, or undefined. */
function download(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(electronFolder, 'install.js')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: '' },
    });
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    const limit = setTimeout(() => child.kill('SIGKILL'), DOWNLOAD_SECONDS * 1000);
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      if (signal !== null) resolve(`it took more than ${DOWNLOAD_SECONDS} seconds`);
      else
        resolve(
          code === 0 ? undefined : (/^\s*(?:\w*Error: )?(.*\S)/m.exec(output)?.[1] ?? `exit code ${code}`),
        );
    });
  });
}

/** Why Electron's binary could not be had, or undefined when it now can. */
async function fetchElectron(version: string): Promise<string | undefined> {
  if (existsSync(failure)) {
    const noted = readFileSync(failure, 'utf8');
    if (noted.startsWith(`${version}\n`)) return noted.slice(version.length + 1);
  }
  console.log(`Downloading Electron ${version} (at most ${DOWNLOAD_SECONDS} s, tried once) …`);
  const problem = await download();
  if (problem === undefined) return undefined;
  const reason = `its download failed: ${problem}`;
  mkdirSync(cache, { recursive: true });
  writeFileSync(failure, `${version}\n${reason}`);
  return reason;
}

function electronRuntime(executable: string, why: string): Runtime {
  return { kind: 'electron', executable, env: {}, why };
}

function standIn(why: string): Runtime {
  if (process.platform !== 'linux') {
    throw new Error(`Electron's binary is missing (${why}), and its stand-in runs on Linux only.`);
  }
  const executable = path.join(standInFolder, 'electron');
  return { kind: 'stand-in', executable, env: { ELECTRON_OVERRIDE_DIST_PATH: standInFolder }, why };
}

/** Chooses the runtime. Throws an Error for people when there is none. */
export async function findRuntime(): Promise<Runtime> {
  const forced = process.env['ENVELOPE_VAULT_RUNTIME'];
  if (forced !== undefined && forced !== '' && forced !== 'electron' && forced !== 'stand-in') {
    throw new Error(`ENVELOPE_VAULT_RUNTIME is '${forced}'; it may be 'electron' or 'stand-in'.`);
  }
  if (forced === 'stand-in') return standIn('asked for by ENVELOPE_VAULT_RUNTIME');
  const version = electronVersion();
  const present = installedElectron();
  if (present) return electronRuntime(present, `Electron ${version}`);
  const problem = await fetchElectron(version);
  const fetched = installedElectron();
  if (problem === undefined && fetched)
    return electronRuntime(fetched, `Electron ${version}, just downloaded`);
  const reason = problem ?? 'its installer left no executable';
  if (forced === 'electron') throw new Error(`Electron ${version} is not here: ${reason}.`);
  return standIn(`Electron ${version} is not here: ${reason}`);
}

interface Need {
  readonly package: string;
  readonly anyOf: readonly string[];
}

const NEEDS: readonly Need[] = [
  {
    package: 'chromium',
    anyOf: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable'],
  },
  { package: 'xvfb', anyOf: ['/usr/bin/Xvfb'] },
  { package: 'xauth', anyOf: ['/usr/bin/xauth'] },
  {
    package: 'fonts-dejavu-core',
    anyOf: ['/usr/share/fonts/truetype/dejavu', '/usr/share/fonts/TTF', '/usr/share/fonts/dejavu-sans-fonts'],
  },
];
/** Electron's own binary needs a display server for tests, and Chromium's libraries, which come with chromium. */
const OF_ELECTRON = new Set(['xvfb', 'xauth', 'fonts-dejavu-core']);

/** Installs what the runtime needs on Linux, or throws an Error with the exact command. */
export function installNeeds(kind: Runtime['kind'], withDisplay: boolean): void {
  if (process.platform !== 'linux') return;
  const wanted = NEEDS.filter(
    (need) => kind === 'stand-in' || (withDisplay && OF_ELECTRON.has(need.package)),
  );
  const missing = wanted
    .filter((need) => !need.anyOf.some((file) => existsSync(file)))
    .map((need) => need.package);
  if (missing.length === 0) return;
  if (!canInstallPackages()) {
    throw new Error(
      `Missing: ${missing.join(' ')}. Install them, then try again:\n  ${installCommand(missing)}`,
    );
  }
  console.log(`Installing with apt-get: ${missing.join(' ')} …`);
  installPackages(missing);
}
