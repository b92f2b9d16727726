/**
 * The person's AWS config and credentials files, as the SDK's own loader reads them.
 *
 * The SDK's loader and all of its clients get the text that was looked at (config-text.ts) and do not read the files
 * again: a change shows when they are loaded anew. Of two files a broken one does not take the other with it.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { externalDataInterceptor, loadSharedConfigFiles } from '@smithy/core/config';
import { readConfigText, unquote } from './config-text.ts';
import type { AwsError } from './errors.ts';

export type Settings = Readonly<Record<string, string | undefined>>;

export interface ConfigFiles {
  /** Profiles as the SDK merges them: the credentials file's settings win. */
  readonly profiles: ReadonlyMap<string, Settings>;
  readonly ssoSessions: ReadonlyMap<string, Settings>;
  readonly services: ReadonlyMap<string, Settings>;
  /** Names in the files that cannot be used, with the reason: the SDK does not see them, or not all of them. */
  readonly invisible: ReadonlyMap<string, string>;
  /** `config-broken`, of the first file that could not be read. */
  readonly problem: AwsError | null;
}

/** The prefixes that the loader gives to sections of the config file. */
const SESSION = 'sso-session.';
const SERVICES = 'services.';

const ODD_NAME = 'AWS programs in JavaScript cannot read the name of its section.';
const PREFIXED = 'In the credentials file, the names of profiles stand without "profile".';
const unprefixed = (name: string): string =>
  `In the config file, its section has to be called [profile ${name}].`;
const EMPTY = 'AWS programs in JavaScript find no settings in it.';

/** Reads both files; never rejects. */
export async function loadConfigFiles(): Promise<ConfigFiles> {
  const paths = configPaths();
  const [config, credentials] = await Promise.all([
    readConfigText(paths.config),
    readConfigText(paths.credentials),
  ]);
  // By its name in the environment, too, with which the SDK looks for sso-sessions.
  for (const path of [paths.config, process.env['AWS_CONFIG_FILE'] || paths.config])
    externalDataInterceptor.interceptFile(path, config.text);
  externalDataInterceptor.interceptFile(paths.credentials, credentials.text);
  const loaded = await loadSharedConfigFiles({ configFilepath: paths.config, filepath: paths.credentials });

  const sections = Object.entries(loaded.configFile);
  const profiles = new Map<string, Settings>(sections.filter(([name]) => !isOther(name)));
  for (const [name, settings] of Object.entries(loaded.credentialsFile)) {
    if (!isPrefixed(name) && !isOther(name)) profiles.set(name, { ...profiles.get(name), ...settings });
  }
  const invisible = new Map<string, string>();
  for (const { named, problem } of [
    { named: config.sections.flatMap(ofConfig), problem: config.problem },
    { named: credentials.sections.flatMap(ofCredentials), problem: credentials.problem },
  ]) {
    for (const { name, why } of named) {
      if (problem !== null) profiles.delete(name);
      if (!profiles.has(name) && !invisible.has(name)) invisible.set(name, problem?.details.reason ?? why);
    }
  }
  return {
    profiles,
    ssoSessions: sectionsOf(sections, SESSION),
    services: sectionsOf(sections, SERVICES),
    invisible,
    problem: config.problem ?? credentials.problem,
  };
}

/** Where the files are, whether they exist or not. */
export function configPaths(): { readonly config: string; readonly credentials: string } {
  return {
    config: expand(process.env['AWS_CONFIG_FILE']) ?? join(awsFolder(), 'config'),
    credentials: expand(process.env['AWS_SHARED_CREDENTIALS_FILE']) ?? join(awsFolder(), 'credentials'),
  };
}

/** `.aws` in the home folder as the SDK finds it, which prefers HOME on every system. */
export function awsFolder(): string {
  return join(home(), '.aws');
}

function home(): string {
  return process.env['HOME'] || process.env['USERPROFILE'] || homedir();
}

function expand(path: string | undefined): string | undefined {
  return path?.startsWith('~/') ? join(home(), path.slice(2)) : path || undefined;
}

function sectionsOf(
  sections: readonly (readonly [string, Settings])[],
  prefix: string,
): ReadonlyMap<string, Settings> {
  return new Map(
    sections.flatMap(([name, settings]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), settings] as const] : [],
    ),
  );
}

/** Whether a section is no profile's. */
function isOther(section: string): boolean {
  return /^(?:sso-session|services)[\s.]/.test(section);
}

/** Whether a section of the credentials file is named as one of the config file. */
function isPrefixed(section: string): boolean {
  return /^profile[\s.]/.test(section);
}

/** A profile's name, and why the SDK does not see it if it does not. */
interface Named {
  readonly name: string;
  readonly why: string;
}

/** Of the AWS CLI's own, without a prefix. */
const cliSections: readonly string[] = ['plugins', 'preview'];

/** The profile of a section of the config file, also where only its prefix was forgotten. */
function ofConfig(section: string): readonly Named[] {
  if (section === 'default') return [{ name: section, why: EMPTY }];
  if (/^[\w\-@+.%:/]+$/.test(section) && !/^(?:profile|sso-session|services)(?:\.|$)/.test(section))
    return cliSections.includes(section) ? [] : [{ name: section, why: unprefixed(section) }];
  const name = unquote(/^profile[\s.]+(.*)$/.exec(section)?.[1]?.trim() ?? '');
  const readable = /^profile(?:\s(["']?)[\w\-@+.%:/]+\1|\..+)$/.test(section);
  return name === '' ? [] : [{ name, why: readable ? EMPTY : ODD_NAME }];
}

function ofCredentials(section: string): readonly Named[] {
  if (section === '' || isOther(section)) return [];
  if (isPrefixed(section)) return [{ name: section, why: PREFIXED }];
  return [{ name: section, why: /\s/.test(section) ? ODD_NAME : EMPTY }];
}
