import { describe, expect, it, vi } from 'vitest';
import { kmsOverClient } from '../../electron/kms/aws-kms.ts';
import { DataKey } from '../../electron/kms/data-key.ts';
import { failureOf } from './failure-of.ts';
import { Refused, scriptedKms } from './scripted-kms.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const OTHER = 'arn:aws:kms:us-east-1:111122223333:key/ffffabcd-12ab-34cd-56ef-1234567890ab';
const bytes = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
const base64 = (data: Uint8Array) => Buffer.from(data).toString('base64');
const none = new Map<string, string>();

const answer = { KeyId: KEY, Plaintext: base64(bytes), CiphertextBlob: base64(Uint8Array.of(9, 9)) };
const generate = { keyId: KEY, encryptionContext: none, length: 32 };
const decrypt = { keyArn: KEY, ciphertext: Uint8Array.of(9, 9), encryptionContext: none, length: 32 };

describe('generateDataKey', () => {
  it('asks for bytes under the key and context, and takes the key out of the SDK', async () => {
    const { client, asked, plaintexts } = scriptedKms(() => answer);
    const encryptionContext = new Map([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['ü', '🔑'],
    ]);
    const made = await kmsOverClient(client).generateDataKey({ ...generate, encryptionContext });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.operation).toBe('GenerateDataKey');
    const { EncryptionContext, ...input } = asked[0]?.input ?? {};
    expect(input).toEqual({ KeyId: KEY, NumberOfBytes: 32 });
    expect(new Map(Object.entries(Object(EncryptionContext)))).toEqual(encryptionContext);
    expect(made.dataKey.bytes).toEqual(bytes);
    expect(made.dataKey.bytes.buffer.byteLength).toBe(32);
    expect({ ...made, dataKey: null }).toEqual({
      dataKey: null,
      keyArn: KEY,
      ciphertext: Uint8Array.of(9, 9),
      requestId: 'request-1',
    });
    expect(plaintexts).toEqual([new Uint8Array(32)]);
  });

  it.each([
    ['alias/payroll', KEY],
    ['1234abcd-12ab-34cd-56ef-1234567890ab', KEY],
    ['arn:aws:kms:us-east-1:111122223333:alias/payroll', OTHER],
  ])('answers the ARN that the service gives for %s', async (keyId, arn) => {
    const { client } = scriptedKms(() => ({ ...answer, KeyId: arn }));
    expect((await kmsOverClient(client).generateDataKey({ ...generate, keyId })).keyArn).toBe(arn);
  });

  it.each([
    ['another key', { ...answer, KeyId: OTHER }, 'wrong-key'],
    ['an alias', { ...answer, KeyId: 'arn:aws:kms:us-east-1:111122223333:alias/x' }, 'wrong-key'],
    ['no key', { ...answer, KeyId: undefined }, 'wrong-key'],
    ['no ciphertext', { ...answer, CiphertextBlob: undefined }, 'kms-error'],
    ['an empty ciphertext', { ...answer, CiphertextBlob: '' }, 'kms-error'],
    ['too long a ciphertext', { ...answer, CiphertextBlob: base64(new Uint8Array(6145)) }, 'kms-error'],
    ['a short key', { ...answer, Plaintext: base64(bytes.subarray(1)) }, 'kms-error'],
    ['a long key', { ...answer, Plaintext: base64(new Uint8Array(33).fill(7)) }, 'kms-error'],
    ['a key of zeros', { ...answer, Plaintext: base64(new Uint8Array(32)) }, 'kms-error'],
    ['no data key', { ...answer, Plaintext: undefined }, 'kms-error'],
  ])('refuses an answer with %s, and zeroes what came', async (_, response, code) => {
    const { client, plaintexts } = scriptedKms(() => response);
    const error = await failureOf(kmsOverClient(client).generateDataKey(generate));
    expect(error.code).toBe(code);
    const asked = { action: 'kms:GenerateDataKey', keyId: KEY, region: 'us-east-1', encryptionContext: none };
    const expected = { errorName: 'UnexpectedResponse', requestId: 'request-1', keyArn: KEY };
    expect(error.details).toEqual({ ...expected, asked });
    for (const plaintext of plaintexts) expect(plaintext).toEqual(new Uint8Array(plaintext.length));
    expect(plaintexts).toHaveLength(response.Plaintext === undefined ? 0 : 1);
  });
});

