/** The clients of IAM Identity Center's two services, for one session. */
import { SSOClient, type SSOClientConfig } from '@aws-sdk/client-sso';
import { SSOOIDCClient, type SSOOIDCClientConfig } from '@aws-sdk/client-sso-oidc';
import type { SessionSettings } from '../sign-in-sessions.ts';

/** Options that both clients take: endpoint, FIPS, request handler with proxies, CAs and time limits. */
type ClientOptions = Omit<SSOClientConfig & SSOOIDCClientConfig, 'region'>;

/** How the services are reached. */
export interface SsoNetwork {
  /** For one client, which closes its connections when it is done with. */
  readonly clientOptions: (service: 'sso' | 'sso_oidc') => ClientOptions;
}

/** Whether it is an `sso-session`: others know neither scopes nor a sign-in that comes back by itself. */
export const isNamed = ({ id }: SessionSettings): boolean => id.startsWith('session:');

/** Runs `use` with a client of the service that gives tokens. */
export async function withOidc<T>(
  { region }: SessionSettings,
  network: SsoNetwork,
  use: (client: SSOOIDCClient) => Promise<T>,
): Promise<T> {
  const client = new SSOOIDCClient({ ...network.clientOptions('sso_oidc'), region });
  return use(client).finally(() => client.destroy());
}

/** Runs `use` with a client of the portal. */
export async function withPortal<T>(
  { region }: SessionSettings,
  network: SsoNetwork,
  use: (client: SSOClient) => Promise<T>,
): Promise<T> {
  const client = new SSOClient({ ...network.clientOptions('sso'), region });
  return use(client).finally(() => client.destroy());
}
