/** A session by its id, as the config files have it now, and how its services are reached. */
import { type ConfigFiles, loadConfigFiles } from '../config-files.ts';
import { AwsError } from '../errors.ts';
import type { Network } from '../network.ts';
import { readIdentities } from '../profiles.ts';
import type { SessionSettings } from '../sign-in-sessions.ts';
import type { SsoNetwork } from './sso-clients.ts';

export interface OpenSession {
  readonly session: SessionSettings;
  /**
   * As all profiles that sign in to it say: a session has no such settings of its own, and none of them is to lead the
   * others elsewhere. Where they disagree, as for no profile.
   */
  readonly network: SsoNetwork;
}

/** Settings of profiles that decide how AWS is reached. */
const networkSettings = [
  'endpoint_url',
  'services',
  'ignore_configured_endpoint_urls',
  'use_fips_endpoint',
  'use_dualstack_endpoint',
  'ca_bundle',
] as const;

/** Rejects with AwsError `session-not-found` or `profile-unusable`; contacts nobody. */
export async function openSession(id: string, network: Network): Promise<OpenSession> {
  const { profiles, sessions } = await readIdentities();
  const session = sessions.find((one) => one.id === id);
  if (session === undefined) throw new AwsError('session-not-found');
  const files = await loadConfigFiles();
  const own = profiles.filter(({ sessionId, leaf }) => sessionId === id && leaf === null);
  const ways = new Map(own.map(({ name }) => [wayOf(files, name), name]));
  const [name = null] = ways.size === 1 ? ways.values() : [];
  return { session, network: await network.of(files, name) };
}

const wayOf = ({ profiles }: ConfigFiles, name: string): string =>
  JSON.stringify(networkSettings.map((setting) => profiles.get(name)?.[setting] ?? null));
