/** Where the app keeps its data, computed as Electron does, so that the command line finds the same folder. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export const APP_NAME = 'Envelope Vault';

/** Electron's `userData` of an app of this name (electron.d.ts, `app.getPath`). */
export function defaultDataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = homedir();
  const appData: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(home, 'Library', 'Application Support'),
    win32: env['APPDATA'] || join(home, 'AppData', 'Roaming'),
  };
  return join(appData[platform] ?? configHome(env['XDG_CONFIG_HOME'], home), APP_NAME);
}

/** An empty or relative XDG_CONFIG_HOME counts as unset (XDG Base Directory Specification). */
const configHome = (folder: string | undefined, home: string): string =>
  folder !== undefined && isAbsolute(folder) ? folder : join(home, '.config');
