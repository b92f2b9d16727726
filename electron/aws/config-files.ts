/**
 * The person's AWS config and credentials files, as the SDK's own loader reads them.
 *
 * The loader answers "nothing" for a file it cannot read, and a section named like a member of every JavaScript
 * object makes it write into that object. So each file is looked at first: missing is empty, and unreadable,
 * binary, huge or with such a section is `config-broken`. Always fresh: the loader's cache is passed by and
 * renewed, which also the SDK's clients built from then on see.
 */
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { AwsError } from './errors.ts';
import { readRegularFile } from './read-file.ts';

export type Settings = Readonly<Record<string, string | undefined>>;

export interface ConfigFiles {
  /** Profiles as the SDK merges them: the credentials file's settings win. */
  readonly profiles: ReadonlyMap<string, Settings>;
  readonly ssoSessions: ReadonlyMap<string, Settings>;
  readonly services: ReadonlyMap<string, Settings>;
  /** Names in the files that the SDK does not see, with the reason. */
  readonly invisible: ReadonlyMap<string, string>;
}

/** Bytes. */
const MAX_SIZE = 4_194_304;

const SESSION_PREFIX = 'sso-session.';
const SERVICES_PREFIX = 'services.';

const ODD_NAME = 'Its name has spaces or characters that AWS programs in JavaScript cannot read.';
const EMPTY = 'It has no settings.';

/** Reads both files; rejects with `config-broken`. */
export async function loadConfigFiles(): Promise<ConfigFiles> {
  const paths = configPaths();
  const [config, credentials] = await Promise.all([
    sectionNames(paths.config),
    sectionNames(paths.credentials),
  ]);
  const loaded = await loadSharedConfigFiles({
    ignoreCache: true,
    configFilepath: paths.config,
    filepath: paths.credentials,
  });
  const profiles = new Map<string, Settings>();
  const ssoSessions = new Map<string, Settings>();
  const services = new Map<string, Settings>();
  for (const file of [loaded.configFile, loaded.credentialsFile]) {
    for (const [name, settings] of Object.entries(file)) {
      if (name.startsWith(SESSION_PREFIX)) ssoSessions.set(name.slice(SESSION_PREFIX.length), settings);
      else if (name.startsWith(SERVICES_PREFIX)) services.set(name.slice(SERVICES_PREFIX.length), settings);
      else profiles.set(name, { ...profiles.get(name), ...settings });
    }
  }
  const named = [...config.flatMap(configProfileName), ...credentials];
  const invisible = new Map(
    named
      .filter((name) => !profiles.has(name) && !/^(?:sso-session|services)[\s.]/.test(name))
      .map((name) => [name, isSeen(name) ? EMPTY : ODD_NAME]),
  );
  return { profiles, ssoSessions, services, invisible };
}

/** Whether `AWS_CONFIG_FILE` begins with `~`, which profiles follow in the SDK and sso-sessions do not. */
export function hasTildeConfigPath(): boolean {
  return process.env['AWS_CONFIG_FILE']?.startsWith('~') ?? false;
}

function configPaths(): { readonly config: string; readonly credentials: string } {
  return {
    config: expand(process.env['AWS_CONFIG_FILE']) ?? join(home(), '.aws', 'config'),
    credentials: expand(process.env['AWS_SHARED_CREDENTIALS_FILE']) ?? join(home(), '.aws', 'credentials'),
  };
}

function expand(path: string | undefined): string | undefined {
  return path?.startsWith('~/') ? join(home(), path.slice(2)) : path || undefined;
}

/** As the SDK finds it, which prefers HOME on every system. */
function home(): string {
  return process.env['HOME'] || process.env['USERPROFILE'] || homedir();
}

/** The texts between brackets, as they stand in the file; none for a missing file. */
async function sectionNames(path: string): Promise<readonly string[]> {
  const text = await readText(path);
  const names = text.split(/\r?\n/).flatMap((line) => {
    const trimmed = line.split(/(^|\s)[;#]/)[0]?.trim() ?? '';
    return trimmed.startsWith('[') && trimmed.endsWith(']') ? [trimmed.slice(1, -1)] : [];
  });
  for (const name of names) {
    const bare = unquote(name.replace(/^(?:profile|sso-session|services)[\s.]+/, ''));
    if (Object.hasOwn(Object.prototype, bare)) throw broken(path, 'ForbiddenSectionName');
  }
  return names;
}

async function readText(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(path, MAX_SIZE);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'Unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    throw broken(path, code);
  }
  if (bytes.includes(0)) throw broken(path, 'NotText');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw broken(path, 'NotText');
  }
}

/** The profile's name of a section of the config file; other sections there are none. */
function configProfileName(section: string): readonly string[] {
  if (section === 'default') return [section];
  const name = /^profile[\s.]+(.*)$/.exec(section)?.[1];
  return name === undefined ? [] : [unquote(name.trim())];
}

function unquote(name: string): string {
  return /^(["'])(.*)\1$/.exec(name)?.[2] ?? name;
}

function isSeen(name: string): boolean {
  return /^[\w\-@+.%:/]+$/.test(name);
}

function broken(path: string, errorName: string): AwsError {
  return new AwsError('config-broken', { file: basename(path), errorName });
}
