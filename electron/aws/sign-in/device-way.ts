/**
 * Signing in by a code that the person compares, in a browser anywhere: the device authorization flow.
 *
 * AWS is asked again and again whether the person has allowed it, as often as it wants to be asked; a network that is
 * away for a while does not end that.
 * Source: RFC 8628
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTokenCommand,
  type SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import type { SessionSettings } from '../sign-in-sessions.ts';
import { isSeconds, isText, isWord } from './answer-values.ts';
import { register } from './registration.ts';
import { serviceError, unexpectedAnswer } from './service-error.ts';
import { isNamed } from './sso-clients.ts';
import { type Registration, tokenOf } from './token-answer.ts';
import type { Way } from './way.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
/** Seconds; RFC 8628, sections 3.2 and 3.5. */
const INTERVAL = 5;
const SLOWER = 5;
/** Longer, nobody waits for the person either. */
const MAX_INTERVAL = 600;
const USER_CODE = /^[A-Za-z0-9-]{1,32}$/;

export const deviceWay: Way = async (client, { session, scopes, signal, until, onPrompt }) => {
  // Without a scope there is no renewal: profiles without a session do not know it.
  const wanted = isNamed(session) ? { grantTypes: [GRANT, 'refresh_token'], scopes: [...scopes] } : {};
  const registration = await register(client, wanted, signal);
  const device = await startDevice(client, session, registration, signal);
  onPrompt({ url: device.url, userCode: device.userCode, until: earlier(until, device.expiresIn) });
  const { clientId, clientSecret } = registration;
  const { deviceCode } = device;
  let seconds = device.interval;
  for (;;) {
    await sleep(seconds * 1_000, undefined, { signal });
    const command = new CreateTokenCommand({ grantType: GRANT, clientId, clientSecret, deviceCode });
    const answer = await client.send(command, { abortSignal: signal }).catch((thrown: unknown) => {
      const { code, details } = serviceError(thrown);
      if (details.errorName === 'SlowDownException') seconds += SLOWER;
      else if (details.errorName !== 'AuthorizationPendingException' && code !== 'offline') throw thrown;
      return null;
    });
    if (answer !== null) return tokenOf(answer, session, registration);
  }
};

interface Device {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly url: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly interval: number;
}

async function startDevice(
  client: SSOOIDCClient,
  { startUrl }: SessionSettings,
  { clientId, clientSecret }: Registration,
  abortSignal: AbortSignal,
): Promise<Device> {
  const command = new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl });
  const { deviceCode, userCode, expiresIn, interval, ...pages } = await client.send(command, { abortSignal });
  const url = pages.verificationUriComplete ?? pages.verificationUri;
  if (!isWord(deviceCode) || !isWord(userCode) || !USER_CODE.test(userCode)) throw unexpectedAnswer();
  if (!isSeconds(expiresIn) || !isText(url)) throw unexpectedAnswer();
  const asked = isSeconds(interval) ? interval : INTERVAL;
  return { deviceCode, userCode, url, expiresIn, interval: Math.min(Math.max(1, asked), MAX_INTERVAL) };
}

const earlier = (until: Date, seconds: number): Date =>
  new Date(Math.min(until.getTime(), Date.now() + seconds * 1_000));
