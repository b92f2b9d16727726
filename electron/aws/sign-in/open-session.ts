/** A session by its id, as the config files have it now, and how its services are reached. */
import { loadConfigFiles } from '../config-files.ts';
import { AwsError } from '../errors.ts';
import type { Network } from '../network.ts';
import { readIdentities } from '../profiles.ts';
import type { SessionSettings } from '../sign-in-sessions.ts';
import type { SsoNetwork } from './sso-clients.ts';

export interface OpenSession {
  readonly session: SessionSettings;
  /** As the first profile that signs in to it says: a session has no such settings of its own. */
  readonly network: SsoNetwork;
}

/** Rejects with AwsError `session-not-found` or `profile-unusable`; contacts nobody. */
export async function openSession(id: string, network: Network): Promise<OpenSession> {
  const { profiles, sessions } = await readIdentities();
  const session = sessions.find((one) => one.id === id);
  if (session === undefined) throw new AwsError('session-not-found');
  const profile = profiles.find(({ sessionId, leaf }) => sessionId === id && leaf === null);
  return { session, network: await network.of(await loadConfigFiles(), profile?.name ?? null) };
}
