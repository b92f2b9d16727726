/** The sign-in tokens that the AWS CLI, the SDKs and this app share in `~/.aws/sso/cache`. Read only, here. */
import { getSSOTokenFilepath } from '@smithy/core/config';
import { readRegularFile } from './read-file.ts';

/** Bytes; real ones have a few thousand. */
const MAX_SIZE = 262_144;

/**
 * Whether a token for a session (its name), or for a profile without one (its start URL), is there and not
 * expired. Whether AWS still accepts it only AWS knows.
 */
export async function hasFreshToken(sessionOrStartUrl: string, now: Date): Promise<boolean> {
  const token = await readToken(getSSOTokenFilepath(sessionOrStartUrl));
  if (typeof token !== 'object' || token === null) return false;
  const { accessToken, expiresAt } = { accessToken: null, expiresAt: null, ...token };
  if (typeof accessToken !== 'string' || accessToken === '' || typeof expiresAt !== 'string') return false;
  return Date.parse(expiresAt) > now.getTime();
}

async function readToken(path: string): Promise<unknown> {
  try {
    const bytes = await readRegularFile(path, MAX_SIZE);
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
