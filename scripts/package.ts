/**
 * `npm run package [-- --if-missing]`: packs the built app for this computer into release/, unsigned, as a folder.
 *
 * Around Electron's own binary where it is here, else around the project's stand-in (Linux), which is good for trying
 * and testing the packed app but not for giving to anybody. electron-builder gets its runtime as a local folder, so
 * it has nothing to download. With --if-missing nothing is done where release/ is newer than everything it is made
 * from.
 */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { constants, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, type Configuration } from 'electron-builder';
import { findPackedApp, type PackedApp } from './packed-app.ts';
import { findRuntime, project, type Runtime, standInFolder } from './runtime.ts';

const release = path.join(project, 'release');
const sources = ['dist', 'build', 'electron-builder.yml', 'package.json', 'scripts', 'test/electron-standin'];

/** When anything in a folder, or a file, was changed last, in milliseconds since 1970. */
function changed(file: string): number {
  const names = statSync(file).isDirectory() ? readdirSync(file) : [];
  return Math.max(
    names.length === 0 ? statSync(file).mtimeMs : 0,
    ...names.map((name) => changed(path.join(file, name))),
  );
}

function upToDate(app: PackedApp): boolean {
  const packed = statSync(path.join(app.resources, 'app.asar')).mtimeMs;
  return sources.every((source) => changed(path.join(project, source)) <= packed);
}

/** A folder as Electron's dist, and what removes it. */
async function distFolder(runtime: Runtime): Promise<AsyncDisposable & { readonly folder: string }> {
  if (runtime.kind === 'electron') {
    const dist = path.join(project, 'node_modules', 'electron', 'dist');
    return { folder: dist, [Symbol.asyncDispose]: async () => undefined };
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'envelope-vault-dist-'));
  await cp(standInFolder, folder, { recursive: true });
  await cp(process.execPath, path.join(folder, 'node'), { mode: constants.COPYFILE_FICLONE });
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

async function pack(runtime: Runtime): Promise<PackedApp> {
  await using dist = await distFolder(runtime);
  const signed = Object.keys(process.env).some((name) => /^CSC_(LINK|NAME)$/.test(name));
  const config: Configuration = {
    electronDist: dist.folder,
    ...(signed ? {} : { mac: { identity: null } }),
  };
  await rm(release, { recursive: true, force: true });
  await build({ projectDir: project, publish: 'never', config });
  const app = findPackedApp(release);
  if (app === null) throw new Error(`electron-builder left no app in ${release}`);
  return app;
}

async function main(args: readonly string[]): Promise<void> {
  if (!existsSync(path.join(project, 'dist', 'main', 'main.js')))
    throw new Error('The app is not built: npm run build');
  const present = args.includes('--if-missing') ? findPackedApp(release) : null;
  const current = present !== null && upToDate(present);
  const runtime = current ? null : await findRuntime();
  if (runtime !== null) console.log(`packing around: ${runtime.kind} (${runtime.why})`);
  const app = runtime === null ? present : await pack(runtime);
  if (app === null) return;
  console.log(`${current ? 'packed already' : 'packed'}: ${path.relative(project, app.folder)}`);
  console.log(`start it with: ${app.executable}`);
  if (app.standIn)
    console.log('It holds the stand-in for Electron: for trying on this computer, not to be given away.');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
