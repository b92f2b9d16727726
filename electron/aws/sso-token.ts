/** The sign-in tokens that the AWS CLI, the SDKs and this app share in `~/.aws/sso/cache`. Read only, here. */
import { getSSOTokenFilepath } from '@smithy/core/config';
import { readJson } from './read-file.ts';

/** Bytes; real ones have a few thousand. */
const MAX_SIZE = 262_144;

export type SignInState =
  /** `until` in ISO 8601; null where the token can be renewed without the person. */
  { readonly status: 'signed-in'; readonly until: string | null } | { readonly status: 'signed-out' };

/**
 * Whether a token for a session (its name), or for a profile without one (its start URL), is there and good: not
 * expired, or to be renewed by a client whose registration has not expired. Whether AWS still accepts it only AWS
 * knows.
 */
export async function signInState(sessionOrStartUrl: string, now: Date): Promise<SignInState> {
  const token = await readJson(getSSOTokenFilepath(sessionOrStartUrl), MAX_SIZE);
  const { accessToken, expiresAt, refreshToken, clientId, clientSecret, registrationExpiresAt } = token;
  const renewable =
    [refreshToken, clientId, clientSecret].every((text) => typeof text === 'string' && text !== '') &&
    timeOf(registrationExpiresAt) > now.getTime();
  if (typeof accessToken !== 'string' || accessToken === '') return { status: 'signed-out' };
  if (renewable) return { status: 'signed-in', until: null };
  const end = timeOf(expiresAt);
  return end > now.getTime()
    ? { status: 'signed-in', until: new Date(end).toISOString() }
    : { status: 'signed-out' };
}

/** NaN where there is none. */
function timeOf(date: unknown): number {
  return typeof date === 'string' ? Date.parse(date) : Number.NaN;
}
