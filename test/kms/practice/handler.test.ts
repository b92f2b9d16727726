/** The embedded KMS as a client sees it: protocol, validation and AWS's exceptions, each by name. */
import { randomUUID } from 'node:crypto';
import { HttpRequest } from '@smithy/core/transport';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as crypto from '../../../electron/kms/practice/crypto-operations.ts';
import { createPracticeHandler } from '../../../electron/kms/practice/handler.ts';
import type { KeyStore } from '../../../electron/kms/practice/key-store.ts';
import { createMemoryKeyStore } from '../../support/memory-key-store.ts';
import { createPracticeKey } from '../../support/practice-key.ts';

vi.mock(import('../../../electron/kms/practice/crypto-operations.ts'), { spy: true });

const realm = { accountId: '111122223333', region: 'us-east-1' };
const now = new Date('2026-05-04T03:02:01.000Z');
const headers = { 'content-type': 'application/x-amz-json-1.1' };
const b64 = (data: Uint8Array) => Buffer.from(data).toString('base64');

let store: KeyStore;
let keyArn: string;
let keyId: string;

beforeEach(async () => {
  store = createMemoryKeyStore();
  keyArn = await createPracticeKey(store, realm, 'payroll');
  keyId = keyArn.split('/')[1] ?? '';
  vi.clearAllMocks();
});

interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown>;
}

async function raw(request: {
  method?: string;
  headers: Record<string, string>;
  body?: unknown;
}): Promise<Response> {
  const handler = createPracticeHandler({ ...realm, store, now: () => now });
  const { response } = await handler.handle(new HttpRequest({ method: 'POST', path: '/', ...request }));
  const body: unknown = JSON.parse(new TextDecoder().decode(response.body));
  return { status: response.statusCode, headers: response.headers, body: Object(body) };
}

function call(operation: string, input: unknown): Promise<Response> {
  return raw({
    headers: { ...headers, 'x-amz-target': `TrentService.${operation}` },
    body: JSON.stringify(input),
  });
}

async function ok(operation: string, input: unknown): Promise<Record<string, unknown>> {
  const response = await call(operation, input);
  expect(response).toMatchObject({ status: 200 });
  return response.body;
}

async function blobOf(context: Record<string, string> = {}): Promise<string> {
  const body = await ok('GenerateDataKey', { KeyId: keyId, NumberOfBytes: 32, EncryptionContext: context });
  return String(body['CiphertextBlob']);
}

