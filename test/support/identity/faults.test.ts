/** What can go wrong at the double, on purpose, as the real SDK's clients see it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type IdentityCenter, startIdentityCenter } from '../identity-center.ts';
import { owner } from '../kms-server.ts';
import { createCallers } from './callers.ts';
import { register, registerForDevice, sdkClients } from './program.ts';
import { signIn } from './signed-in.ts';

let center: IdentityCenter;
let clients: ReturnType<typeof sdkClients>;

beforeEach(async () => {
  center = await startIdentityCenter({ callers: createCallers([owner]) });
  clients = sdkClients(center);
});
afterEach(() => center.close());

const accounts = async () => clients.portal.listAccounts({ accessToken: 'any' });
const whoAmI = () => clients.sts(owner.credentials).getCallerIdentity({});
const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => null,
    (error: unknown) => error,
  );

describe('a fault', () => {
  it.each<[string, () => Promise<unknown>, number]>([
    ['SlowDownException', () => registerForDevice(center), 400],
    ['InternalServerException', () => register(center), 500],
    ['TooManyRequestsException', accounts, 429],
    ['ServiceUnavailable', whoAmI, 503],
    ['ThrottlingException', whoAmI, 400],
  ])('%s comes as its service tells it', async (type, call, status) => {
    center.fail({ kind: 'exception', type });
    const error = await failureOf(call());
    expect(error).toMatchObject({ name: type, $metadata: { httpStatusCode: status } });
  });

  it('of another status', async () => {
    center.fail({ kind: 'exception', type: 'Unexpected', status: 502 });
    expect(await failureOf(accounts())).toMatchObject({ $metadata: { httpStatusCode: 502 } });
  });

  it('comes as often as was said, to the operation that was said', async () => {
    center.fail({ kind: 'exception', type: 'TooManyRequestsException' }, 2, 'ListAccounts');
    await whoAmI();
    for (const name of ['TooManyRequestsException', 'TooManyRequestsException', 'UnauthorizedException'])
      expect(await failureOf(accounts())).toMatchObject({ name });
    expect(Object.fromEntries(center.calls)).toEqual({ GetCallerIdentity: 1, ListAccounts: 3 });
  });

  it('may be a page of somebody on the way, or a connection that is cut', async () => {
    center.fail({
      kind: 'raw',
      status: 200,
      contentType: 'text/html',
      body: '<h1>Welcome to our hotel</h1>',
    });
    expect(await failureOf(accounts())).toBeInstanceOf(SyntaxError);
    center.fail({ kind: 'reset' });
    expect(await failureOf(accounts())).toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('offline', () => {
  it('nobody listens; online, everything is as it was', async () => {
    const { accessToken } = await signIn(center);
    await center.goOffline();
    await center.goOffline();
    expect(await failureOf(clients.portal.listAccounts({ accessToken }))).toMatchObject({
      code: 'ECONNREFUSED',
    });
    await center.goOnline();
    expect((await clients.portal.listAccounts({ accessToken })).accountList).toHaveLength(2);
  });
});

it('knows no other operations', async () => {
  for (const path of ['/constructor', '/token/', '/toString'])
    expect((await fetch(`${center.url}${path}`, { method: 'POST' })).status).toBe(400);
  const body = new URLSearchParams({ Action: 'constructor' });
  expect((await fetch(center.url, { method: 'POST', body })).status).toBe(400);
});
