/**
 * `.envelope` files belong to the app: what electron-builder writes for the desktop, from the project's configuration.
 *
 * Linux: the entries that an installer would put into /usr/share, taken before the packing itself. macOS: the packed
 * bundle's Info.plist. Windows registers its files in an installer, of which there is none yet.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Arch, build, Platform } from 'electron-builder';
import { expect, test } from 'playwright/test';
import { packed, project } from './packed.ts';

const run = promisify(execFile);

interface Installed extends AsyncDisposable {
  readonly folder: string;
  /** Files by where they would be installed. */
  readonly files: ReadonlyMap<string, string>;
  readonly desktopEntry: ReadonlyMap<string, string>;
}

/** Prepares a Debian package as electron-builder does, up to where it would call the packing program. */
async function prepareDebianPackage(): Promise<Installed> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vault-deb-'));
  const prepackaged = path.join(folder, 'app');
  await mkdir(path.join(prepackaged, 'resources'), { recursive: true });
  const files = new Map<string, string>();
  let desktopEntry = '';
  await build({
    projectDir: project,
    publish: 'never',
    prepackaged,
    targets: Platform.LINUX.createTarget('deb', Arch.x64),
    config: {
      directories: { output: path.join(folder, 'out') },
      deb: { maintainer: 'Nobody <nobody@example.invalid>' },
      extraMetadata: { homepage: 'https://example.invalid' },
    },
    effectiveOptionComputed: async ([args, entry]: [readonly string[], string]) => {
      for (const [, from = '', to = ''] of args.flatMap((arg) => [/^(.+)=(\/usr\/.+)$/.exec(arg) ?? []]))
        if (to !== '') files.set(to, from);
      desktopEntry = await readFile(entry, 'utf8');
      const mime = files.get('/usr/share/mime/packages/envelope-vault.xml') ?? '';
      // electron-builder removes its own copy when it is done.
      await copyFile(mime, path.join(folder, 'mime.xml'));
      return true;
    },
  });
  const lines = desktopEntry.split('\n').map((line) => /^(\w+)=(.*)$/.exec(line) ?? []);
  return {
    folder,
    files,
    desktopEntry: new Map(lines.map(([, key = '', value = '']) => [key, value])),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

test.describe('Linux', () => {
  test.skip(process.platform !== 'linux', 'desktop entries are for Linux');

  test('the desktop entry opens .envelope files and joins them with the window', async () => {
    await using installed = await prepareDebianPackage();
    expect([...installed.files.keys()]).toContain('/usr/share/applications/envelope-vault.desktop');
    expect(Object.fromEntries(installed.desktopEntry)).toMatchObject({
      Name: 'Envelope Vault',
      Exec: '"/opt/Envelope Vault/envelope-vault" %U',
      Icon: 'envelope-vault',
      StartupWMClass: 'envelope-vault',
      MimeType: 'application/x-envelope;',
      Terminal: 'false',
      Type: 'Application',
      Categories: 'Utility;Security;',
    });
  });

  test('the icon comes in every size', async () => {
    await using installed = await prepareDebianPackage();
    for (const size of [16, 24, 32, 48, 64, 96, 128, 256, 512])
      expect(installed.files.get(`/usr/share/icons/hicolor/${size}x${size}/apps/envelope-vault.png`)).toBe(
        path.join(project, 'build', 'icons', `${size}x${size}.png`),
      );
  });

  test('the desktop knows *.envelope by its MIME type', async () => {
    test.skip(!existsSync('/usr/bin/update-mime-database'), 'shared-mime-info is not installed');
    await using installed = await prepareDebianPackage();
    const database = path.join(installed.folder, 'mime');
    await mkdir(path.join(database, 'packages'), { recursive: true });
    await copyFile(
      path.join(installed.folder, 'mime.xml'),
      path.join(database, 'packages', 'envelope-vault.xml'),
    );
    await run('/usr/bin/update-mime-database', [database]);
    expect(await readFile(path.join(database, 'globs2'), 'utf8')).toMatch(
      /^50:application\/x-envelope:\*\.envelope$/m,
    );
  });
});

test('macOS: the bundle exports the type and owns it', async () => {
  test.skip(process.platform !== 'darwin', 'bundles are for macOS');
  const plist = path.join(packed.resources, '..', 'Info.plist');
  const { stdout } = await run('/usr/bin/plutil', ['-convert', 'json', '-o', '-', plist]);
  expect(JSON.parse(stdout)).toMatchObject({
    CFBundleIdentifier: 'io.github.envelope-vault.app',
    UTExportedTypeDeclarations: [
      {
        UTTypeIdentifier: 'io.github.envelope-vault.envelope',
        UTTypeConformsTo: ['public.data'],
        UTTypeTagSpecification: { 'public.filename-extension': ['envelope'] },
      },
    ],
    CFBundleDocumentTypes: [
      { LSHandlerRank: 'Owner', LSItemContentTypes: ['io.github.envelope-vault.envelope'] },
    ],
  });
});
