/** The port over real HTTP: the SDK signs, retries, times out. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, connect as open, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AwsKmsOptions, createAwsKms } from '../../electron/kms/aws-kms.ts';
import { KmsError } from '../../electron/kms/errors.ts';
import type { Fault } from '../support/kms/faults.ts';
import { type KmsServer, type KmsServerOptions, startKmsServer } from '../support/kms-server.ts';
import { createPracticeKey } from '../support/practice-key.ts';

let server: KmsServer;
let keyArn: string;

async function start(options: KmsServerOptions = {}): Promise<void> {
  server = await startKmsServer(options);
  keyArn = await createPracticeKey(server.store, server.realm, 'payroll');
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
}

beforeEach(async () => {
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials');
  vi.stubEnv('AWS_ENDPOINT_URL', undefined);
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('HOME', '/nowhere');
  await start();
});

afterEach(async () => {
  await server.close();
  vi.unstubAllEnvs();
});

const context = new Map([['purpose', 'salaries']]);

function connect(change: Partial<AwsKmsOptions> = {}) {
  const { url: endpoint, credentials } = server;
  return createAwsKms({ region: 'us-east-1', endpoint, credentials, ...change });
}

async function generateError(change: Partial<AwsKmsOptions> = {}, signal?: AbortSignal): Promise<KmsError> {
  const error = await connect(change)
    .generateDataKey({ keyId: keyArn, encryptionContext: context, length: 32, signal })
    .then(
      () => null,
      (reason: unknown) => reason,
    );
  if (!(error instanceof KmsError)) throw new Error('It did not fail with a KmsError');
  return error;
}

describe('a round trip', () => {
  it.each([16, 24, 32])('of a data key of %i bytes', async (length) => {
    const kms = connect();
    const made = await kms.generateDataKey({ keyId: 'alias/payroll', encryptionContext: context, length });
    expect(made.keyArn).toBe(keyArn);
    expect(made.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const { ciphertext } = made;
    const opened = await kms.decryptDataKey({ keyArn, ciphertext, encryptionContext: context, length });
    expect(opened.dataKey.bytes).toEqual(made.dataKey.bytes);
    expect(new Set(opened.dataKey.bytes).size).toBeGreaterThan(1);
    kms.close();
  });

  it('lists keys with real pages', async () => {
    for (let n = 0; n < 120; n += 1) await createPracticeKey(server.store, server.realm, `k${n}`);
    expect((await connect().listKeys()).keys).toHaveLength(121);
    expect(server.calls.get('ListAliases')).toBe(2);
  });
});

describe('the signature is verified', () => {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wrong' };

  it.each([
    ['a wrong secret', { credentials }, 'credentials-rejected', 'InvalidSignatureException'],
    [
      'an unknown key id',
      { credentials: { ...credentials, accessKeyId: 'AKIANOBODY' } },
      'credentials-rejected',
      'UnrecognizedClientException',
    ],
    ['another region', { region: 'eu-west-1' }, 'wrong-region', 'InvalidSignatureException'],
  ])('and refused with %s', async (_, change, code, errorName) => {
    expect(await generateError(change)).toMatchObject({ code, details: { errorName } });
  });

  it('and refused with a wrong session token', async () => {
    await server.close();
    const mine = { accessKeyId: 'ASIA1', secretAccessKey: 's', sessionToken: 'right' };
    await start({ credentials: [mine] });
    const request = { keyId: keyArn, encryptionContext: context, length: 32 };
    await expect(connect().generateDataKey(request)).resolves.toMatchObject({ keyArn });
    const error = await generateError({ credentials: { ...mine, sessionToken: 'wrong' } });
    expect(error.details.errorName).toBe('UnrecognizedClientException');
  });

  it('and demanded', async () => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'TrentService.ListKeys' };
    const response = await fetch(server.url, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    const forged = { ...headers, authorization: 'AWS4-HMAC-SHA256 Credential=x' };
    const second = await fetch(server.url, { method: 'POST', headers: forged, body: '{}' });
    expect(await second.json()).toMatchObject({ __type: 'IncompleteSignatureException' });
  });

  it('and covers the body', async () => {
    const port = Number(new URL(server.url).port);
    const relay = await changingRelay(port, 'salaries', 'holidays');
    const error = await generateError({ endpoint: relay.url });
    expect(error).toMatchObject({
      code: 'credentials-rejected',
      details: { errorName: 'InvalidSignatureException' },
    });
    await relay.close();
  });
});

describe('clocks', () => {
  it('are corrected by the SDK where the server’s is hours off', async () => {
    await server.close();
    await start({ now: () => new Date(Date.now() + 3 * 3_600_000) });
    const made = await connect().generateDataKey({ keyId: keyArn, encryptionContext: context, length: 32 });
    expect(made.keyArn).toBe(keyArn);
    expect(server.calls.get('GenerateDataKey')).toBe(2);
  });

  it('are clock-skew where one attempt is all there is', async () => {
    await server.close();
    await start({ now: () => new Date(Date.now() - 3 * 3_600_000) });
    expect(await generateError({ maxAttempts: { failed: 1, throttled: 1 } })).toMatchObject({
      code: 'clock-skew',
      details: { errorName: 'InvalidSignatureException' },
    });
  });
});

describe('faults on the way', () => {
  const html = '<html>SECRET: please sign in to the hotel</html>';
  const faults: readonly (readonly [string, Fault, string, string, number])[] = [
    ['throttling', { kind: 'exception', type: 'ThrottlingException' }, 'throttled', 'ThrottlingException', 2],
    [
      'an internal error',
      { kind: 'exception', type: 'KMSInternalException', status: 500 },
      'kms-error',
      'KMSInternalException',
      2,
    ],
    [
      'a busy key store',
      { kind: 'exception', type: 'KeyUnavailableException', status: 500 },
      'key-unavailable',
      'KeyUnavailableException',
      2,
    ],
    [
      'an expired token',
      { kind: 'exception', type: 'ExpiredTokenException' },
      'sign-in-needed',
      'ExpiredTokenException',
      1,
    ],
    [
      'a refusal',
      { kind: 'exception', type: 'AccessDeniedException' },
      'access-denied',
      'AccessDeniedException',
      1,
    ],
    [
      'a captive portal',
      { kind: 'raw', status: 200, contentType: 'text/html', body: html },
      'offline',
      'SyntaxError',
      1,
    ],
    [
      'a gateway’s page',
      { kind: 'raw', status: 502, contentType: 'text/html', body: html },
      'kms-error',
      'SyntaxError',
      2,
    ],
    ['a cut connection', { kind: 'reset' }, 'offline', 'ECONNRESET', 2],
  ];

  it.each(faults)('%s', async (_, fault, code, errorName, calls) => {
    server.fail(fault, 9);
    const error = await generateError({ maxAttempts: { failed: 2, throttled: 2 } });
    expect(error).toMatchObject({ code, details: { errorName, keyArn } });
    expect(server.calls.get('GenerateDataKey')).toBe(calls);
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('SECRET');
  });

  it('an answer that breaks off', async () => {
    server.fail({ kind: 'truncate' }, 9);
    const error = await generateError({ maxAttempts: { failed: 2, throttled: 2 } });
    expect(error).toMatchObject({ code: 'offline', details: { errorName: 'ECONNRESET' } });
    expect(server.calls.get('GenerateDataKey')).toBe(2);
  });

  it('are retried until it works; each attempt and each throttling is told', async () => {
    server.fail({ kind: 'exception', type: 'ThrottlingException' }, 2);
    server.fail({ kind: 'reset' }, 1);
    const meter = { sent: vi.fn(), slowed: vi.fn() };
    await connect().generateDataKey({ keyId: keyArn, encryptionContext: context, length: 32, meter });
    expect(server.calls.get('GenerateDataKey')).toBe(4);
    expect(meter.sent).toHaveBeenCalledTimes(4);
    expect(meter.slowed.mock.calls.length).toBeGreaterThanOrEqual(2);
  });

  it.each(['DependencyTimeoutException', 'KeyUnavailableException', 'KMSInternalException'])(
    '%s is retried under any status',
    async (type) => {
      server.fail({ kind: 'exception', type, status: 400 }, 2);
      await connect().generateDataKey({ keyId: keyArn, encryptionContext: context, length: 32 });
      expect(server.calls.get('GenerateDataKey')).toBe(3);
    },
  );

  it('throttling makes the client’s other calls wait for their turns, which can be cancelled', async () => {
    const kms = connect({ maxAttempts: { throttled: 1 } });
    const request = { keyId: keyArn, encryptionContext: context, length: 32 };
    server.fail({ kind: 'exception', type: 'ThrottlingException' });
    await expect(kms.generateDataKey(request)).rejects.toMatchObject({ code: 'throttled' });
    const meter = { sent: vi.fn(), slowed: vi.fn() };
    const controller = new AbortController();
    const waiting = Array.from({ length: 50 }, () =>
      kms.generateDataKey({ ...request, meter, signal: controller.signal }),
    );
    await expect.poll(() => meter.slowed.mock.calls.length).toBeGreaterThan(40);
    expect(meter.sent.mock.calls.length).toBeLessThan(10);
    controller.abort();
    for (const one of await Promise.allSettled(waiting))
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'cancelled' });
    // They have left the line: the next one is soon at its turn, and nothing went out for them.
    await kms.generateDataKey(request);
    expect(meter.sent.mock.calls.length).toBeLessThan(15);
    expect(server.calls.get('GenerateDataKey')).toBeLessThan(15);
  });

  it('nobody listening', async () => {
    const { url } = server;
    await server.close();
    expect(await generateError({ endpoint: url, maxAttempts: { failed: 1, throttled: 1 } })).toMatchObject({
      code: 'offline',
      details: { errorName: 'ECONNREFUSED' },
    });
    await start();
  });

  it('no such host', async () => {
    const error = await generateError({
      endpoint: 'https://kms.invalid',
      maxAttempts: { failed: 1, throttled: 1 },
    });
    expect(error.code).toBe('offline');
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(error.details.errorName);
  });

  it('TLS to somebody who does not speak it', async () => {
    const error = await generateError({
      endpoint: server.url.replace('http:', 'https:'),
      maxAttempts: { failed: 1, throttled: 1 },
    });
    expect(error.code).toBe('offline');
  });

  it('no answer: the request times out', async () => {
    server.fail({ kind: 'hang' });
    const error = await generateError({
      maxAttempts: { failed: 1, throttled: 1 },
      requestHandler: { requestTimeout: 50 },
    });
    expect(error).toMatchObject({ code: 'offline', details: { errorName: 'ETIMEDOUT' } });
  });

  it('no answer: the person cancels', async () => {
    server.fail({ kind: 'hang' });
    const controller = new AbortController();
    const pending = generateError({}, controller.signal);
    await expect.poll(() => server.calls.get('GenerateDataKey')).toBe(1);
    controller.abort();
    expect((await pending).code).toBe('cancelled');
  });

  it('cancelling between two attempts does not wait for the second', async () => {
    server.fail({ kind: 'exception', type: 'ThrottlingException' }, 9);
    const controller = new AbortController();
    const pending = generateError({ maxAttempts: { failed: 9, throttled: 9 } }, controller.signal);
    await expect.poll(() => server.calls.get('GenerateDataKey') ?? 0).toBeGreaterThan(0);
    controller.abort();
    expect((await pending).code).toBe('cancelled');
  });
});

describe('credentials', () => {
  it.each([
    [Object.assign(new Error('SECRET'), { name: 'CredentialsProviderError' }), 'sign-in-needed'],
    [
      Object.assign(new Error('SECRET'), { name: 'AwsError', code: 'profile-unusable', details: {} }),
      'profile-unusable',
    ],
    [new TypeError('SECRET'), 'kms-error'],
  ])('that cannot be had: %s', async (thrown, code) => {
    const error = await generateError({ credentials: () => Promise.reject(thrown) });
    expect(error.code).toBe(code);
    expect(error.stack).not.toContain('SECRET');
    expect(server.calls.size).toBe(0);
  });
});

describe('the endpoint', () => {
  it('is AWS’s own where none is given, FIPS and dual stack where that is, and never another profile’s', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kms-endpoint-'));
    const config = '[default]\nendpoint_url = http://other.invalid\nuse_fips_endpoint = true\n';
    await writeFile(join(folder, 'config'), config);
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
    const asked: string[] = [];
    const requestHandler = {
      metadata: { handlerProtocol: 'none' },
      updateHttpClientConfig: () => {},
      httpHandlerConfigs: () => ({}),
      handle: async (request: { readonly hostname: string }) => {
        asked.push(request.hostname);
        throw Object.assign(new Error(), { name: 'AbortError' });
      },
    };
    await generateError({ requestHandler, endpoint: undefined });
    await generateError({ requestHandler, endpoint: undefined, useFipsEndpoint: true });
    await generateError({ requestHandler, endpoint: undefined, useDualstackEndpoint: true });
    expect(asked).toEqual([
      'kms.us-east-1.amazonaws.com',
      'kms-fips.us-east-1.amazonaws.com',
      'kms.us-east-1.api.aws',
    ]);
    await rm(folder, { recursive: true });
  });

  it('given wins over the environment’s', async () => {
    const other = await startKmsServer();
    await generateError({ endpoint: other.url });
    expect(other.calls.get('GenerateDataKey')).toBe(1);
    expect(server.calls.size).toBe(0);
    await other.close();
  });
});

/** Passes a connection on and replaces text in what the client sends. */
async function changingRelay(port: number, from: string, to: string) {
  const sockets = new Set<Socket>();
  const relay = createServer((socket) => {
    sockets.add(socket);
    const upstream = open(port, '127.0.0.1');
    socket.on('data', (chunk) => upstream.write(chunk.toString('latin1').replace(from, to), 'latin1'));
    upstream.pipe(socket);
    socket.on('error', () => upstream.destroy());
    socket.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => {
    relay.listen(0, '127.0.0.1', resolve);
  });
  const address = relay.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const close = () =>
    new Promise<void>((resolve) => {
      relay.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { url, close };
}
