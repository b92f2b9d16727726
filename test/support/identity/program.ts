/** A program that signs people in, with the real SDK's clients, one attempt a call: for tests of the double itself. */
import { createHash, randomBytes } from 'node:crypto';
import { SSO } from '@aws-sdk/client-sso';
import { type RegisterClientCommandInput, SSOOIDC } from '@aws-sdk/client-sso-oidc';
import { STS } from '@aws-sdk/client-sts';
import type { IdentityCenter } from '../identity-center.ts';
import type { TestCredentials } from '../sigv4.ts';
import { type AnswerOfPerson, answerPage } from './visitor.ts';

export const SCOPE = 'sso:account:access';
export const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
export const CALLBACK = 'http://127.0.0.1:4321/oauth/callback';

export function sdkClients(center: IdentityCenter) {
  const settings = { region: 'us-east-1', endpoint: center.url, maxAttempts: 1 };
  return {
    oidc: new SSOOIDC(settings),
    portal: new SSO(settings),
    sts: (credentials: TestCredentials): STS => new STS({ ...settings, credentials }),
  };
}

/** What it is known by. */
export interface Registered {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Registers for the browser; `other` settings go before. */
export async function register(
  center: IdentityCenter,
  other: Partial<RegisterClientCommandInput> = {},
): Promise<Registered> {
  const { clientId = '', clientSecret = '' } = await sdkClients(center).oidc.registerClient({
    clientName: 'test',
    clientType: 'public',
    scopes: [SCOPE],
    grantTypes: ['authorization_code', 'refresh_token'],
    redirectUris: ['http://127.0.0.1/oauth/callback'],
    issuerUrl: center.organisation().startUrl,
    ...other,
  });
  return { clientId, clientSecret };
}

/** As the AWS CLI registers for device codes. */
export const registerForDevice = (center: IdentityCenter, scopes: string[] = [SCOPE]): Promise<Registered> =>
  register(center, { scopes, grantTypes: undefined, redirectUris: undefined, issuerUrl: undefined });

/** The link for the browser, with what it asks for, and the secret that belongs to it. */
export function authorizeLink(
  center: IdentityCenter,
  { clientId }: Registered,
  other: Readonly<Record<string, string>> = {},
): { readonly link: URL; readonly codeVerifier: string } {
  const codeVerifier = randomBytes(32).toString('base64url');
  const link = new URL('/authorize', center.url);
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: CALLBACK,
    state: 'a state & more',
    code_challenge_method: 'S256',
    scopes: SCOPE,
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    ...other,
  };
  for (const [name, value] of Object.entries(parameters)) link.searchParams.set(name, value);
  return { link, codeVerifier };
}

/** Everything that CreateToken is asked with once the person has answered, or what the program is told instead. */
export async function askPerson(center: IdentityCenter, client: Registered, answer?: AnswerOfPerson) {
  const { link, codeVerifier } = authorizeLink(center, client);
  const answered = await answerPage(link.href, answer);
  const back = new URL(answered.headers.get('location') ?? '');
  const told = Object.fromEntries(back.searchParams);
  const grant = { ...client, grantType: 'authorization_code', redirectUri: CALLBACK, codeVerifier };
  return { address: back.origin + back.pathname, told, grant: { ...grant, code: told['code'] } };
}

/** What an OIDC call is refused with, as RFC 6749 calls it. */
export async function refusal(call: Promise<unknown>): Promise<unknown> {
  const failed = await call.then(
    () => 'nothing is wrong',
    (error: unknown) => error,
  );
  return failed instanceof Error && 'error' in failed ? failed.error : failed;
}
