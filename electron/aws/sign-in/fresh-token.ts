/**
 * A token that AWS accepts, as far as can be known: the one on disk, renewed before it expires.
 *
 * Guarantees: one renewal a session at a time, however many wait for it; where another program has renewed the token,
 * signed in anew or signed out meanwhile, what the file says then counts; what AWS has refused is not offered again, in
 * the file neither, so that profiles show it; being offline is no reason to give a token up.
 */
import { CreateTokenCommand } from '@aws-sdk/client-sso-oidc';
import { AwsError } from '../errors.ts';
import { type SessionSettings, tokenKey } from '../sign-in-sessions.ts';
import { isRenewable, lasts, readToken, type SsoToken, sessionToken, writeToken } from '../sso-token.ts';
import { noteRenewal } from './same-sign-in.ts';
import { serviceError } from './service-error.ts';
import { type SsoNetwork, withOidc } from './sso-clients.ts';
import { tokenOf } from './token-answer.ts';

/** Milliseconds that a token must last, or else is renewed; the SDK's own. */
const MARGIN = 5 * 60_000;

const renewals = new Map<string, Promise<SsoToken>>();

/**
 * The access token of a session. Rejects with AwsError `sign-in-needed`, or, where it has expired and cannot be
 * renewed now, `offline`, `throttled` or `token-not-saved`.
 */
export async function freshToken(session: SessionSettings, network: SsoNetwork): Promise<string> {
  const name = tokenKey(session.id);
  const token = await sessionToken(session);
  const now = new Date();
  if (token === null) throw needed('NoToken');
  if (lasts(token, now, MARGIN)) return token.accessToken;
  if (!isRenewable(token, now)) return accessTokenOf(token);
  return accessTokenOf(await (renewals.get(name) ?? startRenewal(session, network, token)));
}

/**
 * Calls a service with the token of a session. Where it is refused, though the file says that it lasts (revoked, or a
 * clock is off), once more with a renewed one. Rejects with an AwsError.
 */
export async function withToken<T>(
  session: SessionSettings,
  network: SsoNetwork,
  use: (accessToken: string) => Promise<T>,
): Promise<T> {
  const attempt = async (accessToken: string): Promise<T> => {
    try {
      return await use(accessToken);
    } catch (thrown) {
      const error = serviceError(thrown);
      if (error.code === 'sign-in-needed') await endToken(tokenKey(session.id), accessToken);
      throw error;
    }
  };
  try {
    return await attempt(await freshToken(session, network));
  } catch (error) {
    if (!(error instanceof AwsError) || error.details.errorName !== 'UnauthorizedException') throw error;
    return attempt(await freshToken(session, network));
  }
}

function startRenewal(session: SessionSettings, network: SsoNetwork, token: SsoToken): Promise<SsoToken> {
  const name = tokenKey(session.id);
  const renewal = renew(session, network, token).finally(() => renewals.delete(name));
  renewals.set(name, renewal);
  return renewal;
}

async function renew(session: SessionSettings, network: SsoNetwork, token: SsoToken): Promise<SsoToken> {
  const name = tokenKey(session.id);
  const renewed = await renewedToken(session, network, token).catch((error: AwsError) => error);
  const current = await sessionToken(session);
  if (current?.accessToken !== token.accessToken) {
    if (current === null) throw needed('NoToken');
    return current;
  }
  if (!(renewed instanceof AwsError)) {
    noteRenewal(token.accessToken, renewed.accessToken);
    await writeToken(name, renewed);
    return renewed;
  }
  // Where the file cannot be written, it stays as it is, and the next one to ask hears the same.
  if (renewed.code === 'sign-in-needed')
    await writeToken(name, { ...token, renewal: null }).catch(() => undefined);
  if (lasts(token, new Date())) return token;
  throw renewed;
}

/** Rejects with an AwsError. */
async function renewedToken(
  session: SessionSettings,
  network: SsoNetwork,
  token: SsoToken,
): Promise<SsoToken> {
  const { renewal } = token;
  if (renewal === null) throw needed('NoRefreshToken');
  const { refreshToken, clientId, clientSecret, registrationExpiresAt } = renewal;
  const command = new CreateTokenCommand({
    grantType: 'refresh_token',
    clientId,
    clientSecret,
    refreshToken,
  });
  try {
    const answer = await withOidc(session, network, (client) => client.send(command));
    return tokenOf({ refreshToken, ...answer }, session, { clientId, clientSecret, registrationExpiresAt });
  } catch (thrown) {
    throw serviceError(thrown);
  }
}

/** Marks what AWS has refused as expired, where it is still there. */
async function endToken(name: string, accessToken: string): Promise<void> {
  const current = await readToken(name);
  if (current?.accessToken !== accessToken) return;
  await writeToken(name, { ...current, expiresAt: new Date(0) }).catch(() => undefined);
}

function accessTokenOf(token: SsoToken): string {
  if (lasts(token, new Date())) return token.accessToken;
  throw needed('TokenExpired');
}

const needed = (errorName: string): AwsError => new AwsError('sign-in-needed', { errorName });
