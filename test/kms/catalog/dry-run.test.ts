/** A dry run says whether a call would succeed, and nobody gets a key by it. */
import { describe, expect, it } from 'vitest';
import { kmsOverClient } from '../../../electron/kms/aws-kms.ts';
import { failureOf } from '../failure-of.ts';
import { Refused, scriptedKms } from '../scripted-kms.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const yes = new Refused('DryRunOperationException', 412);
const encryptionContext = new Map([['a', 'b']]);
const ciphertext = Uint8Array.of(9, 9);

const cases = [
  [
    'GenerateDataKey',
    (kms: ReturnType<typeof kmsOverClient>) => kms.dryRunGenerate({ keyId: KEY, encryptionContext }),
    { NumberOfBytes: 32 },
  ],
  [
    'Decrypt',
    (kms: ReturnType<typeof kmsOverClient>) =>
      kms.dryRunDecrypt({ keyId: KEY, encryptionContext, ciphertext }),
    { CiphertextBlob: 'CQk=' },
  ],
  [
    'Decrypt',
    (kms: ReturnType<typeof kmsOverClient>) =>
      kms.dryRunDecrypt({ keyId: KEY, encryptionContext, ciphertext: null }),
    { DryRunModifiers: ['IGNORE_CIPHERTEXT'] },
  ],
] as const;

describe.each(cases)('%s', (operation, call, input) => {
  it('is asked as a dry run, under the key and the context', async () => {
    const { client, asked } = scriptedKms(() => yes);
    await call(kmsOverClient(client));
    const common = { KeyId: KEY, EncryptionContext: { a: 'b' }, DryRun: true };
    expect(asked).toEqual([{ operation, input: { ...common, ...input } }]);
  });

  it.each([
    ['AccessDeniedException', 'access-denied'],
    ['DisabledException', 'key-disabled'],
    ['KMSInvalidStateException', 'key-pending-deletion'],
    ['ValidationException', 'kms-error'],
  ])('that AWS answers with %s fails as the call would: %s', async (type, code) => {
    const { client } = scriptedKms(() => new Refused(type));
    const error = await failureOf(call(kmsOverClient(client)));
    expect(error).toMatchObject({ code, details: { errorName: type, keyArn: KEY } });
  });

  it('that a server has done leaves no key behind', async () => {
    const Plaintext = Buffer.alloc(32, 7).toString('base64');
    const { client, plaintexts } = scriptedKms(() => ({ KeyId: KEY, Plaintext, CiphertextBlob: 'CQk=' }));
    await call(kmsOverClient(client));
    expect(plaintexts).toEqual([new Uint8Array(32)]);
  });
});
