/**
 * What a signed-in person may use, and its credentials: the portal of IAM Identity Center.
 *
 * All functions reject with AwsError: `sign-in-needed`, `role-not-allowed`, `throttled`, `offline`, or `cancelled`
 * where the call's signal aborted.
 */
import {
  type AccountInfo,
  GetRoleCredentialsCommand,
  ListAccountRolesCommand,
  ListAccountsCommand,
  type SSOClient,
} from '@aws-sdk/client-sso';
import type { SessionSettings } from '../sign-in-sessions.ts';
import { isSeconds, isText, isWord } from './answer-values.ts';
import { withToken } from './fresh-token.ts';
import { unexpectedAnswer } from './service-error.ts';
import { type SsoNetwork, withPortal } from './sso-clients.ts';

export interface SsoAccount {
  /** 12 digits. */
  readonly accountId: string;
  readonly name: string;
  readonly email: string | null;
}

export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export interface CallOptions {
  readonly abortSignal?: AbortSignal;
}

/** Entries a page; the service's largest. */
const PAGE = 100;
/** An organisation has at most some ten thousand accounts. */
const MAX_PAGES = 500;

/** AWS accounts of the signed-in person, by name. */
export async function listAccounts(
  session: SessionSettings,
  network: SsoNetwork,
  call: CallOptions = {},
): Promise<readonly SsoAccount[]> {
  const accounts = await withAccess(session, network, (client, accessToken) =>
    allPages(async (nextToken) => {
      const command = new ListAccountsCommand({ accessToken, maxResults: PAGE, nextToken });
      const answer = await client.send(command, call);
      return { items: answer.accountList, nextToken: answer.nextToken };
    }),
  );
  return accounts.flatMap(accountOf).sort((a, b) => order(a.name, b.name) || order(a.accountId, b.accountId));
}

function accountOf(given: AccountInfo | null): readonly SsoAccount[] {
  const { accountId, accountName, emailAddress } = given ?? {};
  if (!isText(accountId) || !/^[0-9]{12}$/.test(accountId)) return [];
  const name = isText(accountName) ? accountName : accountId;
  return [{ accountId, name, email: isText(emailAddress) ? emailAddress : null }];
}

/** Names of the person's roles in an account, sorted. */
export async function listRoles(
  session: SessionSettings,
  accountId: string,
  network: SsoNetwork,
  call: CallOptions = {},
): Promise<readonly string[]> {
  const roles = await withAccess(session, network, (client, accessToken) =>
    allPages(async (nextToken) => {
      const command = new ListAccountRolesCommand({ accessToken, accountId, maxResults: PAGE, nextToken });
      const answer = await client.send(command, call);
      return { items: answer.roleList, nextToken: answer.nextToken };
    }),
  );
  return roles.flatMap((role) => (isText(role?.roleName) ? [role.roleName] : [])).sort(order);
}

/** Credentials of a role for some hours. */
export async function roleCredentials(
  session: SessionSettings,
  role: { readonly accountId: string; readonly roleName: string },
  network: SsoNetwork,
  call: CallOptions = {},
): Promise<RoleCredentials> {
  const answer = await withAccess(session, network, (client, accessToken) =>
    client.send(new GetRoleCredentialsCommand({ ...role, accessToken }), call),
  );
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = answer.roleCredentials ?? {};
  if (!isWord(accessKeyId) || !isWord(secretAccessKey) || !isWord(sessionToken)) throw unexpectedAnswer();
  if (!isSeconds(Number(expiration) / 1_000)) throw unexpectedAnswer();
  return { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(Number(expiration)) };
}

const withAccess = <T>(
  session: SessionSettings,
  network: SsoNetwork,
  use: (client: SSOClient, accessToken: string) => Promise<T>,
): Promise<T> =>
  withToken(session, network, (accessToken) =>
    withPortal(session, network, (client) => use(client, accessToken)),
  );

interface Page<T> {
  readonly items: readonly T[] | undefined;
  readonly nextToken: string | undefined;
}

async function allPages<T>(page: (nextToken: string | undefined) => Promise<Page<T>>): Promise<readonly T[]> {
  const all: T[] = [];
  let nextToken: string | undefined;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const { items = [], nextToken: next } = await page(nextToken);
    all.push(...items);
    if (!next) return all;
    nextToken = next;
  }
  throw unexpectedAnswer();
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
