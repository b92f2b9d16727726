/** What the operations of the OIDC service share: how it refuses and knows programs. */
import { z } from 'zod';
import { type Client, current } from './grants.ts';
import { type Center, json, Refused, type Service } from './service.ts';

/** What accounts and renewal are asked with, and what other programs ask for besides. */
export const SCOPE = 'sso:account:access';
export const scopesKnown = [SCOPE, 'codewhisperer:completions', 'codewhisperer:analysis'];
export const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
/** Seconds between two polls. */
export const INTERVAL = 1;

/** `error` of the answer and its status, by exception. */
const errors: Readonly<Record<string, readonly [error: string, status: number]>> = {
  AccessDeniedException: ['access_denied', 400],
  AuthorizationPendingException: ['authorization_pending', 400],
  ExpiredTokenException: ['expired_token', 400],
  InternalServerException: ['server_error', 500],
  InvalidClientException: ['invalid_client', 401],
  InvalidClientMetadataException: ['invalid_client_metadata', 400],
  InvalidGrantException: ['invalid_grant', 400],
  InvalidRedirectUriException: ['invalid_redirect_uri', 400],
  InvalidRequestException: ['invalid_request', 400],
  InvalidScopeException: ['invalid_scope', 400],
  SlowDownException: ['slow_down', 400],
  UnauthorizedClientException: ['unauthorized_client', 400],
  UnsupportedGrantTypeException: ['unsupported_grant_type', 400],
};

export const oidcService: Service = {
  refuse: (type, error_description, status) => {
    const [error, usual] = errors[type] ?? ['invalid_request', 400];
    const name = `${type}:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/`;
    return json(status ?? usual, { error, error_description }, { 'x-amzn-errortype': name });
  },
};

/** How a program says which one it is. */
export const credentials = { clientId: z.string(), clientSecret: z.string() };

/** Throws InvalidClientException. */
export function clientOf(
  { grants, now }: Center,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): Client {
  const client = current(grants.clients, clientId, now());
  if (client?.secret === clientSecret) return client;
  throw new Refused('InvalidClientException', 'Invalid client');
}

/** Throws UnauthorizedClientException where the program did not register for it. */
export function needGrant({ grantTypes }: Client, grantType: string): void {
  if (!grantTypes.includes(grantType))
    throw new Refused('UnauthorizedClientException', 'The client did not register for this grant type');
}

export const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);