describe('the protocol', () => {
  it('answers with a request id, a date and the content type', async () => {
    const response = await call('ListKeys', {});
    expect(response.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      date: 'Mon, 04 May 2026 03:02:01 GMT',
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  const target = { 'x-amz-target': 'TrentService.ListKeys' };
  it.each([
    ['no operation', { headers }, 'UnknownOperationException'],
    [
      'an operation nobody knows',
      { headers: { ...headers, 'x-amz-target': 'TrentService.Hack' } },
      'UnknownOperationException',
    ],
    [
      'a member of every object',
      { headers: { ...headers, 'x-amz-target': 'TrentService.constructor' } },
      'UnknownOperationException',
    ],
    [
      'another service',
      { headers: { ...headers, 'x-amz-target': 'DynamoDB.ListKeys' } },
      'UnknownOperationException',
    ],
    [
      'another content type',
      { headers: { ...target, 'content-type': 'text/plain' } },
      'UnknownOperationException',
    ],
    ['GET', { headers: { ...headers, ...target }, method: 'GET' }, 'UnknownOperationException'],
    ['bad JSON', { headers: { ...headers, ...target }, body: '{"Limit":' }, 'SerializationException'],
    ['a list', { headers: { ...headers, ...target }, body: '[]' }, 'SerializationException'],
    ['a string', { headers: { ...headers, ...target }, body: '"x"' }, 'SerializationException'],
    ['null', { headers: { ...headers, ...target }, body: 'null' }, 'SerializationException'],
    [
      'bytes that are no text',
      { headers: { ...headers, ...target }, body: Uint8Array.of(0x7b, 0xff, 0x7d) },
      'SerializationException',
    ],
    ['something else', { headers: { ...headers, ...target }, body: 7 }, 'SerializationException'],
  ])('refuses %s', async (_, request, type) => {
    const response = await raw(request);
    expect(response.status).toBe(400);
    expect(response.body['__type']).toBe(type);
    expect(response.headers['x-amzn-requestid']).toBeTruthy();
  });

  it('refuses a body of more than a megabyte', async () => {
    const body = new Uint8Array(1_048_577).fill(0x20);
    expect(await raw({ headers: { ...headers, ...target }, body })).toMatchObject({ status: 413 });
  });

  it('takes a body as bytes or text, none, and header names in any case', async () => {
    const upper = { 'Content-Type': headers['content-type'], 'X-Amz-Target': 'TrentService.ListKeys' };
    for (const body of [undefined, '', '{}', new TextEncoder().encode('{}')]) {
      expect((await raw({ headers: upper, body })).status).toBe(200);
    }
  });

  it('lets the store’s own failure through and does nothing under an aborted signal', async () => {
    const broken = { ...store, read: () => Promise.reject(new Error('disk')) };
    const handler = createPracticeHandler({ ...realm, store: broken, now: () => now });
    const request = new HttpRequest({ method: 'POST', headers: { ...headers, ...target }, body: '{}' });
    await expect(handler.handle(request)).rejects.toThrow('disk');
    await expect(handler.handle(request, { abortSignal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

const long = 'x'.repeat(2049);
const plain = b64(Uint8Array.of(1));
const key = () => keyId;

describe('validation', () => {
  it.each<readonly [string, string, Record<string, unknown>, string]>([
    ['no key', 'GenerateDataKey', { KeyId: undefined, NumberOfBytes: 32 }, 'ValidationException'],
    ['null as the key', 'GenerateDataKey', { KeyId: null, NumberOfBytes: 32 }, 'ValidationException'],
    ['an empty key', 'GenerateDataKey', { KeyId: '', NumberOfBytes: 32 }, 'ValidationException'],
    ['a long key', 'GenerateDataKey', { KeyId: long, NumberOfBytes: 32 }, 'ValidationException'],
    ['a number as the key', 'GenerateDataKey', { KeyId: 7, NumberOfBytes: 32 }, 'SerializationException'],
    ['neither length nor spec', 'GenerateDataKey', {}, 'ValidationException'],
    ['length and spec', 'GenerateDataKey', { NumberOfBytes: 32, KeySpec: 'AES_256' }, 'ValidationException'],
    ['no bytes', 'GenerateDataKey', { NumberOfBytes: 0 }, 'ValidationException'],
    ['1025 bytes', 'GenerateDataKey', { NumberOfBytes: 1025 }, 'ValidationException'],
    ['half a byte', 'GenerateDataKey', { NumberOfBytes: 1.5 }, 'SerializationException'],
    ['a text of bytes', 'GenerateDataKey', { NumberOfBytes: '32' }, 'SerializationException'],
    ['an unknown spec', 'GenerateDataKey', { KeySpec: 'AES_192' }, 'ValidationException'],
    [
      'a context that is a list',
      'GenerateDataKey',
      { NumberOfBytes: 32, EncryptionContext: [] },
      'SerializationException',
    ],
    [
      'a context with a number',
      'GenerateDataKey',
      { NumberOfBytes: 32, EncryptionContext: { a: 1 } },
      'SerializationException',
    ],
    [
      'a context with null',
      'GenerateDataKey',
      { NumberOfBytes: 32, EncryptionContext: { a: null } },
      'SerializationException',
    ],
    [
      'a context of 8193 bytes',
      'GenerateDataKey',
      { NumberOfBytes: 32, EncryptionContext: { a: 'é'.repeat(4096) } },
      'ValidationException',
    ],
    [
      'a context with half a character',
      'GenerateDataKey',
      { NumberOfBytes: 32, EncryptionContext: { a: '\ud800' } },
      'ValidationException',
    ],
    [
      'a grant token that is none',
      'GenerateDataKey',
      { NumberOfBytes: 32, GrantTokens: [1] },
      'SerializationException',
    ],
    [
      'eleven grant tokens',
      'GenerateDataKey',
      { NumberOfBytes: 32, GrantTokens: Array(11).fill('t') },
      'ValidationException',
    ],
    ['a recipient', 'GenerateDataKey', { NumberOfBytes: 32, Recipient: {} }, 'UnsupportedOperationException'],
    ['a text as dry run', 'GenerateDataKey', { NumberOfBytes: 32, DryRun: 'yes' }, 'SerializationException'],
    ['no plaintext', 'Encrypt', {}, 'ValidationException'],
    ['an empty plaintext', 'Encrypt', { Plaintext: '' }, 'ValidationException'],
    ['4097 bytes of plaintext', 'Encrypt', { Plaintext: b64(new Uint8Array(4097)) }, 'ValidationException'],
    ['plaintext that is not base64', 'Encrypt', { Plaintext: 'a-b_' }, 'SerializationException'],
    ['plaintext without padding', 'Encrypt', { Plaintext: 'YQ' }, 'SerializationException'],
    [
      'an asymmetric algorithm',
      'Encrypt',
      { Plaintext: plain, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' },
      'InvalidKeyUsageException',
    ],
    [
      'an unknown algorithm',
      'Encrypt',
      { Plaintext: plain, EncryptionAlgorithm: 'ROT13' },
      'ValidationException',
    ],
    ['no ciphertext', 'Decrypt', {}, 'ValidationException'],
    ['an empty ciphertext', 'Decrypt', { CiphertextBlob: '' }, 'ValidationException'],
    [
      '6145 bytes of ciphertext',
      'Decrypt',
      { CiphertextBlob: b64(new Uint8Array(6145)) },
      'ValidationException',
    ],
    [
      'ciphertext of somebody else',
      'Decrypt',
      { CiphertextBlob: b64(new Uint8Array(6144)) },
      'InvalidCiphertextException',
    ],
    ['a limit of 0', 'ListKeys', { Limit: 0 }, 'ValidationException'],
    ['a limit of 1001', 'ListKeys', { Limit: 1001 }, 'ValidationException'],
    ['a marker nobody gave', 'ListKeys', { Marker: 'nobody' }, 'InvalidMarkerException'],
    ['an empty marker', 'ListKeys', { Marker: '' }, 'ValidationException'],
    ['a limit of 101', 'ListAliases', { KeyId: undefined, Limit: 101 }, 'ValidationException'],
    [
      'a dry run without ciphertext that is none',
      'Decrypt',
      { DryRunModifiers: ['IGNORE_CIPHERTEXT'] },
      'ValidationException',
    ],
    [
      'a dry run of an unknown kind',
      'Decrypt',
      { DryRun: true, DryRunModifiers: ['X'] },
      'ValidationException',
    ],
    [
      'a dry run without ciphertext and key',
      'Decrypt',
      { KeyId: undefined, DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] },
      'ValidationException',
    ],
    ['what changes keys', 'DisableKey', {}, 'UnknownOperationException'],
  ])('refuses %s', async (_, operation, input, type) => {
    const response = await call(operation, { KeyId: key(), ...input });
    expect(response.body['__type']).toBe(type);
    expect(response.status).toBe(400);
  });

  it.each([
    [{ NumberOfBytes: 1 }, 1],
    [{ NumberOfBytes: 1024 }, 1024],
    [{ KeySpec: 'AES_128' }, 16],
    [{ KeySpec: 'AES_256' }, 32],
    [
      { KeySpec: 'AES_256', EncryptionContext: { a: 'é'.repeat(4095) }, GrantTokens: ['t'], NotKnown: {} },
      32,
    ],
  ])('accepts %j', async (input, length) => {
    const body = await ok('GenerateDataKey', { KeyId: keyId, ...input });
    expect(Buffer.from(String(body['Plaintext']), 'base64')).toHaveLength(length);
    expect(body['KeyId']).toBe(keyArn);
  });

  it('encrypts 4096 bytes into at most 6144, and decrypts them', async () => {
    const Plaintext = b64(new Uint8Array(4096).fill(7));
    const { CiphertextBlob, ...rest } = await ok('Encrypt', { KeyId: 'alias/payroll', Plaintext });
    expect(rest).toEqual({ KeyId: keyArn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' });
    expect(Buffer.from(String(CiphertextBlob), 'base64').length).toBeLessThanOrEqual(6144);
    expect(await ok('Decrypt', { CiphertextBlob })).toMatchObject({ Plaintext, KeyId: keyArn });
  });
});

describe('the KeyId', () => {
  const id = () => keyId;
  const forms: readonly (readonly [string, () => string])[] = [
    ['the id', id],
    ['the ARN', () => keyArn],
    ['an alias', () => 'alias/payroll'],
    ['an alias ARN', () => 'arn:aws:kms:us-east-1:111122223333:alias/payroll'],
  ];
  const encrypting = ['GenerateDataKey', 'Encrypt', 'Decrypt', 'DescribeKey'];

  it.each(encrypting.flatMap((operation) => forms.map(([name, form]) => [operation, name, form] as const)))(
    '%s takes %s',
    async (operation, _, form) => {
      const CiphertextBlob = await blobOf();
      const extra =
        operation === 'GenerateDataKey' ? { KeySpec: 'AES_256' } : { Plaintext: plain, CiphertextBlob };
      const body = await ok(operation, { KeyId: form(), ...extra });
      const told = operation === 'DescribeKey' ? Object(body['KeyMetadata'])['Arn'] : body['KeyId'];
      expect(told).toBe(keyArn);
    },
  );

  const uuid = randomUUID();
  it.each([
    ['an unknown id', uuid, 'NotFoundException'],
    ['an unknown alias', 'alias/nobody', 'NotFoundException'],
    ['nonsense', 'nonsense', 'NotFoundException'],
    ['an unknown key’s ARN', `arn:aws:kms:us-east-1:111122223333:key/${uuid}`, 'NotFoundException'],
    ['an ARN of another region', `arn:aws:kms:eu-west-1:111122223333:key/${uuid}`, 'NotFoundException'],
    ['an ARN of another account', `arn:aws:kms:us-east-1:444455556666:key/${uuid}`, 'AccessDeniedException'],
    ['no ARN of KMS', 'arn:aws:s3:::bucket', 'InvalidArnException'],
  ])('refuses %s', async (_, named, type) => {
    for (const operation of encrypting) {
      const input = { KeyId: named, CiphertextBlob: await blobOf(), Plaintext: plain };
      const response = await call(
        operation,
        operation === 'GenerateDataKey' ? { KeyId: named, NumberOfBytes: 1 } : input,
      );
      expect(response.body['__type']).toBe(type);
    }
  });

  it('of another key is IncorrectKeyException, also where the blob’s key does not exist', async () => {
    const other = await createPracticeKey(store, realm, null);
    const CiphertextBlob = await blobOf();
    expect((await call('Decrypt', { KeyId: other, CiphertextBlob })).body['__type']).toBe(
      'IncorrectKeyException',
    );
    store = createMemoryKeyStore();
    const third = await createPracticeKey(store, realm, null);
    expect((await call('Decrypt', { KeyId: third, CiphertextBlob })).body['__type']).toBe(
      'IncorrectKeyException',
    );
    expect((await call('Decrypt', { CiphertextBlob })).body['__type']).toBe('AccessDeniedException');
  });
});

describe('the encryption context', () => {
  it.each<readonly [string, Record<string, string>]>([
    ['missing', {}],
    ['with another value', { a: 'x', c: 'd' }],
    ['with a pair less', { a: 'b' }],
    ['with a pair more', { a: 'b', c: 'd', e: 'f' }],
    ['with a delimiter moved', { a: 'b,c=d' }],
  ])('%s is InvalidCiphertextException', async (_, EncryptionContext) => {
    const CiphertextBlob = await blobOf({ a: 'b', c: 'd' });
    const response = await call('Decrypt', { KeyId: keyId, CiphertextBlob, EncryptionContext });
    expect(response.body['__type']).toBe('InvalidCiphertextException');
    await ok('Decrypt', { KeyId: keyId, CiphertextBlob, EncryptionContext: { c: 'd', a: 'b' } });
  });

  it('may have keys that every object has', async () => {
    const json = '{"__proto__":"a","constructor":"b","toString":"c"}';
    const request = (operation: string, rest: string) =>
      raw({
        headers: { ...headers, 'x-amz-target': `TrentService.${operation}` },
        body: `{"KeyId":"${keyId}","EncryptionContext":${json},${rest}}`,
      });
    const { body } = await request('GenerateDataKey', '"NumberOfBytes":32');
    const CiphertextBlob = String(body['CiphertextBlob']);
    expect((await request('Decrypt', `"CiphertextBlob":"${CiphertextBlob}"`)).status).toBe(200);
    const without = { KeyId: keyId, CiphertextBlob, EncryptionContext: { constructor: 'b', toString: 'c' } };
    expect((await call('Decrypt', without)).body['__type']).toBe('InvalidCiphertextException');
  });
});

describe('states and usages', () => {
  const calls = async () => {
    const CiphertextBlob = await blobOf();
    return [
      ['GenerateDataKey', { KeyId: keyId, NumberOfBytes: 32 }],
      ['Encrypt', { KeyId: keyId, Plaintext: plain }],
      ['Decrypt', { KeyId: keyId, CiphertextBlob }],
      ['Decrypt', { CiphertextBlob }],
    ] as const;
  };

  it.each([
    ['Disabled', 'DisabledException'],
    ['PendingDeletion', 'KMSInvalidStateException'],
  ] as const)('of a key that is %s: %s', async (state, type) => {
    const all = await calls();
    const deletionDate = state === 'Disabled' ? null : now.toISOString();
    await store.update((content) => ({
      content: { ...content, keys: content.keys.map((one) => ({ ...one, state, deletionDate })) },
      result: null,
    }));
    for (const [operation, input] of all) expect((await call(operation, input)).body['__type']).toBe(type);
    expect(Object((await ok('DescribeKey', { KeyId: keyId }))['KeyMetadata'])['KeyState']).toBe(state);
  });

  it('an HMAC key encrypts nothing', async () => {
    const KeyId = await createPracticeKey(store, realm, null, { usage: 'GENERATE_VERIFY_MAC' });
    const { KeyMetadata } = await ok('DescribeKey', { KeyId });
    expect(KeyMetadata).toMatchObject({ KeyUsage: 'GENERATE_VERIFY_MAC', MacAlgorithms: ['HMAC_SHA_256'] });
    for (const [operation, input] of [
      ['GenerateDataKey', { NumberOfBytes: 32 }],
      ['Encrypt', { Plaintext: plain }],
      ['Decrypt', { CiphertextBlob: await blobOf() }],
    ] as const) {
      expect((await call(operation, { KeyId, ...input })).body['__type']).toBe('InvalidKeyUsageException');
    }
  });

  it('a dry run says that it would work, or why not, and gives nothing away', async () => {
    for (const [operation, input] of await calls()) {
      const response = await call(operation, { ...input, DryRun: true });
      expect(response).toMatchObject({ status: 412, body: { __type: 'DryRunOperationException' } });
      expect(Object.keys(response.body)).toEqual(['__type', 'message']);
    }
    const changed = {
      KeyId: keyId,
      CiphertextBlob: await blobOf(),
      EncryptionContext: { a: 'b' },
      DryRun: true,
    };
    expect((await call('Decrypt', changed)).body['__type']).toBe('InvalidCiphertextException');
  });

  it('a dry run of Decrypt needs no ciphertext where it is to be ignored', async () => {
    const input = { KeyId: keyId, DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] };
    expect(await call('Decrypt', input)).toMatchObject({ status: 412 });
    const CiphertextBlob = b64(Uint8Array.of(1));
    expect(await call('Decrypt', { ...input, CiphertextBlob })).toMatchObject({ status: 412 });
    const disabled = await createPracticeKey(store, realm, null, { state: 'Disabled' });
    const { body } = await call('Decrypt', { ...input, KeyId: disabled });
    expect(body['__type']).toBe('DisabledException');
  });
});

describe('the catalog', () => {
  it('describes a key as AWS does', async () => {
    const created = now.toISOString();
    const KeyId = await createPracticeKey(store, realm, null, { description: 'mine', created });
    expect(await ok('DescribeKey', { KeyId })).toEqual({
      KeyMetadata: {
        AWSAccountId: '111122223333',
        KeyId: KeyId.split('/')[1],
        Arn: KeyId,
        CreationDate: now.getTime() / 1000,
        Description: 'mine',
        Enabled: true,
        KeyState: 'Enabled',
        KeyUsage: 'ENCRYPT_DECRYPT',
        KeySpec: 'SYMMETRIC_DEFAULT',
        CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
        KeyManager: 'CUSTOMER',
        Origin: 'AWS_KMS',
        MultiRegion: false,
        EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      },
    });
  });

  it('says that a key is not rotated', async () => {
    expect(await ok('GetKeyRotationStatus', { KeyId: keyArn })).toEqual({
      KeyId: keyId,
      KeyRotationEnabled: false,
    });
    const unknown = await call('GetKeyRotationStatus', { KeyId: randomUUID() });
    expect(unknown.body['__type']).toBe('NotFoundException');
  });

  it.each([
    ['ListKeys', 'Keys', 'KeyId', 7],
    ['ListAliases', 'Aliases', 'AliasName', 7],
  ])(
    '%s gives each entry once, page by page, also when more are made meanwhile',
    async (operation, list, name, limit) => {
      for (let n = 0; n < 30; n += 1) await createPracticeKey(store, realm, `k${n}`);
      const expected = (await store.read()).keys.map(({ id }) => id);
      const seen: unknown[] = [];
      let Marker: unknown;
      let pages = 0;
      do {
        const body = await ok(operation, { Limit: limit, Marker });
        seen.push(...Array.from(Object(body[list]), (entry) => Object(entry)[name]));
        Marker = body['NextMarker'];
        expect(body['Truncated']).toBe(Marker !== undefined);
        pages += 1;
      } while (Marker !== undefined && pages < 20);
      expect(pages).toBe(5);
      expect(new Set(seen).size).toBe(31);
      if (name === 'KeyId') expect(seen).toEqual([...expected].sort());
    },
  );

  it('lists 100 keys and 50 aliases where nothing else is asked', async () => {
    for (let n = 0; n < 120; n += 1) await createPracticeKey(store, realm, `k${n}`);
    const { Keys, Truncated } = await ok('ListKeys', {});
    expect([Array.from(Object(Keys)).length, Truncated]).toEqual([100, true]);
    expect(Array.from(Object((await ok('ListAliases', {}))['Aliases']))).toHaveLength(50);
  });

  it('lists the aliases of one key', async () => {
    await createPracticeKey(store, realm, 'other');
    const { Aliases, Truncated } = await ok('ListAliases', { KeyId: keyArn });
    expect(Truncated).toBe(false);
    expect(Aliases).toEqual([
      {
        AliasName: 'alias/payroll',
        AliasArn: 'arn:aws:kms:us-east-1:111122223333:alias/payroll',
        TargetKeyId: keyId,
        CreationDate: 1_767_323_045,
        LastUpdatedDate: 1_767_323_045,
      },
    ]);
  });
});

describe('key bytes', () => {
  it('are zeroed once the response is made', async () => {
    const { Plaintext, CiphertextBlob } = await ok('GenerateDataKey', { KeyId: keyId, NumberOfBytes: 32 });
    const generated = await vi.mocked(crypto.generateDataKey).mock.results[0]?.value;
    expect(Object(generated)['Plaintext']).toEqual(new Uint8Array(32));
    expect((await ok('Decrypt', { CiphertextBlob }))['Plaintext']).toBe(Plaintext);
    const decrypted = await vi.mocked(crypto.decrypt).mock.results[0]?.value;
    expect(Object(decrypted)['Plaintext']).toEqual(new Uint8Array(32));
    expect(Plaintext).not.toBe(b64(new Uint8Array(32)));
  });
});
