/**
 * CreateToken: tokens for a device code, an authorization code with PKCE, or a refresh token.
 *
 * Strict where AWS is: a program gets what it registered for, and nothing without its secret; each code and each refresh
 * token gives tokens once. An authorization code that comes again ends the sign-in that it gave.
 * Source: docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html; RFC 6749, 7636, 8628
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { after, type Client, current, type SignIn } from './grants.ts';
import { clientOf, credentials, DEVICE, INTERVAL, needGrant, SCOPE, seconds } from './oidc-service.ts';
import type { Person } from './organisation.ts';
import { type Asked, type Center, Refused, readJson } from './service.ts';

const tokenRequest = z.object({ ...credentials, grantType: z.string() });
const deviceGrant = z.object({ deviceCode: z.string() });
const codeGrant = z.object({ code: z.string(), redirectUri: z.string(), codeVerifier: z.string() });
const refreshGrant = z.object({ refreshToken: z.string() });

export function createToken(center: Center, asked: Asked): unknown {
  const wanted = readJson(tokenRequest, asked);
  const client = clientOf(center, wanted);
  const give = Object.hasOwn(givers, wanted.grantType) ? givers[wanted.grantType] : undefined;
  if (!give) throw new Refused('UnsupportedGrantTypeException', 'Unknown grant type');
  needGrant(client, wanted.grantType);
  return tokens(center, give(center, client, asked));
}

type Giver = (center: Center, client: Client, asked: Asked) => SignIn;

const givers: Readonly<Record<string, Giver>> = {
  [DEVICE]: (center, client, asked) => {
    const { grants, now } = center;
    const { deviceCode } = readJson(deviceGrant, asked);
    const device = grants.devices.get(deviceCode);
    if (!device || device.client !== client)
      throw new Refused('InvalidGrantException', 'Unknown device code');
    if (device.expiresAt <= now()) throw new Refused('ExpiredTokenException', 'The device code has expired');
    const { decision, lastPoll } = device;
    if (decision === 'denied') throw new Refused('AccessDeniedException', 'The person refused');
    if (decision === 'pending') {
      const hurried = lastPoll !== null && after(lastPoll, INTERVAL * 0.9) > now();
      device.hurried = hurried ? device.hurried + 1 : 0;
      device.lastPoll = now();
      // The AWS CLI asks twice at once to begin with, which AWS lets pass.
      if (device.hurried > 1) throw new Refused('SlowDownException', 'Too many requests');
      throw new Refused('AuthorizationPendingException', 'Authorization is still pending');
    }
    grants.devices.delete(deviceCode);
    return signIn(center, client, decision);
  },
  authorization_code: (center, client, asked) => {
    const { grants, now } = center;
    const { code, redirectUri, codeVerifier } = readJson(codeGrant, asked);
    const used = grants.usedCodes.get(code);
    if (used) used.revoked = true;
    const browser = current(grants.browsers, code, now());
    grants.browsers.delete(code);
    if (!browser || browser.client !== client || browser.redirectUri !== redirectUri)
      throw new Refused('InvalidGrantException', 'Invalid authorization code');
    const challenge = createHash('sha256').update(codeVerifier).digest('base64url');
    if (!/^[A-Za-z0-9._~-]{43,128}$/.test(codeVerifier) || challenge !== browser.challenge)
      throw new Refused('InvalidGrantException', 'Invalid code verifier');
    if (typeof browser.decision === 'string') throw new Refused('InvalidGrantException', 'Not allowed yet');
    const made = signIn(center, client, browser.decision);
    grants.usedCodes.set(code, made);
    return made;
  },
  refresh_token: (center, client, asked) => {
    const { refreshToken } = readJson(refreshGrant, asked);
    const { grants, now } = center;
    const token = current(grants.refreshTokens, refreshToken, now());
    if (!token || token.signIn.revoked || token.signIn.client !== client)
      throw new Refused('InvalidGrantException', 'Invalid refresh token');
    grants.refreshTokens.delete(refreshToken);
    return token.signIn;
  },
};

function signIn({ grants, now }: Center, client: Client, person: Person): SignIn {
  return { person, client, endsAt: after(now(), grants.lifetimes.session), revoked: false };
}

function tokens({ grants, now }: Center, signIn: SignIn): unknown {
  const { scopes, grantTypes } = signIn.client;
  const renewable = scopes.includes(SCOPE) && grantTypes.includes('refresh_token');
  // Without a scope, as before there were any: no renewal, and valid as long as the sign-in.
  const lifetime = renewable ? grants.lifetimes.accessToken : grants.lifetimes.session;
  const [accessToken, refreshToken] = [grants.secret('aoa'), grants.secret('aor')];
  const expiresAt = new Date(Math.min(after(now(), lifetime).getTime(), signIn.endsAt.getTime()));
  grants.accessTokens.set(accessToken, { signIn, expiresAt });
  if (renewable) grants.refreshTokens.set(refreshToken, { signIn, expiresAt: signIn.endsAt });
  const expiresIn = seconds(expiresAt) - seconds(now());
  return { accessToken, tokenType: 'Bearer', expiresIn, ...(renewable && { refreshToken }) };
}
