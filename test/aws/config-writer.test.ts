import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addSection, type NewSection } from '../../electron/aws/config-writer.ts';
import { readIdentities } from '../../electron/aws/profiles.ts';
import { posix } from '../support/scratch.ts';
import { type AwsHome, createAwsHome } from './aws-home.ts';

const profile: NewSection = {
  type: 'profile',
  name: 'new',
  settings: {
    sso_session: 'corp',
    sso_account_id: '111122223333',
    sso_role_name: 'Dev',
    region: 'eu-west-1',
  },
};
const session: NewSection = {
  type: 'sso-session',
  name: 'corp',
  settings: { sso_start_url: 'https://corp.awsapps.com/start/#', sso_region: 'eu-west-1' },
};

/** What another program does when everything is ready to be renamed. */
const meanwhile = vi.hoisted(() => ({ happen: (): void => undefined }));
vi.mock('../../electron/replace-file.ts', async (importOriginal) => {
  const { replaceFile } = await importOriginal<typeof import('../../electron/replace-file.ts')>();
  const slowly: typeof replaceFile = (path, content, { check, ...options }) =>
    replaceFile(path, content, {
      ...options,
      check: async (temporary) => {
        if (check) meanwhile.happen();
        await check?.(temporary);
      },
    });
  return { replaceFile: slowly };
});

let home: AwsHome;

beforeEach(async () => {
  meanwhile.happen = () => undefined;
  home = await createAwsHome();
});

afterEach(() => home.close());

const configText = () => readFile(home.config, 'utf8');
const backupText = () => readFile(`${home.config}.envelope-vault.bak`, 'utf8');
/** What is in the folder of the config file. */
const names = async () => (await readdir(join(home.folder, '.aws'))).sort();
/** As the SDK reads it. */
const sections = async (path: string) =>
  (await loadSharedConfigFiles({ ignoreCache: true, configFilepath: path })).configFile;

describe('a section is added', () => {
  it('so that profile and session can be used', async () => {
    await addSection(session);
    await addSection(profile);
    const { profiles, sessions } = await readIdentities();
    expect(profiles).toMatchObject([
      { id: 'aws:new', kind: 'sso', accountId: '111122223333', roleName: 'Dev', sessionId: 'session:corp' },
    ]);
    expect(sessions).toMatchObject([
      { id: 'session:corp', startUrl: 'https://corp.awsapps.com/start/#', region: 'eu-west-1' },
    ]);
  });

  it.each([
    ['behind an empty line', '[default]\nregion = a\n', '\n[sso-session corp]\n'],
    ['behind a line without end', '[default]\nregion = a', '\n\n[sso-session corp]\n'],
    [
      'with the line ends of the file',
      '[default]\r\nregion = a\r\n',
      '\r\n[sso-session corp]\r\nsso_start_url',
    ],
    ['at the beginning of an empty file', '', '[sso-session corp]\n'],
  ])('%s', async (_, before, added) => {
    await writeFile(home.config, before);
    await addSection(session);
    const after = await configText();
    expect(after.slice(0, before.length)).toBe(before);
    expect(after.slice(before.length)).toMatch(new RegExp(`^${added.replace(/[[\]]/g, '\\$&')}`));
    expect(after.endsWith(before.includes('\r') ? '\r\n' : '\n')).toBe(true);
  });

  it('one after the other, where several are added at once, and each name once', async () => {
    const added = ['a', 'b', 'c', 'b'].map((name) => addSection({ ...profile, name }));
    const ends = await Promise.allSettled(added);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    expect(Object.keys(await sections(home.config))).toEqual(['a', 'b', 'c']);
  });

  it('as [default], where that is its name', async () => {
    await addSection({ ...profile, name: 'default' });
    expect(await configText()).toMatch(/^\[default\]\n/);
  });

  it('to whatever is there, which stays byte for byte and is seen as before', async () => {
    const line = fc.oneof(
      fc.constantFrom(
        '[default]',
        '[profile a]',
        '[profile "b c"]',
        '[sso-session other]',
        '[services s]',
        '[x',
      ),
      fc.constantFrom(
        'region = eu-west-1',
        'a=b # c',
        's3 =',
        '  nested = 1',
        '# [profile new]',
        '; x',
        '=',
        'x',
      ),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
    );
    const text = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\ufeff'))
      .map(([lines, end, start]) => start + lines.join(end));
    let times = 0;
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(profile, session), async (before, section) => {
        await writeFile(home.config, before);
        const copy = join(home.folder, 'copy');
        await writeFile(copy, before);
        const known = await sections(copy);
        const saved = await addSection(section).then(
          () => true,
          () => false,
        );
        const after = await readFile(home.config);
        if (!saved) return expect(after).toEqual(Buffer.from(before));
        times += 1;
        expect(after.subarray(0, Buffer.byteLength(before))).toEqual(Buffer.from(before));
        expect(await backupText()).toBe(before);
        await writeFile(copy, after);
        const key = section.type === 'profile' ? 'new' : 'sso-session.corp';
        expect({ ...(await sections(copy)) }).toEqual({ ...known, [key]: section.settings });
      }),
      { numRuns: 150 },
    );
    expect(times).toBeGreaterThan(100);
  });

  it('where there is no file and no folder, for this user only', async () => {
    await rm(join(home.folder, '.aws'), { recursive: true });
    await addSection(session);
    expect(await names()).toEqual(['config']);
    if (posix) expect((await stat(home.config)).mode & 0o777).toBe(0o600);
  });

  it('behind a link, which stays one', async () => {
    const target = join(home.folder, 'dotfiles');
    await writeFile(target, '[default]\n');
    await symlink(target, home.config);
    await addSection(session);
    expect(await readlink(home.config)).toBe(target);
    expect(await readFile(target, 'utf8')).toContain('[sso-session corp]');
    expect(await readFile(`${target}.envelope-vault.bak`, 'utf8')).toBe('[default]\n');
  });

  it.runIf(posix)('without changing who may read it', async () => {
    await writeFile(home.config, '[default]\n');
    await chmod(home.config, 0o640);
    await addSection(session);
    const modes = [home.config, `${home.config}.envelope-vault.bak`].map(
      async (path) => (await stat(path)).mode,
    );
    for (const mode of await Promise.all(modes)) expect(mode & 0o777).toBe(0o640);
  });

  it('after a copy of what was there just before', async () => {
    await addSection(session);
    const first = await configText();
    await addSection(profile);
    expect(await backupText()).toBe(first);
    expect(await names()).toEqual(['config', 'config.envelope-vault.bak', 'sso']);
  });
});

