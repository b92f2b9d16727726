/**
 * app.getPath and app.setPath as on Linux: XDG folders, `--user-data-dir` honoured, set paths win.
 *
 * Guarantees: userData exists once asked for; an unknown name throws Electron's own message.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { commandLine } from './command-line.ts';
import { launch } from './runtime-state.ts';

const set = new Map<string, string>();

function userDir(name: string, fallback: string): string {
  const config = path.join(
    process.env['XDG_CONFIG_HOME'] || path.join(homedir(), '.config'),
    'user-dirs.dirs',
  );
  if (existsSync(config)) {
    const line = new RegExp(`^XDG_${name}_DIR="(.*)"$`, 'm').exec(readFileSync(config, 'utf8'));
    if (line?.[1]) return line[1].replace('$HOME', homedir());
  }
  return path.join(homedir(), fallback);
}

const known: Readonly<Record<string, () => string>> = {
  home: homedir,
  temp: tmpdir,
  exe: () => launch.executable,
  module: () => launch.executable,
  assets: () => process.resourcesPath ?? '',
  appData: () => process.env['XDG_CONFIG_HOME'] || path.join(homedir(), '.config'),
  cache: () => process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'),
  userData: () =>
    commandLine.getSwitchValue('user-data-dir') || path.join(getPath('appData'), launch.appName),
  sessionData: () => getPath('userData'),
  logs: () => path.join(getPath('userData'), 'logs'),
  crashDumps: () => path.join(getPath('userData'), 'Crashpad'),
  desktop: () => userDir('DESKTOP', 'Desktop'),
  documents: () => userDir('DOCUMENTS', 'Documents'),
  downloads: () => userDir('DOWNLOAD', 'Downloads'),
  music: () => userDir('MUSIC', 'Music'),
  pictures: () => userDir('PICTURES', 'Pictures'),
  videos: () => userDir('VIDEOS', 'Videos'),
};

export function getPath(name: string): string {
  const found = set.get(name) ?? known[name]?.();
  if (found === undefined) throw new Error(`Failed to get '${name}' path`);
  const absolute = path.resolve(found);
  if (name === 'userData') mkdirSync(absolute, { recursive: true });
  return absolute;
}

export function setPath(name: string, value: string): void {
  if (!path.isAbsolute(value)) throw new Error('Path must be absolute');
  if (!(name in known)) throw new Error('Failed to set path');
  set.set(name, value);
}
