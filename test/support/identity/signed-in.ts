/** A person who is signed in already, for tests that begin there: with a real token, in the file of the AWS CLI. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SSOOIDC } from '@aws-sdk/client-sso-oidc';
import type { IdentityCenter } from '../identity-center.ts';
import { visit } from './visitor.ts';

/** As the AWS CLI keeps it. */
export interface TokenFile {
  readonly startUrl: string;
  readonly region: string;
  readonly accessToken: string;
  /** ISO 8601 in UTC, whole seconds; so the other one. */
  readonly expiresAt: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly registrationExpiresAt: string;
  readonly refreshToken?: string;
}

/** Signs the first person in, with a device code; `scopes` empty: as for profiles without a session, not renewable. */
export async function signIn(
  center: IdentityCenter,
  scopes: readonly string[] = ['sso:account:access'],
): Promise<TokenFile> {
  const { startUrl, region } = center.organisation();
  const oidc = new SSOOIDC({ region, endpoint: center.url, maxAttempts: 1 });
  const { clientId, clientSecret, clientSecretExpiresAt } = await oidc.registerClient({
    clientName: 'test',
    clientType: 'public',
    scopes: [...scopes],
  });
  const client = { clientId, clientSecret };
  const device = await oidc.startDeviceAuthorization({ ...client, startUrl });
  await visit(device.verificationUriComplete ?? '');
  const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
  const token = await oidc.createToken({ ...client, grantType, deviceCode: device.deviceCode });
  oidc.destroy();
  return {
    startUrl,
    region,
    accessToken: token.accessToken ?? '',
    expiresAt: instant(Date.now() / 1000 + (token.expiresIn ?? 0)),
    clientId: clientId ?? '',
    clientSecret: clientSecret ?? '',
    registrationExpiresAt: instant(clientSecretExpiresAt ?? 0),
    ...(token.refreshToken !== undefined && { refreshToken: token.refreshToken }),
  };
}

/** Where the AWS CLI keeps the token of a session (its name) or of a start URL. */
export function tokenPath(home: string, sessionOrStartUrl: string): string {
  const name = createHash('sha1').update(sessionOrStartUrl).digest('hex');
  return join(home, '.aws', 'sso', 'cache', `${name}.json`);
}

/** Puts the token where a sign-in would have. */
export async function keepToken(home: string, sessionOrStartUrl: string, token: TokenFile): Promise<void> {
  const path = tokenPath(home, sessionOrStartUrl);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, JSON.stringify(token), { mode: 0o600 });
}

const instant = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
