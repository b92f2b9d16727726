/**
 * Signing in on a page that comes back by itself: the authorization code flow with PKCE, as the AWS CLI has it.
 *
 * The code comes to this computer alone (callback.ts), and is worth nothing without the verifier, which nobody but AWS
 * ever hears of.
 * Source: RFC 7636, RFC 8252; docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html
 */
import { createHash, randomBytes } from 'node:crypto';
import { CreateTokenCommand, RegisterClientCommand, type SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { CALLBACK_PATH, listenForCallback } from './callback.ts';
import { register } from './registration.ts';
import { tokenOf } from './token-answer.ts';
import type { Way } from './way.ts';

const GRANT = 'authorization_code';
/** Bytes; as many as the hash has. */
const RANDOM_LENGTH = 32;

export const browserWay: Way = async (client, { session, scopes, signal, until, onPrompt }) => {
  const wanted = {
    grantTypes: [GRANT, 'refresh_token'],
    // Of such a one, any port goes.
    redirectUris: [`http://127.0.0.1${CALLBACK_PATH}`],
    issuerUrl: session.startUrl,
    scopes: [...scopes],
  };
  const registration = await register(client, wanted, signal);
  const { clientId, clientSecret } = registration;
  const [state, codeVerifier] = [randomText(), randomText()];
  const callback = await listenForCallback(state);
  try {
    const { redirectUri } = callback;
    const url = await authorizeUrl(client, {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      state,
      code_challenge_method: 'S256',
      scopes: scopes.join(' '),
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    });
    onPrompt({ url, userCode: null, until });
    const code = await Promise.race([callback.code, aborted(signal)]);
    const proof = { grantType: GRANT, clientId, clientSecret, redirectUri, codeVerifier, code };
    const answer = await client.send(new CreateTokenCommand(proof), { abortSignal: signal });
    return tokenOf(answer, session, registration);
  } finally {
    callback.close();
  }
};

/** The page is where the service is. */
async function authorizeUrl(client: SSOOIDCClient, query: Readonly<Record<string, string>>): Promise<string> {
  const { url } = await getEndpointFromInstructions({}, RegisterClientCommand, client.config);
  const page = new URL(url);
  page.pathname = `${page.pathname.replace(/\/$/, '')}/authorize`;
  page.search = new URLSearchParams(query).toString();
  return page.href;
}

const randomText = (): string => randomBytes(RANDOM_LENGTH).toString('base64url');

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
