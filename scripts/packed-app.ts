/** Where `npm run package` leaves the app on this platform, for the script itself and for its tests. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

export interface PackedApp {
  readonly folder: string;
  /** The program to start. */
  readonly executable: string;
  /** Holds app.asar. */
  readonly resources: string;
  /** Whether the stand-in for Electron's binary was packed, which is for trying on this computer only. */
  readonly standIn: boolean;
}

const UNPACKED = /^(linux(-\w+)?-unpacked|win(-\w+)?-unpacked|mac(-\w+)?)$/;

/** The app packed last for this platform into `release`; null when there is none. */
export function findPackedApp(release: string): PackedApp | null {
  const names = existsSync(release) ? readdirSync(release).filter((name) => UNPACKED.test(name)) : [];
  return names.map((name) => describe(path.join(release, name))).find((app) => app !== null) ?? null;
}

function describe(folder: string): PackedApp | null {
  const bundle = path.join(folder, 'Envelope Vault.app', 'Contents');
  const places: Partial<Record<NodeJS.Platform, readonly [executable: string, resources: string]>> = {
    darwin: [path.join(bundle, 'MacOS', 'Envelope Vault'), path.join(bundle, 'Resources')],
    win32: [path.join(folder, 'Envelope Vault.exe'), path.join(folder, 'resources')],
    linux: [path.join(folder, 'envelope-vault'), path.join(folder, 'resources')],
  };
  const [executable = '', resources = ''] = places[process.platform] ?? [];
  if (!existsSync(executable) || !existsSync(path.join(resources, 'app.asar'))) return null;
  return { folder, executable, resources, standIn: existsSync(path.join(folder, 'lib', 'boot.ts')) };
}
