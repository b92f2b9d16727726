/** A server that never comes to an end, by sending too much or too slowly, costs neither memory nor time. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type AwsKms, type AwsKmsOptions, createAwsKms } from '../../electron/kms/aws-kms.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const encryptionContext = new Map<string, string>();
const MIB = 1_048_576;

let close = () => {};
afterEach(() => close());

interface Hostile {
  readonly kms: AwsKms;
  readonly sockets: readonly Socket[];
  /** Body bytes that were taken from the server. */
  readonly sent: () => number;
}

/** A server that answers with `status` and whatever `body` writes. */
async function hostile(
  status: number,
  body: (response: ServerResponse) => Promise<void>,
  options: Partial<AwsKmsOptions> = {},
): Promise<Hostile> {
  const sockets: Socket[] = [];
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    body(response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const kms = createAwsKms({
    region: 'us-east-1',
    credentials,
    endpoint,
    maxAttempts: { failed: 1, throttled: 1 },
    ...options,
  });
  close = () => {
    kms.close();
    server.close();
    server.closeAllConnections();
  };
  return { kms, sockets, sent: () => sockets.reduce((sum, socket) => sum + socket.bytesWritten, 0) };
}

/** Each operation of the port, to be refused. */
const calls: readonly (readonly [string, (kms: AwsKms, signal?: AbortSignal) => Promise<unknown>])[] = [
  [
    'generateDataKey',
    (kms, signal) => kms.generateDataKey({ keyId: KEY, encryptionContext, length: 32, signal }),
  ],
  [
    'decryptDataKey',
    (kms, signal) => {
      const ciphertext = Uint8Array.of(9);
      return kms.decryptDataKey({ keyArn: KEY, ciphertext, encryptionContext, length: 32, signal });
    },
  ],
  ['listKeys', (kms, signal) => kms.listKeys(signal && { signal })],
];

describe('an answer of 200 MiB', () => {
  /** Waits for the client to take what was sent; stops at last, for a client that takes everything. */
  async function flood(response: ServerResponse): Promise<void> {
    const chunk = Buffer.alloc(65_536, ' ');
    for (let sent = 0; sent < 200 * MIB && !response.destroyed; sent += chunk.length) {
      if (!response.write(chunk)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    response.end('{}');
  }

  it.each(calls.flatMap(([name, call]) => [200, 400, 500].map((status) => [name, status, call] as const)))(
    'of %s under HTTP %i is cut off, and its connection with it',
    async (_, status, call) => {
      const { kms, sockets, sent } = await hostile(status, flood);
      const before = process.memoryUsage();
      await expect(call(kms)).rejects.toMatchObject({
        code: 'offline',
        details: { errorName: 'ResponseTooLarge' },
      });
      const { arrayBuffers, heapUsed } = process.memoryUsage();
      expect(arrayBuffers - before.arrayBuffers + heapUsed - before.heapUsed).toBeLessThan(40 * MIB);
      await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
      expect(sent()).toBeLessThan(40 * MIB);
    },
  );
});

describe('an answer of a byte now and then', () => {
  async function drip(response: ServerResponse): Promise<void> {
    while (!response.destroyed) {
      response.write(' ');
      await sleep(20);
    }
  }
  const deadlines = { call: 300, list: 300 };

  it.each(calls)('of %s ends at the deadline, and its connection with it', async (_, call) => {
    const { kms, sockets } = await hostile(200, drip, { deadlines });
    await expect(call(kms)).rejects.toMatchObject({
      code: 'offline',
      details: { errorName: 'TimeoutError' },
    });
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
  });

  it.each(calls)('of %s ends when the person cancels, which is not the deadline', async (_, call) => {
    const { kms, sockets } = await hostile(200, drip, { deadlines: { call: 60_000, list: 60_000 } });
    const controller = new AbortController();
    const pending = expect(call(kms, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => sockets.length).toBeGreaterThan(0);
    await sleep(50);
    controller.abort();
    await pending;
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
  });

  it('counts the attempts and the waits between them together', async () => {
    const fail = async (response: ServerResponse) => {
      response.end('{"__type":"KMSInternalException"}');
    };
    const { kms } = await hostile(500, fail, { deadlines, maxAttempts: { failed: 1_000 } });
    // Without one deadline over all of them, a thousand attempts would go on longer than the test may.
    await expect(calls[0]?.[1](kms)).rejects.toMatchObject({
      code: 'offline',
      details: { errorName: 'TimeoutError', keyArn: KEY },
    });
  });

  it('does not count the waits that AWS asked for', async () => {
    // Each wait is half of the longest: 0.5 s, then 1 s.
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.5);
    let throttled = 0;
    const answer = async (response: ServerResponse) => {
      const type = ++throttled < 3 ? 'ThrottlingException' : 'DisabledException';
      response.end(`{"__type":"${type}"}`);
    };
    const { kms } = await hostile(400, answer, { deadlines, maxAttempts: { throttled: 3 } });
    await expect(calls[0]?.[1](kms)).rejects.toMatchObject({ code: 'key-disabled' });
    random.mockRestore();
  });
});

it('the deadline is over with the call', async () => {
  const { kms } = await hostile(400, async (response) => {
    response.end('{"__type":"DisabledException"}');
  });
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await expect(calls[0]?.[1](kms)).rejects.toMatchObject({ code: 'key-disabled' });
  expect(timers()).toBeLessThanOrEqual(before);
});

it('an identity that never comes ends at the deadline, also after AWS asked to wait', async () => {
  const random = vi.spyOn(Math, 'random').mockReturnValue(0);
  let throttled = false;
  const throttle = async (response: ServerResponse) => {
    throttled = true;
    response.end('{"__type":"ThrottlingException"}');
  };
  const identity = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const { kms } = await hostile(400, throttle, {
    // About to expire, and so asked for at each attempt.
    credentials: async () =>
      throttled ? new Promise<never>(() => undefined) : { ...identity, expiration: new Date() },
    deadlines: { call: 300, list: 300 },
    maxAttempts: { throttled: 3 },
  });
  await expect(calls[0]?.[1](kms)).rejects.toMatchObject({ code: 'offline' });
  expect(throttled).toBe(true);
  random.mockRestore();
});

it('a call that has ended leaves its connection to the next one', async () => {
  const { kms, sockets } = await hostile(400, async (response) => {
    response.end('{"__type":"DisabledException"}');
  });
  for (let n = 0; n < 5; n++)
    await expect(calls[0]?.[1](kms)).rejects.toMatchObject({ code: 'key-disabled' });
  expect(sockets).toHaveLength(1);
});
