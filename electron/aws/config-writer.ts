/**
 * Adding a section to the person's AWS config file.
 *
 * Guarantees: what is there stays as it is, byte for byte, and a copy of it lies beside it first; what is added is one
 * section that AWS's tools read as it was meant, and which nothing else in the file changes; a file that changes
 * meanwhile is left alone, and so is everything where anything fails. A file in another place that `config` links to
 * stays there.
 */
import { lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { replaceFile } from '../replace-file.ts';
import { configPaths, loadConfigFiles } from './config-files.ts';
import { AwsError } from './errors.ts';
import { readRegularFile } from './read-file.ts';
import { systemCode } from './system-code.ts';

export interface NewSection {
  readonly type: 'profile' | 'sso-session';
  readonly name: string;
  /** Each a word of printable characters. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Bytes; more is not read back either. */
const MAX_SIZE = 4_194_304;
export const BACKUP_SUFFIX = '.envelope-vault.bak';
/** What AWS programs in JavaScript see, and short enough for a menu. */
const NAME = /^[\w\-@+.%:/]{1,128}$/;
/** Behind a space, `#` and `;` would begin a comment: there is no space. */
const VALUE = /^[\x21-\x7e]{1,1024}$/;

/** Settles with what was added last: the next one begins with what that has written. */
let last: Promise<unknown> = Promise.resolve();

/** Adds it; rejects with AwsError `config-not-saved`, or `config-broken` where the files cannot be read. */
export function addSection(section: NewSection): Promise<void> {
  const added = last.then(() => add(section));
  last = added.catch(() => undefined);
  return added;
}

async function add(section: NewSection): Promise<void> {
  checkText(section);
  await checkNew(section);
  const { config } = configPaths();
  try {
    await mkdir(dirname(config), { recursive: true, mode: 0o700 });
    await append(await fileAt(config), section);
  } catch (error) {
    throw error instanceof AwsError ? error : notSaved('it could not be written.', systemCode(error));
  }
}

/** Where the file is that `config` may link to. */
async function fileAt(config: string): Promise<string> {
  const found = await realpath(config).catch(ifMissing(null));
  if (found === null && (await lstat(config).catch(ifMissing(null))) !== null)
    throw notSaved('it is a link to a file that is not there.');
  return found ?? config;
}

async function append(path: string, section: NewSection): Promise<void> {
  const old = await readRegularFile(path, MAX_SIZE).catch(ifMissing(null));
  const mode = old === null ? 0o600 : (await stat(path)).mode & 0o777;
  if ((mode & 0o222) === 0) throw notSaved('the file is read-only.');
  const before = await sectionsOf(path);
  if (old !== null) await replaceFile(`${path}${BACKUP_SUFFIX}`, old, { mode });
  const content = Buffer.concat([old ?? Buffer.alloc(0), Buffer.from(textOf(section, old))]);
  const check = async (temporary: string): Promise<void> => {
    const expected = { ...before, [keyOf(section)]: section.settings };
    if (!isDeepStrictEqual({ ...(await sectionsOf(temporary)) }, expected))
      throw notSaved('what is there would not be read as before.');
    const now = await readRegularFile(path, MAX_SIZE).catch(ifMissing(null));
    if (!isDeepStrictEqual(now, old)) throw notSaved('another program is changing it.');
  };
  await replaceFile(path, content, { mode, check });
}

/** With the line ends of the file, and an empty line between. */
function textOf({ type, name, settings }: NewSection, old: Buffer | null): string {
  const text = old?.toString('utf8') ?? '';
  const end = /\r?\n/.exec(text)?.[0] ?? '\n';
  const title = type === 'profile' && name === 'default' ? name : `${type} ${name}`;
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}`);
  const gap = text === '' ? [] : text.endsWith('\n') ? [''] : ['', ''];
  return [...gap, `[${title}]`, ...lines, ''].join(end);
}

function checkText({ name, settings }: NewSection): void {
  const readsOtherwise = /^(?:sso-session|services)\./.test(name) || Object.hasOwn(Object.prototype, name);
  if (!NAME.test(name) || readsOtherwise)
    throw notSaved('its name may have letters, digits and _ - @ + . % : / only.');
  if (!Object.values(settings).every((value) => VALUE.test(value)))
    throw notSaved('a value has spaces or other characters that it must not have.');
}

/** A name that stands in one of the files, even one that cannot be used, stays what it is. */
async function checkNew({ type, name }: NewSection): Promise<void> {
  const { profiles, invisible, ssoSessions, problem } = await loadConfigFiles();
  if (problem !== null) throw problem;
  const taken = type === 'profile' ? profiles.has(name) || invisible.has(name) : ssoSessions.has(name);
  if (taken) throw notSaved('the name is there already.');
}

/** What the SDK sees in a config file; none where it is missing. */
async function sectionsOf(path: string): Promise<Readonly<Record<string, unknown>>> {
  return (await loadSharedConfigFiles({ ignoreCache: true, configFilepath: path })).configFile;
}

const keyOf = ({ type, name }: NewSection): string => (type === 'profile' ? name : `${type}.${name}`);

const ifMissing =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (systemCode(error) === 'ENOENT') return instead;
    throw error;
  };

const notSaved = (reason: string, errorName?: string): AwsError =>
  new AwsError('config-not-saved', { reason, ...(errorName && { errorName }) });
