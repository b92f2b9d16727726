/**
 * IAM Identity Center and STS behind real HTTP on 127.0.0.1, for the real SDK, other people's clients and a real
 * browser: the OIDC service with its pages (test/support/identity/oidc.ts, pages.ts), the access portal (portal.ts), STS
 * (sts.ts) and the service behind `aws login` (login.ts), at one address. As strict as AWS.
 *
 * Everything can end before its time, be taken away and fail: see `IdentityCenter`. Calls are counted. With KMS beside
 * it, which takes the credentials that it gives: test/support/aws.ts.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Callers, createCallers } from './identity/callers.ts';
import { createGrants } from './identity/grants.ts';
import { type LoginFile, logIn, loginOperations } from './identity/login.ts';
import { createMfaDevices, type MfaDevices } from './identity/mfa.ts';
import { oidcOperations } from './identity/oidc.ts';
import { oidcService } from './identity/oidc-service.ts';
import { corp, type Lifetimes, lifetimes, type Organisation } from './identity/organisation.ts';
import { pageOperations } from './identity/pages.ts';
import { portalOperations } from './identity/portal.ts';
import { type Answer, type Asked, type Center, type Operation, Refused } from './identity/service.ts';
import { formOf, stsOperations } from './identity/sts.ts';
import { type Fault, inject, send } from './kms/faults.ts';
import { readRequest } from './kms/http.ts';

export interface IdentityCenterOptions {
  readonly organisation?: Organisation;
  readonly lifetimes?: Partial<Lifetimes>;
  /** Who has credentials, and gets them. */
  readonly callers?: Callers;
  /** 0 for a free one. */
  readonly port?: number;
  /** Milliseconds before each answer. */
  readonly latency?: number;
  /** Accounts and roles a page, where a request asks for no other number. */
  readonly pageSize?: number;
  readonly now?: () => Date;
}

export interface IdentityCenter {
  readonly url: string;
  readonly callers: Callers;
  readonly mfa: MfaDevices;
  /** Requests that arrived, by operation, refused ones included; looking at a page is `AuthorizePage` or `DevicePage`. */
  readonly calls: ReadonlyMap<string, number>;
  /** All that was given out and that nobody may see: tokens, codes, secrets of programs, secret keys. */
  readonly secrets: () => readonly string[];
  /** Environment that sends every AWS SDK here. It has no credentials. */
  readonly env: Readonly<Record<string, string>>;
  readonly organisation: () => Organisation;
  /** From now on the organisation is like that, also for those who are signed in. */
  readonly change: (organisation: Organisation) => void;
  /** From now on what is given out is valid so long. */
  readonly setLifetimes: (changed: Partial<Lifetimes>) => void;
  /** Access tokens end now; they can be renewed. */
  readonly expireTokens: () => void;
  /** Credentials of roles end now; signed-in people get new ones. */
  readonly expireCredentials: () => void;
  /** Everybody is signed out, as by an administrator: no token is good for anything. */
  readonly revoke: () => void;
  /** What `aws login` leaves on the person's computer. */
  readonly logIn: (person?: string, accountId?: string) => LoginFile;
  /** Registrations of programs end now. */
  readonly forgetClients: () => void;
  /** The next `times` requests (of `operation`, where given) fail so. */
  readonly fail: (fault: Fault, times?: number, operation?: string) => void;
  /** Nobody listens any more, and open connections are cut, until `goOnline`. */
  readonly goOffline: () => Promise<void>;
  /** At the same address as before. */
  readonly goOnline: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startIdentityCenter(options: IdentityCenterOptions = {}): Promise<IdentityCenter> {
  const { latency = 0, pageSize = 20, now = () => new Date(), callers = createCallers([]) } = options;
  const grants = createGrants({ ...lifetimes, ...options.lifetimes });
  const mfa = createMfaDevices();
  const calls = new Map<string, number>();
  const faults: { readonly fault: Fault; readonly operation: string | undefined; left: number }[] = [];
  let url = '';
  const { organisation = corp } = options;
  const center: Center = { organisation, grants, callers, mfa, now, url: () => url, pageSize };
  const routes = {
    ...oidcOperations(center),
    ...pageOperations(center),
    ...portalOperations(center),
    ...loginOperations(center),
  };
  const actions = stsOperations(center);

  function operationOf(asked: Asked): Operation | undefined {
    if (asked.path !== '/') return find(routes, `${asked.method} ${asked.path}`);
    return find(actions, formOf(asked)['Action'] ?? '');
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const signed = await readRequest(request);
    const { pathname: path, searchParams: query } = new URL(signed.url, url);
    const asked = { ...signed, path, query };
    const operation = operationOf(asked);
    const name = operation?.name ?? `${signed.method} ${path}`;
    calls.set(name, (calls.get(name) ?? 0) + 1);
    if (latency > 0) await sleep(latency);
    const service = operation?.service ?? oidcService;
    const next = faults.find((one) => one.left > 0 && (one.operation ?? name) === name);
    if (next) {
      next.left -= 1;
      const refuse = (type: string, message: string, status?: number) =>
        dated(service.refuse(type, message, status));
      if (inject(next.fault, refuse, response)) return;
    }
    try {
      if (!operation) throw new Refused('InvalidRequestException', 'There is no such operation');
      send(response, dated(operation.run(asked)));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      send(response, dated(service.refuse(error.type, error.message)));
    }
  }

  const dated = (answer: Answer): Answer => ({
    ...answer,
    headers: { ...answer.headers, date: now().toUTCString() },
  });
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error('The identity centre of the tests is broken', error);
      response.destroy();
    });
  });
  let port = options.port ?? 0;
  const goOnline = async (): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The server has no address');
    ({ port } = address);
    url = `http://127.0.0.1:${port}`;
  };
  const goOffline = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  await goOnline();
  return {
    url,
    callers,
    mfa,
    calls,
    secrets: () => [...grants.secrets, ...callers.secrets()],
    env: {
      AWS_ENDPOINT_URL_SSO: url,
      AWS_ENDPOINT_URL_SSO_OIDC: url,
      AWS_ENDPOINT_URL_STS: url,
      AWS_ENDPOINT_URL_SIGNIN: url,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    organisation: () => center.organisation,
    change: (changed) => {
      center.organisation = changed;
    },
    setLifetimes: (changed) => {
      grants.lifetimes = { ...grants.lifetimes, ...changed };
    },
    expireTokens: () => grants.accessTokens.clear(),
    expireCredentials: () => callers.expire(now()),
    revoke: () => {
      grants.accessTokens.clear();
      grants.refreshTokens.clear();
      grants.logins.clear();
    },
    logIn: (person = 'alice', accountId = '111122223333') => logIn(center, person, accountId),
    forgetClients: () => grants.clients.clear(),
    fail: (fault, times = 1, operation) => faults.push({ fault, operation, left: times }),
    goOffline,
    goOnline,
    close: goOffline,
  };
}

const find = (table: Readonly<Record<string, Operation>>, name: string): Operation | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