describe('nothing is changed', () => {
  it.each([
    ['a name that is there', profile, '[profile new]\nregion = a\n', '', 'is there already'],
    ['a name that is there in quotes', profile, '[profile "new"]\nregion = a\n', '', 'is there already'],
    ['a name that is there without settings', profile, '[profile new]\n', '', 'is there already'],
    [
      'a name that the credentials file has',
      profile,
      '',
      '[new]\naws_access_key_id = a\n',
      'is there already',
    ],
    ['a session that is there', session, '[sso-session corp]\nsso_region = a\n', '', 'is there already'],
    ['an empty name', { ...profile, name: '' }, '', '', 'its name'],
    ['a name with a line of its own', { ...profile, name: 'a]\n[default' }, '', '', 'its name'],
    ['a name with a space', { ...profile, name: 'a b' }, '', '', 'its name'],
    ['a name that no file may have', { ...profile, name: 'constructor' }, '', '', 'its name'],
    ['a name that reads as another section', { ...profile, name: 'sso-session.x' }, '', '', 'its name'],
    ['a name that fills the menu', { ...profile, name: 'a'.repeat(129) }, '', '', 'its name'],
    ['a value with a line of its own', { ...profile, settings: { region: 'a\nb = c' } }, '', '', 'a value'],
    ['a value that is half a comment', { ...profile, settings: { region: 'a #b' } }, '', '', 'a value'],
    ['an empty value', { ...profile, settings: { region: '' } }, '', '', 'a value'],
  ] as const)('by %s', async (_, section, config, credentials, reason) => {
    await writeFile(home.config, config);
    await writeFile(home.credentials, credentials);
    await expect(addSection(section)).rejects.toMatchObject({
      code: 'config-not-saved',
      details: { reason: expect.stringContaining(reason) },
    });
    expect(await configText()).toBe(config);
    expect(await names()).toEqual(['config', 'credentials', 'sso']);
  });

  it.each([
    ['no text', Buffer.from([0xff, 0xfe, 0, 1])],
    ['forbidden', Buffer.from('[__proto__]\n')],
  ])('where the file is %s', async (_, bytes) => {
    await writeFile(home.config, bytes);
    await expect(addSection(session)).rejects.toMatchObject({ code: 'config-broken' });
    expect(await readFile(home.config)).toEqual(bytes);
    expect(await names()).toEqual(['config', 'sso']);
  });

  it.each([
    ['changes the file', () => appendFileSync(home.config, 'output = json\n')],
    ['removes the file', () => rmSync(home.config)],
  ])('where another program %s meanwhile', async (_, happen) => {
    await writeFile(home.config, '[default]\nregion = a\n');
    let theirs = '';
    meanwhile.happen = () => {
      happen();
      theirs = existsSync(home.config) ? readFileSync(home.config, 'utf8') : 'removed';
    };
    await expect(addSection(session)).rejects.toMatchObject({
      code: 'config-not-saved',
      details: { reason: expect.stringContaining('another program') },
    });
    expect(await configText().catch(() => 'removed')).toBe(theirs);
    expect((await names()).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.runIf(posix)('where it is a link to a file that is not there', async () => {
    await symlink('elsewhere', home.config);
    await expect(addSection(session)).rejects.toMatchObject({
      code: 'config-not-saved',
      details: { reason: expect.stringContaining('a link') },
    });
    expect(await readlink(home.config)).toBe('elsewhere');
    expect(await names()).toEqual(['config', 'sso']);
  });

  it.runIf(posix)('where nobody may write it', async () => {
    await writeFile(home.config, '[default]\nregion = a\n', { mode: 0o444 });
    await expect(addSection(session)).rejects.toMatchObject({
      code: 'config-not-saved',
      details: { reason: expect.stringContaining('read-only') },
    });
    expect(await configText()).toBe('[default]\nregion = a\n');
    expect(await names()).toEqual(['config', 'sso']);
  });

  it('where a folder is in the way', async () => {
    await mkdir(`${home.config}.envelope-vault.bak`);
    await writeFile(home.config, '[default]\nregion = a\n');
    await expect(addSection(session)).rejects.toMatchObject({
      code: 'config-not-saved',
      details: { errorName: 'EISDIR' },
    });
    expect(await configText()).toBe('[default]\nregion = a\n');
    expect(await names()).toEqual(['config', 'config.envelope-vault.bak', 'sso']);
  });
});
