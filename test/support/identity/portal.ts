/**
 * The access portal of IAM Identity Center: which accounts and roles a signed-in person has, credentials for one of
 * them, and signing out.
 *
 * Source: docs.aws.amazon.com/singlesignon/latest/PortalAPIReference; its refusals as clients report them: an unknown or
 * ended token is UnauthorizedException (401), a role that is not assigned ForbiddenException (403, in no model).
 */
import { after, current, type Token } from './grants.ts';
import { type Asked, type Center, json, type Operation, Refused, type Service } from './service.ts';

const statuses: Readonly<Record<string, number>> = {
  ForbiddenException: 403,
  InvalidRequestException: 400,
  ResourceNotFoundException: 404,
  TooManyRequestsException: 429,
  UnauthorizedException: 401,
};

export const portalService: Service = {
  refuse: (type, message, status = statuses[type] ?? 500) => {
    const __type = `com.amazonaws.switchboard.portal#${type}`;
    return json(status, { message, __type }, { 'x-amzn-errortype': type });
  },
};

export function portalOperations(center: Center): Readonly<Record<string, Operation>> {
  const operation = (name: string, run: (token: Token, asked: Asked) => unknown): Operation => ({
    name,
    service: portalService,
    run: (asked) => json(200, run(tokenOf(center, asked), asked)),
  });
  return {
    'GET /assignment/accounts': operation('ListAccounts', (token, asked) => accounts(center, token, asked)),
    'GET /assignment/roles': operation('ListAccountRoles', (token, asked) => roles(center, token, asked)),
    'GET /federation/credentials': operation('GetRoleCredentials', (token, asked) =>
      roleCredentials(center, token, asked),
    ),
    'POST /logout': operation('Logout', ({ signIn }) => {
      signIn.revoked = true;
      return {};
    }),
  };
}

function accounts(center: Center, token: Token, { query }: Asked): unknown {
  const assigned = assignmentsOf(center, token);
  const found = center.organisation.accounts
    .filter(({ id }) => (assigned[id] ?? []).length > 0)
    .map(({ id, name, email }) => ({ accountId: id, accountName: name, emailAddress: email }));
  const { entries, nextToken } = pageOf(found, query, center.pageSize);
  return { accountList: entries, nextToken };
}

function roles(center: Center, token: Token, { query }: Asked): unknown {
  const accountId = accountIdOf(query);
  const assigned = assignmentsOf(center, token)[accountId] ?? [];
  if (assigned.length === 0) throw new Refused('ForbiddenException', 'No access');
  const found = assigned.map((roleName) => ({ roleName, accountId }));
  const { entries, nextToken } = pageOf(found, query, center.pageSize);
  return { roleList: entries, nextToken };
}

function roleCredentials(center: Center, token: Token, { query }: Asked): unknown {
  const { callers, grants, now } = center;
  const accountId = accountIdOf(query);
  const [role, ...more] = query.getAll('role_name');
  if (!role || more.length > 0) throw new Refused('InvalidRequestException', 'role_name is missing');
  const assigned = assignmentsOf(center, token)[accountId] ?? [];
  if (!assigned.includes(role)) throw new Refused('ForbiddenException', 'No access');
  const expiresAt = after(now(), grants.lifetimes.roleCredentials);
  const roleName = `AWSReservedSSO_${role}_0123456789abcdef`;
  const { credentials } = callers.issue(
    { accountId, roleName, sessionName: token.signIn.person.name },
    expiresAt,
  );
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return {
    roleCredentials: { accessKeyId, secretAccessKey, sessionToken, expiration: expiresAt.getTime() },
  };
}

function tokenOf({ grants, now }: Center, { headers }: Asked): Token {
  const token = current(grants.accessTokens, String(headers['x-amz-sso_bearer_token'] ?? ''), now());
  if (token && !token.signIn.revoked) return token;
  throw new Refused('UnauthorizedException', 'Session token not found or invalid');
}

/** As they are now, not as they were at the sign-in. */
const assignmentsOf = (
  { organisation }: Center,
  { signIn }: Token,
): Readonly<Record<string, readonly string[]>> =>
  organisation.people.find(({ name }) => name === signIn.person.name)?.assignments ?? {};

function accountIdOf(query: URLSearchParams): string {
  const [accountId = '', ...more] = query.getAll('account_id');
  if (/^\d{12}$/.test(accountId) && more.length === 0) return accountId;
  throw new Refused('InvalidRequestException', 'account_id is no account');
}

/** Tokens name the entry that the page begins with. */
function pageOf<T>(
  all: readonly T[],
  query: URLSearchParams,
  usual: number,
): { readonly entries: readonly T[]; readonly nextToken: string | null } {
  const size = Number(query.get('max_result') ?? usual);
  const start = Number(/^page-(\d+)$/.exec(query.get('next_token') ?? 'page-0')?.[1]);
  if (!(size >= 1 && size <= 100)) throw new Refused('InvalidRequestException', 'max_result is not 1 to 100');
  if (!(start <= all.length)) throw new Refused('InvalidRequestException', 'next_token is not ours');
  const end = start + size;
  return { entries: all.slice(start, end), nextToken: end < all.length ? `page-${end}` : null };
}
