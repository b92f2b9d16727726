/**
 * KMS behind real HTTP on 127.0.0.1, for the real SDK and other people's clients: the practice KMS, and around it what
 * AWS has besides (test/support/kms): several accounts and regions, key policies, grants, multi-Region and RSA keys.
 *
 * Signatures are verified for real: the credentials decide who calls, and from which account; the scope of the
 * signature decides the region. All regions have the same address. Latency, a quota and faults can be injected; calls
 * are counted. For tests that need more than one account:
 *
 *     const partner = callerOf('444455556666', 'partner');
 *     const server = await startKmsServer({ callers: [partner], regions: ['eu-west-1'] });
 *     const theirs = { accountId: partner.accountId, region: 'us-east-1' };
 *     const arn = await createPracticeKey(server.storeOf(theirs), theirs, 'shared');
 *     server.allow(arn, server.realm.accountId);   // by the key's policy; or by CreateGrant
 *     const variables = server.envOf(partner);     // or partner.credentials for a client of the SDK
 *
 * Also a program: `node test/support/kms-server.ts --port 0 [--region R] [--account N] [--latency MS] [--quota N]`
 * makes a key with the alias `test` and prints one line of JSON with everything a client needs.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { KeyStore } from '../../electron/kms/practice/key-store.ts';
import { answerRequest, exceptionResponse } from '../../electron/kms/practice/protocol.ts';
import type { Realm } from '../../electron/kms/practice/resolve-key.ts';
import type { Caller } from './kms/caller.ts';
import { type Fault, inject, send } from './kms/faults.ts';
import { environment, kmsRequest, readRequest } from './kms/http.ts';
import { addAwsManagedKey, allow } from './kms/make-keys.ts';
import { operations, underQuota } from './kms/operations.ts';
import { createQuota } from './kms/quota.ts';
import { createRealms } from './kms/realms.ts';
import { createMemoryKeyStore } from './memory-key-store.ts';
import { createPracticeKey } from './practice-key.ts';
import { readSignature, type SignedRequest, type TestCredentials } from './sigv4.ts';

export interface KmsServerOptions {
  /** Of the first caller; `store` has its keys. */
  readonly realm?: Realm;
  /** Of the realm's account, all of its user `owner`. */
  readonly credentials?: readonly TestCredentials[];
  /** Further people, of this or other accounts. Read anew for each request: they may become more. */
  readonly callers?: Iterable<Caller>;
  /** Further regions that there are. */
  readonly regions?: readonly string[];
  readonly store?: KeyStore;
  /** 0 for a free one. */
  readonly port?: number;
  /** Milliseconds before each answer. */
  readonly latency?: number;
  /** Cryptographic operations a second, of each account in each region; more are a ThrottlingException. */
  readonly quota?: number;
  readonly now?: () => Date;
  /** For HTTPS: key and certificate, PEM. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Sees each data key that is given out. */
  readonly onKey?: (plaintext: Buffer) => void;
}

export interface KmsServer {
  readonly url: string;
  readonly realm: Realm;
  readonly credentials: TestCredentials;
  readonly store: KeyStore;
  /** The keys of any account in any region. */
  readonly storeOf: (realm: Realm) => KeyStore;
  /**
   * Puts a policy on a key: its own account may do everything, and `others` (accounts of 12 digits, ARNs of users and
   * roles) what `actions` say; without `actions`, use the key, describe it and make grants.
   */
  readonly allow: (keyArn: string, others: string | readonly string[], actions?: readonly string[]) => void;
  /**
   * Makes a key such as AWS makes for a service of its own, e.g. `s3` with the alias `aws/s3`: shown, and not to be used
   * by people. Answers its ARN.
   */
  readonly addAwsManagedKey: (service: string, realm?: Realm) => Promise<string>;
  /** Requests that arrived, by operation (dry runs as `Decrypt DryRun`), refused ones included. */
  readonly calls: ReadonlyMap<string, number>;
  /** How many of them were over the quota. */
  readonly throttled: () => number;
  /** Environment that sends every AWS SDK and the AWS CLI here, as the first caller. */
  readonly env: Readonly<Record<string, string>>;
  /** The same as somebody else, or in another region. */
  readonly envOf: (caller: Pick<Caller, 'credentials'>, region?: string) => Readonly<Record<string, string>>;
  /** The next `times` requests (of `operation`, where given) fail so. */
  readonly fail: (fault: Fault, times?: number, operation?: string) => void;
  readonly close: () => Promise<void>;
}

const defaultRealm: Realm = { accountId: '111122223333', region: 'us-east-1' };
const defaultCredentials: TestCredentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
/** A user of an account with credentials of their own. `denied`: what the account does not let them do, e.g. `kms:List*`. */
export function callerOf(accountId: string, user: string, denied: readonly string[] = []): Caller {
  const credentials = { accessKeyId: `AKIA${accountId}${user}`, secretAccessKey: `secret of ${user}` };
  return { credentials, accountId, arn: `arn:aws:iam::${accountId}:user/${user}`, denied };
}

