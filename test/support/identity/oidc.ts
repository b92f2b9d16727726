/**
 * The OIDC service of IAM Identity Center: registers programs and starts device sign-ins; oidc-tokens.ts gives tokens.
 *
 * Source: docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference; RFC 8252
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { after, userCode } from './grants.ts';
import {
  clientOf,
  credentials,
  DEVICE,
  INTERVAL,
  needGrant,
  oidcService,
  scopesKnown,
  seconds,
} from './oidc-service.ts';
import { createToken } from './oidc-tokens.ts';
import { type Answer, type Asked, type Center, json, type Operation, Refused, readJson } from './service.ts';

const deviceRequest = z.object({ ...credentials, startUrl: z.string() });
const registration = z.object({
  clientName: z.string().min(1),
  clientType: z.string(),
  scopes: z.array(z.string()).optional(),
  redirectUris: z.array(z.string()).optional(),
  grantTypes: z.array(z.string()).optional(),
  issuerUrl: z.string().optional(),
});

export function oidcOperations(center: Center): Readonly<Record<string, Operation>> {
  const operation = (name: string, run: (asked: Asked) => unknown): Operation => ({
    name,
    service: oidcService,
    run: (asked): Answer => json(200, run(asked)),
  });
  return {
    'POST /client/register': operation('RegisterClient', (asked) => register(center, asked)),
    'POST /device_authorization': operation('StartDeviceAuthorization', (asked) =>
      startDevice(center, asked),
    ),
    'POST /token': operation('CreateToken', (asked) => createToken(center, asked)),
  };
}

function register({ grants, organisation, now }: Center, asked: Asked): unknown {
  const wanted = readJson(registration, asked);
  const { clientName: name, clientType, scopes = [], redirectUris = [] } = wanted;
  const { grantTypes = [DEVICE, 'refresh_token'] } = wanted;
  if (clientType !== 'public')
    throw new Refused('InvalidClientMetadataException', 'The client type is not public');
  if (!scopes.every((one) => scopesKnown.includes(one)))
    throw new Refused('InvalidScopeException', 'Unknown scope');
  if (grantTypes.some((one) => ![DEVICE, 'refresh_token', 'authorization_code'].includes(one)))
    throw new Refused('UnsupportedGrantTypeException', 'Unknown grant type');
  if (redirectUris.some((one) => !isLoopback(one)))
    throw new Refused('InvalidRedirectUriException', 'A redirect URI is not of the loopback interface');
  const browser = grantTypes.includes('authorization_code');
  if (browser && (redirectUris.length === 0 || scopes.length === 0 || wanted.issuerUrl === undefined))
    throw new Refused('InvalidRequestException', 'A browser needs redirectUris, scopes and issuerUrl');
  if (wanted.issuerUrl !== undefined && trimmed(wanted.issuerUrl) !== trimmed(organisation.startUrl))
    throw new Refused('InvalidRequestException', 'Unknown issuer');
  const expiresAt = after(now(), grants.lifetimes.client);
  const client = {
    id: randomBytes(16).toString('base64url'),
    secret: grants.secret('eyJraWQi'),
    name,
    scopes,
    grantTypes,
    redirectUris,
    expiresAt,
  };
  grants.clients.set(client.id, client);
  return {
    clientId: client.id,
    clientSecret: client.secret,
    clientIdIssuedAt: seconds(now()),
    clientSecretExpiresAt: seconds(expiresAt),
  };
}

function startDevice(center: Center, asked: Asked): unknown {
  const { startUrl, ...wanted } = readJson(deviceRequest, asked);
  const { grants, now } = center;
  const client = clientOf(center, wanted);
  needGrant(client, DEVICE);
  if (trimmed(startUrl) !== trimmed(center.organisation.startUrl))
    throw new Refused('InvalidRequestException', 'Unknown start URL');
  const device = {
    client,
    deviceCode: grants.secret('device-'),
    userCode: userCode(),
    expiresAt: after(now(), grants.lifetimes.code),
    decision: 'pending' as const,
    lastPoll: null,
    hurried: 0,
  };
  grants.devices.set(device.deviceCode, device);
  const verificationUri = `${center.url()}/device`;
  return {
    deviceCode: device.deviceCode,
    userCode: device.userCode,
    verificationUri,
    verificationUriComplete: `${verificationUri}?user_code=${device.userCode}`,
    expiresIn: grants.lifetimes.code,
    interval: INTERVAL,
  };
}

/** RFC 8252, section 7.3: a program on the person's computer, whose port is not known beforehand. */
const isLoopback = (uri: string): boolean => /^http:\/\/(127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/.test(uri);
const trimmed = (startUrl: string): string => startUrl.replace(/[/#]+$/, '');
