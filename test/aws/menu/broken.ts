/** Files that cannot be read: the other one's profiles stay, and names that can be made out say why they do not work. */
import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { cannot, KEYS, keys, type MenuCase, ROLE } from './menu-case.ts';

const run = promisify(execFile);
const profile = (name: string): string => `[profile ${name}]\n${KEYS}`;
const credentials = `[good]\n${KEYS}`;
const NOT_TEXT = 'The file "config" is not UTF-8 text.';

export const broken: readonly MenuCase[] = [
  {
    title: 'UTF-16 from Windows',
    config: Buffer.from(`\uFEFF${profile('a')}`, 'utf16le'),
    credentials,
    cli: null,
    menu: [cannot('a', NOT_TEXT), keys('good')],
    problem: 'config: NotText',
  },
  {
    title: 'UTF-16 the other way round, whose names cannot be made out',
    config: Buffer.from(`\uFEFF${profile('a')}`, 'utf16le').swap16(),
    credentials,
    cli: null,
    menu: [keys('good')],
    problem: 'config: NotText',
  },
  {
    title: 'Latin-1',
    config: Buffer.from(`# Büro\n${profile('a')}`, 'latin1'),
    credentials,
    cli: null,
    menu: [cannot('a', NOT_TEXT), keys('good')],
    problem: 'config: NotText',
  },
  {
    title: 'a NUL',
    config: `${profile('a')}\0`,
    credentials,
    cli: null,
    menu: [cannot('a', NOT_TEXT), keys('good')],
    problem: 'config: NotText',
  },
  {
    title: 'a program in place of the file',
    config: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0xff),
    credentials,
    cli: null,
    menu: [keys('good')],
    problem: 'config: NotText',
  },
  {
    title: 'a huge file',
    config: `${profile('a')}${'#'.repeat(4_194_304)}`,
    credentials,
    cli: ['a', 'good'],
    menu: [keys('good')],
    problem: 'config: TooLarge',
  },
  {
    title: 'a huge file of the greatest size',
    config: `${profile('a')}#`.padEnd(4_194_304, '#'),
    credentials,
    menu: [keys('a'), keys('good')],
  },
  {
    title: 'broken credentials: what needs them says so, the rest works',
    config: `${profile('a')}[profile b]\nregion = eu-west-1\n[profile r]\n${ROLE}source_profile = b\n`,
    credentials: Buffer.from(`[b]\n${KEYS}[c]\n# \xFF`, 'latin1'),
    cli: null,
    menu: [
      keys('a'),
      cannot('b', 'The file "credentials" is not UTF-8 text.'),
      cannot('c', 'The file "credentials" is not UTF-8 text.'),
      cannot('r', 'Its source profile "b" does not exist.'),
    ],
    problem: 'credentials: NotText',
  },
  {
    title: 'both files broken: the config is told first',
    config: `${profile('a')}\0`,
    credentials: `${credentials}\0`,
    cli: null,
    menu: [cannot('a', NOT_TEXT), cannot('good', 'The file "credentials" is not UTF-8 text.')],
    problem: 'config: NotText',
  },
  {
    title: 'a folder in place of the config',
    prepare: ({ config }) => mkdir(config),
    credentials,
    menu: [keys('good')],
    problem: 'config: NotAFile',
  },
  {
    title: 'a pipe in place of the credentials, which is not waited for',
    config: profile('a'),
    prepare: ({ credentials: path }) => run('mkfifo', [path]),
    menu: [keys('a')],
    problem: 'credentials: NotAFile',
  },
  {
    title: 'a link that goes round in a circle',
    prepare: ({ config }) => symlink(config, config),
    credentials,
    menu: [keys('good')],
    problem: 'config: ELOOP',
  },
  {
    title: 'a link into nowhere is a missing file',
    prepare: ({ config }) => symlink(`${config}.nowhere`, config),
    credentials,
    menu: [keys('good')],
  },
  {
    title: 'a link to a good file',
    prepare: async ({ config }) => {
      await writeFile(`${config}.real`, profile('a'));
      await symlink(`${config}.real`, config);
    },
    menu: [keys('a')],
  },
];