/** The first caller where nothing else is said. */
export const owner: Caller = {
  ...callerOf(defaultRealm.accountId, 'owner'),
  credentials: defaultCredentials,
};

export async function startKmsServer(options: KmsServerOptions = {}): Promise<KmsServer> {
  const { realm = defaultRealm, store = createMemoryKeyStore(), latency = 0 } = options;
  const now = options.now ?? (() => new Date());
  const owners = options.credentials ?? [defaultCredentials];
  const [credentials = defaultCredentials] = owners;
  const ownCallers = owners.map((one) => ({ ...callerOf(realm.accountId, 'owner'), credentials: one }));
  const regions = [realm.region, ...(options.regions ?? [])];
  const realms = createRealms([{ ...realm, store }]);
  const admit = options.quota === undefined ? () => true : createQuota(options.quota, now);
  const calls = new Map<string, number>();
  const faults: { readonly fault: Fault; readonly operation: string | undefined; left: number }[] = [];
  let throttled = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const signed = await readRequest(request);
    const operation = String(signed.headers['x-amz-target'] ?? '').replace('TrentService.', '');
    const name = IS_DRY_RUN.test(Buffer.from(signed.body).toString('latin1'))
      ? `${operation} DryRun`
      : operation;
    calls.set(name, (calls.get(name) ?? 0) + 1);
    if (latency > 0) await sleep(latency);
    const next = faults.find((one) => one.left > 0 && (one.operation ?? name) === name);
    if (next) {
      next.left -= 1;
      const refuse = (type: string, message: string, status = 400) =>
        exceptionResponse(now(), type, message, status);
      if (inject(next.fault, refuse, response)) return;
    }
    const answered = await run(signed, operation);
    if (answered.statusCode === 200) noteKey(answered.body);
    send(response, answered);
  }

  async function run(request: SignedRequest, operation: string) {
    const callers: readonly Caller[] = [...ownCallers, ...(options.callers ?? [])];
    const known = callers.map((caller) => caller.credentials);
    const signer = readSignature(request, known, { regions, service: 'kms', now: now() });
    if ('type' in signer) return exceptionResponse(now(), signer.type, signer.message, 400);
    const { region, accessKeyId } = signer;
    const caller = callers.find((one) => one.credentials.accessKeyId === accessKeyId);
    if (!caller) throw new Error(`${accessKeyId} is nobody's`);
    if (underQuota.has(operation) && !admit({ accountId: caller.accountId, region })) {
      throttled += 1;
      return exceptionResponse(now(), 'ThrottlingException', TOO_MANY, 400);
    }
    try {
      return await answerRequest(kmsRequest(request), now, (name) => {
        const found = operations.get(name);
        return found && ((input) => found({ realms, caller, region, input, now }));
      });
    } catch {
      return exceptionResponse(now(), 'KMSInternalException', '', 500);
    }
  }

  function noteKey(body: Uint8Array): void {
    const { Plaintext }: { Plaintext?: string } = JSON.parse(Buffer.from(body).toString() || '{}');
    if (Plaintext !== undefined) options.onKey?.(Buffer.from(Plaintext, 'base64'));
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch(() => response.destroy());
  };
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no address');
  const url = `${options.tls ? 'https' : 'http'}://127.0.0.1:${address.port}`;
  const envOf: KmsServer['envOf'] = (caller, region = realm.region) =>
    environment(url, caller.credentials, region);
  return {
    url,
    realm,
    credentials,
    store,
    storeOf: (of) => realms.of(of).store,
    allow: (keyArn, others, actions) => allow(realms, keyArn, [others].flat(), actions),
    addAwsManagedKey: (service, of = realm) => addAwsManagedKey(realms.of(of), service, now()),
    calls,
    throttled: () => throttled,
    env: envOf({ credentials }),
    envOf,
    fail: (fault, times = 1, operation) => faults.push({ fault, operation, left: times }),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const IS_DRY_RUN = /"DryRun" *: *true/;
const TOO_MANY = 'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.';

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      region: { type: 'string', default: defaultRealm.region },
      account: { type: 'string', default: defaultRealm.accountId },
      latency: { type: 'string', default: '0' },
      quota: { type: 'string' },
    },
  });
  const realm = { accountId: values.account, region: values.region };
  const server = await startKmsServer({
    realm,
    port: Number(values.port),
    latency: Number(values.latency),
    ...(values.quota !== undefined && { quota: Number(values.quota) }),
  });
  const keyArn = await createPracticeKey(server.store, realm, 'test');
  const { url, credentials, env } = server;
  console.log(JSON.stringify({ url, keyArn, ...realm, ...credentials, env }));
}