describe('decryptDataKey', () => {
  it('always names the key, and takes the data key out of the SDK', async () => {
    const { client, asked, plaintexts } = scriptedKms(() => answer);
    const opened = await kmsOverClient(client).decryptDataKey({
      ...decrypt,
      encryptionContext: new Map([['a', 'b']]),
    });
    expect(asked).toEqual([
      { operation: 'Decrypt', input: { KeyId: KEY, CiphertextBlob: 'CQk=', EncryptionContext: { a: 'b' } } },
    ]);
    expect(opened.dataKey.bytes).toEqual(bytes);
    expect(opened.requestId).toBe('request-1');
    expect(plaintexts).toEqual([new Uint8Array(32)]);
  });

  it.each([
    ['names another key', { ...answer, KeyId: OTHER }, 'wrong-key'],
    ['names no key', { ...answer, KeyId: undefined }, 'wrong-key'],
    [
      'has a data key of another length',
      { ...answer, Plaintext: base64(bytes.subarray(16)) },
      'data-key-damaged',
    ],
    ['has no data key', { ...answer, Plaintext: undefined }, 'data-key-damaged'],
  ])('refuses an answer that %s, and zeroes what came', async (_, response, code) => {
    const { client, plaintexts } = scriptedKms(() => response);
    const error = await failureOf(kmsOverClient(client).decryptDataKey(decrypt));
    expect(error.code).toBe(code);
    for (const plaintext of plaintexts) expect(plaintext).toEqual(new Uint8Array(plaintext.length));
    expect(plaintexts).toHaveLength(response.Plaintext === undefined ? 0 : 1);
  });

  it('reports AWS’s refusal with its details and without its message', async () => {
    const { client } = scriptedKms(() => new Refused('AccessDeniedException'));
    const error = await failureOf(kmsOverClient(client).decryptDataKey(decrypt));
    expect(error.code).toBe('access-denied');
    expect(error.details).toEqual({
      errorName: 'AccessDeniedException',
      requestId: 'request-1',
      attempts: 1,
      keyArn: KEY,
      asked: { action: 'kms:Decrypt', keyId: KEY, region: 'us-east-1', encryptionContext: none },
    });
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('SECRET');
  });
});

describe('abort', () => {
  it('does not ask at all under an aborted signal', async () => {
    const { client, asked } = scriptedKms(() => answer);
    const kms = kmsOverClient(client);
    const signal = AbortSignal.abort();
    for (const call of [
      kms.generateDataKey({ ...generate, signal }),
      kms.decryptDataKey({ ...decrypt, signal }),
      kms.listKeys({ signal }),
    ]) {
      expect((await failureOf(call)).code).toBe('cancelled');
    }
    expect(asked).toEqual([]);
  });

  it('rejects at once and zeroes an answer that comes too late', async () => {
    const arrived = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const { client, plaintexts } = scriptedKms(async () => {
      arrived.resolve();
      await release.promise;
      return answer;
    });
    const controller = new AbortController();
    const pending = failureOf(
      kmsOverClient(client).generateDataKey({ ...generate, signal: controller.signal }),
    );
    await arrived.promise;
    controller.abort();
    expect((await pending).code).toBe('cancelled');
    expect(plaintexts).toEqual([]);
    const wipe = vi.spyOn(DataKey.prototype, 'wipe');
    release.resolve();
    await expect.poll(() => wipe.mock.contexts).toHaveLength(1);
    expect(wipe.mock.contexts[0]).toMatchObject({ length: 0 });
    expect(plaintexts).toEqual([new Uint8Array(32)]);
    wipe.mockRestore();
  });

  it('is not mistaken for a failure that came first', async () => {
    const { client } = scriptedKms(() => new Refused('DisabledException'));
    const signal = new AbortController().signal;
    expect((await failureOf(kmsOverClient(client).generateDataKey({ ...generate, signal }))).code).toBe(
      'key-disabled',
    );
  });
});
