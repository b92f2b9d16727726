/** The data key that Encrypt is given goes past the SDK: it never writes it, and what was sent is zeroed. */
import { createHash } from 'node:crypto';
import type { KMSClient } from '@aws-sdk/client-kms';
import { HttpRequest } from '@smithy/core/transport';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kmsOverClient } from '../../../electron/kms/aws-kms.ts';
import { Refused, scriptedKms } from '../scripted-kms.ts';

const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const answer = { KeyId: keyArn, CiphertextBlob: 'CQk=' };
const encryptionContext = new Map([['Plaintext', 'x']]);

/** Bodies as the wire has them, by reference, and the hashes that were signed for. */
function watched(client: KMSClient) {
  const sent: { readonly body: Uint8Array; readonly hash: string; readonly signed: unknown }[] = [];
  client.middlewareStack.add(
    (next) => (args) => {
      if (!HttpRequest.isInstance(args.request)) throw new Error('no request');
      const { body, headers } = args.request;
      const hash = createHash('sha256').update(body).digest('hex');
      sent.push({ body, hash, signed: headers['x-amz-content-sha256'] });
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  return sent;
}

test('any key of any length arrives as it is, signed for, stays the caller’s, and its request is zeroed', async () => {
  const { client, asked } = scriptedKms(() => answer);
  const sent = watched(client);
  const kms = kmsOverClient(client);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 40 }), async (dataKey) => {
      const before = Uint8Array.from(dataKey);
      await kms.encryptDataKey({ keyId: keyArn, dataKey, encryptionContext });
      expect(asked.at(-1)?.input).toMatchObject({
        KeyId: keyArn,
        Plaintext: Buffer.from(before).toString('base64'),
        EncryptionContext: { Plaintext: 'x' },
      });
      expect(dataKey).toEqual(before);
      expect(sent.at(-1)?.signed).toBe(sent.at(-1)?.hash);
      expect(sent.at(-1)?.body.every((byte) => byte === 0)).toBe(true);
    }),
  );
});

test('what the SDK writes of the request are other bytes, as many', async () => {
  const { client } = scriptedKms(() => answer);
  const dataKey = new Uint8Array(32).fill(7);
  const inputs: unknown[] = [];
  client.middlewareStack.add(
    (next) => (args) => {
      inputs.push(Reflect.get(args.input, 'Plaintext'));
      return next(args);
    },
    { step: 'serialize', priority: 'high' },
  );
  await kmsOverClient(client).encryptDataKey({ keyId: keyArn, dataKey, encryptionContext });
  expect(inputs).toEqual([expect.objectContaining({ length: 32 })]);
  expect(inputs).not.toEqual([expect.objectContaining({ 0: 7, 1: 7, 2: 7, 3: 7 })]);
});

test('every attempt has the key anew, and none of their requests keeps it', async () => {
  let attempts = 0;
  const { client, asked } = scriptedKms(
    () => (++attempts < 3 ? new Refused('ThrottlingException') : answer),
    'request-1',
    3,
  );
  const sent = watched(client);
  const dataKey = new Uint8Array(32).fill(7);
  await kmsOverClient(client).encryptDataKey({ keyId: keyArn, dataKey, encryptionContext });
  const base64 = Buffer.from(dataKey).toString('base64');
  expect(asked.map(({ input }) => input['Plaintext'])).toEqual([base64, base64, base64]);
  expect(sent.map(({ body }) => body.some((byte) => byte !== 0))).toEqual([false, false, false]);
  expect(new Set(sent.map(({ body }) => body.buffer)).size).toBe(3);
});

test('a call that fails leaves a zeroed request, too', async () => {
  const { client } = scriptedKms(() => new Refused('DisabledException'));
  const sent = watched(client);
  const asking = kmsOverClient(client).encryptDataKey({
    keyId: keyArn,
    dataKey: new Uint8Array(32).fill(7),
    encryptionContext,
  });
  await expect(asking).rejects.toMatchObject({ code: 'key-disabled' });
  expect(sent.map(({ body }) => body.some((byte) => byte !== 0))).toEqual([false]);
});
