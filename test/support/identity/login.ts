/**
 * The service behind `aws login`: credentials of a person for 15 minutes, renewed with a refresh token that only the
 * holder of a key may use. What `aws login` has put on the computer is made by `logIn`; its pages are left out.
 *
 * Strict: each request proves the key anew (RFC 9449, DPoP), and each refresh token renews once.
 * Source: model of AWS Sign-In, 2023-01-01 (CreateOAuth2Token); @aws-sdk/credential-provider-login
 */
import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { z } from 'zod';
import { after, current, type Login } from './grants.ts';
import { type Asked, type Center, json, type Operation, Refused, readJson, type Service } from './service.ts';

/** Seconds. */
const LIFETIME = 900;
const MAX_AGE = 300;
const CLIENT = 'arn:aws:signin:::devtools/same-device';

const statuses: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  InternalServerException: 500,
  TooManyRequestsError: 429,
};
/** What the service calls a refusal; a fault may say one of them as its message. */
const reasons = ['TOKEN_EXPIRED', 'USER_CREDENTIALS_CHANGED', 'INSUFFICIENT_PERMISSIONS'];

export const loginService: Service = {
  refuse: (type, message, status = statuses[type] ?? 400) => {
    const usual = type === 'AccessDeniedException' ? 'TOKEN_EXPIRED' : 'INVALID_REQUEST';
    const error = reasons.includes(message) ? message : usual;
    return json(status, { error, message }, { 'x-amzn-errortype': type });
  },
};

const request = z.object({
  clientId: z.literal(CLIENT),
  grantType: z.literal('refresh_token'),
  refreshToken: z.string(),
});
const proofHeader = z.object({
  typ: z.literal('dpop+jwt'),
  alg: z.literal('ES256'),
  jwk: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }),
});
const proofPayload = z.object({ jti: z.string(), htm: z.literal('POST'), htu: z.url(), iat: z.number() });

/** The file that `aws login` keeps, as the SDK and the AWS CLI read it. */
export interface LoginFile {
  readonly accessToken: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    readonly accountId: string;
    /** ISO 8601 in UTC. */
    readonly expiresAt: string;
  };
  readonly clientId: string;
  readonly refreshToken: string;
  /** PEM (SEC 1). */
  readonly dpopKey: string;
}

/** Logs somebody in, for as long as a session lasts. */
export function logIn(center: Center, person: string, accountId: string): LoginFile {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const login = { person, accountId, key: thumbprint({ x, y }) };
  const expiresAt = after(center.now(), center.grants.lifetimes.session);
  const { accessToken, refreshToken } = give(center, { ...login, expiresAt });
  return {
    accessToken: { ...accessToken, accountId, expiresAt: after(center.now(), LIFETIME).toISOString() },
    clientId: CLIENT,
    refreshToken,
    dpopKey: String(privateKey.export({ format: 'pem', type: 'sec1' })),
  };
}

export function loginOperations(center: Center): Readonly<Record<string, Operation>> {
  const run = (asked: Asked) => json(200, renew(center, asked));
  return { 'POST /v1/token': { name: 'CreateOAuth2Token', service: loginService, run } };
}

function renew(center: Center, asked: Asked): unknown {
  const { refreshToken } = readJson(request, asked, 'ValidationException');
  const key = provenKey(center, asked);
  const { logins } = center.grants;
  const login = current(logins, refreshToken, center.now());
  if (!login || login.key !== key) throw new Refused('AccessDeniedException', 'Log in again');
  logins.delete(refreshToken);
  return { ...give(center, login), tokenType: 'aws_sigv4', expiresIn: LIFETIME };
}

function give(center: Center, login: Login) {
  const session = { accountId: login.accountId, roleName: 'Console', sessionName: login.person };
  const { credentials } = center.callers.issue(session, after(center.now(), LIFETIME));
  const { accessKeyId, secretAccessKey, sessionToken = '' } = credentials;
  const refreshToken = center.grants.secret('login-');
  center.grants.logins.set(refreshToken, login);
  return { accessToken: { accessKeyId, secretAccessKey, sessionToken }, refreshToken };
}

/** Thumbprint of the key that the request proves to have, for this request and now. */
function provenKey({ grants, now }: Center, { headers, path }: Asked): string {
  const [head = '', body = '', signature = '', ...more] = String(headers['dpop'] ?? '').split('.');
  const header = proofHeader.safeParse(jsonOf(head)).data;
  const payload = proofPayload.safeParse(jsonOf(body)).data;
  if (!header || !payload || more.length > 0) throw new Refused('ValidationException', 'There is no proof');
  const { host, pathname } = new URL(payload.htu);
  const key = createPublicKey({ key: header.jwk, format: 'jwk' });
  const signed = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  const fresh = Math.abs(now().getTime() / 1000 - payload.iat) <= MAX_AGE && !grants.proofs.has(payload.jti);
  if (!signed || !fresh || host !== headers['host'] || pathname !== path)
    throw new Refused('ValidationException', 'The proof is not for this request');
  grants.proofs.add(payload.jti);
  return thumbprint(header.jwk);
}

/** RFC 7638. */
function thumbprint({ x, y }: { readonly x: string; readonly y: string }): string {
  return createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
}

function jsonOf(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
