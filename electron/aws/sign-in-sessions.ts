/**
 * What can be signed in to: every `sso-session` of the config file, and every start URL of profiles without one.
 *
 * Guarantee: a session's region and start URL are well formed, so that neither names a foreign host.
 */
import type { ConfigFiles, Settings } from './config-files.ts';
import { isSafeUrl } from './network/endpoints.ts';
import { isRegion } from './region.ts';

export interface SessionSettings {
  /** `session:` and its name, or `url:` and the start URL. */
  readonly id: string;
  /** The session's name, or the host of the start URL. */
  readonly name: string;
  readonly startUrl: string;
  /** AWS region of the sign-in service. */
  readonly region: string;
}

/** Those that can be signed in to, by their ids. */
export function readSessions(files: ConfigFiles): ReadonlyMap<string, SessionSettings> {
  const named = [...files.ssoSessions].map(([name, settings]) => sessionOf(name, settings));
  const legacy = [...files.profiles.values()]
    .filter((settings) => settings['sso_session'] === undefined)
    .map((settings) => sessionOf(null, settings));
  const sessions = [...named, ...legacy].filter((one) => typeof one !== 'string');
  // Of profiles that disagree on the region of a start URL, the first one's counts: there is one token for all.
  return new Map(sessions.reverse().map((session) => [session.id, session]));
}

/** The session in these settings; words why there is none. `name`: null for a profile without `sso_session`. */
export function sessionOf(name: string | null, settings: Settings): SessionSettings | string {
  const startUrl = settings['sso_start_url'] ?? '';
  const region = settings['sso_region'] ?? '';
  if (!isSafeUrl(startUrl)) return 'Its sso_start_url is not an https address.';
  if (!isRegion(region)) return 'Its sso_region is not the name of an AWS region.';
  return name === null
    ? { id: `url:${startUrl}`, name: new URL(startUrl).host, startUrl, region }
    : { id: `session:${name}`, name, startUrl, region };
}

/** What the token of a session is filed under: the session's name, or the start URL. */
export function tokenKey(sessionId: string): string {
  return sessionId.slice(sessionId.indexOf(':') + 1);
}
