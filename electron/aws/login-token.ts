/**
 * What `aws login` has left for profiles with a `login_session`, as the SDK finds it.
 * Source: @aws-sdk/credential-provider-login 3.972 (LoginCredentialsFetcher).
 */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readJson } from './read-file.ts';

/** Bytes. */
const MAX_SIZE = 262_144;

/**
 * `ready`: credentials that have not expired, which the SDK renews by itself. `expired`: whether they can be renewed
 * shows when they are used. `none`: the person has to run `aws login`.
 */
export async function loginState(loginSession: string, now: Date): Promise<'ready' | 'expired' | 'none'> {
  const name = createHash('sha256').update(loginSession).digest('hex');
  const token = await readJson(join(loginCacheFolder(), `${name}.json`), MAX_SIZE);
  const { accessToken, clientId, refreshToken, dpopKey } = token;
  if (typeof accessToken !== 'object' || accessToken === null) return 'none';
  const { accountId, expiresAt } = { accountId: null, expiresAt: null, ...accessToken };
  if (![clientId, refreshToken, dpopKey, accountId].every((part) => typeof part === 'string' && part !== ''))
    return 'none';
  return typeof expiresAt === 'string' && Date.parse(expiresAt) > now.getTime() ? 'ready' : 'expired';
}

/** Where `aws login` leaves what it gets. */
export function loginCacheFolder(): string {
  return process.env['AWS_LOGIN_CACHE_DIRECTORY'] ?? join(homedir(), '.aws', 'login', 'cache');
}
