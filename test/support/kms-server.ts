/**
 * The practice KMS behind real HTTP on 127.0.0.1, for the real SDK and other people's clients.
 *
 * Signatures are verified for real; latency and faults can be injected; calls are counted. Also a program:
 * `node test/support/kms-server.ts --port 0 [--region R] [--account N] [--latency MS]` makes a key with the alias
 * `test` and prints one line of JSON with everything a client needs.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { HttpRequest, type HttpResponse } from '@smithy/core/transport';
import { createPracticeHandler, exceptionResponse } from '../../electron/kms/practice/handler.ts';
import type { KeyStore } from '../../electron/kms/practice/key-store.ts';
import type { Realm } from '../../electron/kms/practice/resolve-key.ts';
import { createMemoryKeyStore } from './memory-key-store.ts';
import { createPracticeKey } from './practice-key.ts';
import { refuseSignature, type TestCredentials } from './sigv4.ts';

/** What happens instead of an answer. */
export type Fault =
  | { readonly kind: 'exception'; readonly type: string; readonly status?: number; readonly message?: string }
  /** Any body under any status, e.g. a captive portal's page. */
  | { readonly kind: 'raw'; readonly status: number; readonly contentType: string; readonly body: string }
  /** The connection is cut before the answer, or in the middle of it. */
  | { readonly kind: 'reset' | 'truncate' }
  /** The request is read and never answered. */
  | { readonly kind: 'hang' };

export interface KmsServerOptions {
  readonly realm?: Realm;
  readonly credentials?: readonly TestCredentials[];
  readonly store?: KeyStore;
  /** 0 for a free one. */
  readonly port?: number;
  /** Milliseconds before each answer. */
  readonly latency?: number;
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
  /** Requests that arrived, by operation, refused ones included. */
  readonly calls: ReadonlyMap<string, number>;
  /** Environment that sends every AWS SDK and the AWS CLI here. */
  readonly env: Readonly<Record<string, string>>;
  /** The next `times` requests (of `operation`, where given) fail so. */
  readonly fail: (fault: Fault, times?: number, operation?: string) => void;
  readonly close: () => Promise<void>;
}

const defaultRealm: Realm = { accountId: '111122223333', region: 'us-east-1' };
const defaultCredentials: TestCredentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

export async function startKmsServer(options: KmsServerOptions = {}): Promise<KmsServer> {
  const { realm = defaultRealm, store = createMemoryKeyStore(), latency = 0 } = options;
  const now = options.now ?? (() => new Date());
  const known = options.credentials ?? [defaultCredentials];
  const [credentials = defaultCredentials] = known;
  const handler = createPracticeHandler({ ...realm, store, now });
  const calls = new Map<string, number>();
  const faults: { readonly fault: Fault; readonly operation: string | undefined; left: number }[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const operation = String(request.headers['x-amz-target'] ?? '').replace('TrentService.', '');
    calls.set(operation, (calls.get(operation) ?? 0) + 1);
    if (latency > 0) await sleep(latency);
    const next = faults.find((one) => one.left > 0 && (one.operation ?? operation) === operation);
    if (next) {
      next.left -= 1;
      if (inject(next.fault, now(), response)) return;
    }
    const signed = { method: request.method ?? '', url: request.url ?? '/', headers: request.headers, body };
    const refused = refuseSignature(signed, known, { region: realm.region, service: 'kms', now: now() });
    const answered = refused
      ? exceptionResponse(now(), refused.type, refused.message, 400)
      : await run(signed);
    if (answered.statusCode === 200) noteKey(answered.body);
    send(response, answered);
  }

  async function run(request: { method: string; headers: IncomingMessage['headers']; body: Uint8Array }) {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')]),
    );
    try {
      return (await handler.handle(new HttpRequest({ ...request, headers }))).response;
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
  return {
    url,
    realm,
    credentials,
    store,
    calls,
    env: {
      AWS_ENDPOINT_URL_KMS: url,
      AWS_REGION: realm.region,
      AWS_DEFAULT_REGION: realm.region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...(credentials.sessionToken !== undefined && { AWS_SESSION_TOKEN: credentials.sessionToken }),
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    fail: (fault, times = 1, operation) => faults.push({ fault, operation, left: times }),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Whether the fault was the answer. */
function inject(fault: Fault, now: Date, response: ServerResponse): boolean {
  switch (fault.kind) {
    case 'exception':
      send(response, exceptionResponse(now, fault.type, fault.message ?? '', fault.status ?? 400));
      return true;
    case 'raw':
      response.writeHead(fault.status, { 'content-type': fault.contentType }).end(fault.body);
      return true;
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'truncate':
      response.writeHead(200, { 'content-length': '1000' }).write('{"KeyId":');
      setImmediate(() => response.socket?.destroy());
      return true;
    case 'hang':
      return true;
  }
}

function send(to: ServerResponse, response: HttpResponse): void {
  to.writeHead(response.statusCode, response.headers).end(response.body);
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      region: { type: 'string', default: defaultRealm.region },
      account: { type: 'string', default: defaultRealm.accountId },
      latency: { type: 'string', default: '0' },
    },
  });
  const realm = { accountId: values.account, region: values.region };

  const server = await startKmsServer({ realm, port: Number(values.port), latency: Number(values.latency) });
  const keyArn = await createPracticeKey(server.store, realm, 'test');
  const { url, credentials, env } = server;
  console.log(JSON.stringify({ url, keyArn, ...realm, ...credentials, env }));
}
