/**
 * Hooks of electron-builder (see electron-builder.yml).
 *
 * beforeBuild says that there are no node_modules to pack. afterPack runs before signing: it removes Electron's
 * default app and sets every fuse of Electron's, failing when the binary has one that is not decided here.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type FuseConfig, FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import type { AfterPackContext } from 'electron-builder';

/** The fuses of the packed app, by platform as in process.platform. */
export function fusesOf(platform: string): FuseConfig {
  // Linux has no integrity check of the archive.
  const checksArchive = platform === 'darwin' || platform === 'win32';
  return {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    // Changing the binary breaks its signature; on macOS an unsigned build needs a new ad-hoc one to start at all.
    resetAdHocDarwinSignature: platform === 'darwin',
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: checksArchive,
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    [FuseV1Options.WasmTrapHandlers]: true,
  };
}

/** false: the packages are in dist/ already, so electron-builder neither installs nor collects any. */
export const beforeBuild = async (): Promise<boolean> => false;

export async function afterPack(context: AfterPackContext): Promise<void> {
  const { appOutDir, packager, electronPlatformName } = context;
  await rm(path.join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
  await flipFuses(programIn(context), fusesOf(electronPlatformName));
}

/** The program itself; on macOS the bundle, which @electron/fuses looks into. */
function programIn({ appOutDir, packager, electronPlatformName }: AfterPackContext): string {
  const endings: Readonly<Record<string, string>> = { win32: '.exe', darwin: '.app' };
  return path.join(appOutDir, `${packager.appInfo.productFilename}${endings[electronPlatformName] ?? ''}`);
}
