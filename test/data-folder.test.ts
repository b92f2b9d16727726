/** The command line looks where the app keeps its data. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { APP_NAME, defaultDataFolder } from '../electron/data-folder.ts';
import packageJson from '../package.json' with { type: 'json' };

test.each([
  ['linux', {}, join(homedir(), '.config', 'Envelope Vault')],
  ['linux', { XDG_CONFIG_HOME: '/x' }, join('/x', 'Envelope Vault')],
  ['linux', { XDG_CONFIG_HOME: '' }, join(homedir(), '.config', 'Envelope Vault')],
  ['linux', { XDG_CONFIG_HOME: 'relative' }, join(homedir(), '.config', 'Envelope Vault')],
  ['darwin', { XDG_CONFIG_HOME: '/x' }, join(homedir(), 'Library', 'Application Support', 'Envelope Vault')],
  ['win32', { APPDATA: '/roaming' }, join('/roaming', 'Envelope Vault')],
] as const)('on %s with %o', (platform, env, folder) => {
  expect(defaultDataFolder(env, platform)).toBe(folder);
});

test('it is named as Electron names it: by productName', () => {
  expect(packageJson.productName).toBe(APP_NAME);
});
