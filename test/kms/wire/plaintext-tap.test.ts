/** The data key goes past the SDK: its parser never sees it, and a call that fails leaves none behind. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { kmsOverClient } from '../../../electron/kms/aws-kms.ts';
import { scriptedKms } from '../scripted-kms.ts';

const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const plain = Buffer.alloc(32, 7);
const Plaintext = plain.toString('base64');
const encryptionContext = new Map<string, string>();

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the SDK parses an answer without the key', () => {
  test.each(['GenerateDataKey', 'Decrypt'])('of %s', async (operation) => {
    const { client } = scriptedKms(() => ({ KeyId: keyArn, Plaintext, CiphertextBlob: 'CQk=' }));
    const parse = vi.spyOn(JSON, 'parse');
    const kms = kmsOverClient(client);
    const { dataKey } =
      operation === 'Decrypt'
        ? await kms.decryptDataKey({ keyArn, ciphertext: Uint8Array.of(9), encryptionContext, length: 32 })
        : await kms.generateDataKey({ keyId: keyArn, encryptionContext, length: 32 });
    expect(Buffer.from(dataKey.bytes).equals(plain)).toBe(true);
    const parsed = parse.mock.calls.map(([text]) => text);
    expect(parsed.filter((text) => text.includes('"Plaintext":""'))).toHaveLength(1);
    expect(parsed.filter((text) => text.includes(Plaintext))).toEqual([]);
  });
});

test.each([203, 400, 500])(
  'nor does it parse one with the status %i, as no AWS would send it',
  async (status) => {
    const { client } = scriptedKms(() => ({ KeyId: keyArn, Plaintext, CiphertextBlob: 'CQk=' }));
    const { requestHandler } = client.config;
    const handle = requestHandler.handle.bind(requestHandler);
    vi.spyOn(requestHandler, 'handle').mockImplementation(async (...args) => {
      const answered = await handle(...args);
      answered.response.statusCode = status;
      return answered;
    });
    const parse = vi.spyOn(JSON, 'parse');
    const asking = kmsOverClient(client).generateDataKey({ keyId: keyArn, encryptionContext, length: 32 });
    await asking.catch((error) => expect(error.code).toBe('kms-error'));
    const parsed = parse.mock.calls.map(([text]) => text);
    expect(parsed.filter((text) => text.includes('"Plaintext":""'))).toHaveLength(1);
    expect(parsed.filter((text) => text.includes(Plaintext))).toEqual([]);
  },
);

test('an answer with a key of another length: refused, and zeroed', async () => {
  const { client, plaintexts } = scriptedKms(() => ({
    KeyId: keyArn,
    Plaintext: 'BwcH',
    CiphertextBlob: 'CQk=',
  }));
  const asking = kmsOverClient(client).generateDataKey({ keyId: keyArn, encryptionContext, length: 32 });
  await expect(asking).rejects.toMatchObject({ code: 'kms-error' });
  expect(plaintexts).toEqual([new Uint8Array(3)]);
});
