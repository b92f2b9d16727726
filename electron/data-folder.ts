/** Where the app keeps its data, computed as Electron does, so that the command line finds the same folder. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export const APP_NAME = 'Envelope Vault';

/** Electron's `userData` of an app of this name (electron.d.ts, `app.getPath`). */
export function defaultDataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = homedir();
  const appData: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(home, 'Library', 'Application Support'),
    win32: env['APPDATA'] ?? join(home, 'AppData', 'Roaming'),
  };
  return join(appData[platform] ?? env['XDG_CONFIG_HOME'] ?? join(home, '.config'), APP_NAME);
}
