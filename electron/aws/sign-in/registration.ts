/** Registering the app with the sign-in service, which every sign-in begins with. */
import { RegisterClientCommand, type SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import { isSeconds, isWord } from './answer-values.ts';
import { unexpectedAnswer } from './service-error.ts';
import type { Registration } from './token-answer.ts';

export interface WantedRegistration {
  readonly grantTypes?: string[];
  readonly scopes?: string[];
  readonly redirectUris?: string[];
  readonly issuerUrl?: string;
}

const CLIENT_NAME = 'Envelope Vault';

export async function register(
  client: SSOOIDCClient,
  wanted: WantedRegistration,
  abortSignal: AbortSignal,
): Promise<Registration> {
  const command = new RegisterClientCommand({ clientName: CLIENT_NAME, clientType: 'public', ...wanted });
  const { clientId, clientSecret, clientSecretExpiresAt } = await client.send(command, { abortSignal });
  if (!isWord(clientId) || !isWord(clientSecret) || !isSeconds(clientSecretExpiresAt))
    throw unexpectedAnswer();
  return { clientId, clientSecret, registrationExpiresAt: new Date(clientSecretExpiresAt * 1_000) };
}
