/** What is in the packed app: its fuses, and an archive of dist/ and package.json and nothing else. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from 'playwright/test';
import { packed, project } from './packed.ts';

const archive = path.join(packed.resources, 'app.asar');
const slashes = (name: string): string => name.split(path.sep).join('/');

/** The files in the archive; folders are left out. */
function packedFiles(folders: ReadonlySet<string>): readonly string[] {
  return listPackage(archive, { isPack: false })
    .map((name) => slashes(name).replace(/^\//, ''))
    .filter((name) => !folders.has(name))
    .sort();
}

async function builtFiles(): Promise<{ files: readonly string[]; folders: ReadonlySet<string> }> {
  const dist = path.join(project, 'dist');
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  const place = (entry: (typeof entries)[number]): string =>
    slashes(path.relative(project, path.join(entry.parentPath, entry.name)));
  return {
    files: entries.filter((entry) => entry.isFile()).map(place),
    folders: new Set(['dist', ...entries.filter((entry) => entry.isDirectory()).map(place)]),
  };
}

test('every fuse is as decided', async () => {
  const wire = await getCurrentFuseWire(packed.executable);
  const checksArchive = process.platform === 'linux' ? 'DISABLE' : 'ENABLE';
  const expected: Readonly<Record<keyof typeof FuseV1Options, keyof typeof FuseState>> = {
    RunAsNode: 'DISABLE',
    EnableCookieEncryption: 'ENABLE',
    EnableNodeOptionsEnvironmentVariable: 'DISABLE',
    EnableNodeCliInspectArguments: 'DISABLE',
    EnableEmbeddedAsarIntegrityValidation: checksArchive,
    OnlyLoadAppFromAsar: 'ENABLE',
    LoadBrowserProcessSpecificV8Snapshot: 'DISABLE',
    GrantFileProtocolExtraPrivileges: 'DISABLE',
    WasmTrapHandlers: 'ENABLE',
  };
  const { version, ...fuses } = wire;
  const states = Object.entries(fuses).map(([index, state]) => [
    FuseV1Options[Number(index)],
    FuseState[Number(state)],
  ]);
  expect(version).toBe('1');
  expect(Object.fromEntries(states)).toEqual(expected);
});

test('the archive holds dist/ as it was built, and package.json', async () => {
  const { files, folders } = await builtFiles();
  const inside = packedFiles(folders);
  expect(inside).toEqual([...files, 'package.json'].sort());
  for (const name of files) {
    const same = extractFile(archive, path.normalize(name)).equals(await readFile(path.join(project, name)));
    expect(same, `${name} is the built one`).toBe(true);
  }
});

test('nothing of development is shipped', async () => {
  const inside = packedFiles((await builtFiles()).folders);
  expect(
    inside.filter((name) => /\.map$|\.tsx?$|\.test\.|\.e2e\.|^\.|node_modules/.test(path.basename(name))),
  ).toEqual([]);
  for (const name of inside) {
    const text = extractFile(archive, path.normalize(name)).toString('latin1');
    expect(text, `${name}: a source map`).not.toMatch(/[#@] sourceMappingURL=/);
    expect(text.includes(project), `${name}: a path of the machine that built it`).toBe(false);
    expect(text, `${name}: the stand-in`).not.toMatch(/stand-?in\b.*electron|electron-standin/i);
  }
});

test('no other app is beside the archive', async () => {
  const names = (await readdir(packed.resources)).filter((name) => /asar|^app|default_app/.test(name));
  expect(names).toEqual(['app.asar']);
});

test("the packed package.json names the app and its entry, and keeps the developers' parts at home", async () => {
  const read = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
  const own = read(await readFile(path.join(project, 'package.json'), 'utf8'));
  const inside = read(extractFile(archive, 'package.json').toString());
  expect(inside).toMatchObject({
    name: 'envelope-vault',
    productName: 'Envelope Vault',
    desktopName: 'envelope-vault.desktop',
    version: own['version'],
    main: own['main'],
    type: 'module',
  });
  expect(Object.keys(inside)).not.toEqual(expect.arrayContaining(['devDependencies']));
  expect(inside['scripts']).toBeUndefined();
});
