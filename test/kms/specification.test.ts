/**
 * What AWS's specification demands of a keyring's calls, in its words: awslabs/aws-encryption-sdk-specification,
 * framework/aws-kms/aws-kms-keyring.md (and aws-kms-mrk-keyring.md, which demands the same). The demands on envelopes are
 * tested in test/vault/candidates.test.ts, those on several keys in test/vault/wrap.test.ts and keyring.test.ts.
 */
import { describe, expect, test } from 'vitest';
import { type AwsKms, kmsOverClient } from '../../electron/kms/aws-kms.ts';
import { scriptedKms } from './scripted-kms.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';
const OTHER = KEY.replace('mrk-1234', 'mrk-5678');
const REPLICA = KEY.replace('us-east-1', 'eu-west-1');
const ALIAS = 'arn:aws:kms:us-east-1:111122223333:alias/payroll';
const encryptionContext = new Map([['purpose', 'audit']]);
const grantTokens = ['token-1', 'token-2'];
const base64 = (length: number): string => Buffer.alloc(length, 7).toString('base64');
interface Answer {
  readonly KeyId: string | undefined;
  readonly Plaintext: string | undefined;
  readonly CiphertextBlob: string | undefined;
}
const answer: Answer = { KeyId: KEY, Plaintext: base64(32), CiphertextBlob: base64(150) };

const calls = {
  GenerateDataKey: (kms: AwsKms, keyId: string) =>
    kms.generateDataKey({ keyId, length: 32, encryptionContext, grantTokens }),
  Encrypt: (kms: AwsKms, keyId: string) =>
    kms.encryptDataKey({ keyId, dataKey: new Uint8Array(32).fill(7), encryptionContext, grantTokens }),
  Decrypt: (kms: AwsKms, keyArn: string) =>
    kms.decryptDataKey({ keyArn, ciphertext: Uint8Array.of(9), length: 32, encryptionContext, grantTokens }),
};
type Operation = keyof typeof calls;

/** What becomes of the call when KMS answers so: its result, or its code. */
async function called(operation: Operation, keyId: string, response: Answer): Promise<unknown> {
  const { Plaintext, ...encrypted } = response;
  const { client, asked, plaintexts } = scriptedKms(() =>
    operation === 'Encrypt' ? encrypted : { ...encrypted, Plaintext },
  );
  const result = await calls[operation](kmsOverClient(client), keyId).catch(({ code }) => code);
  for (const plaintext of plaintexts) expect(plaintext.every((byte) => byte === 0)).toBe(true);
  return { result, asked };
}

const sent = { EncryptionContext: { purpose: 'audit' }, GrantTokens: grantTokens };
test.each<[Operation, string, object]>([
  ['GenerateDataKey', 'alias/payroll', { ...sent, KeyId: 'alias/payroll', NumberOfBytes: 32 }],
  ['Encrypt', ALIAS, { ...sent, KeyId: ALIAS, Plaintext: base64(32) }],
  ['Decrypt', KEY, { ...sent, KeyId: KEY, CiphertextBlob: 'CQ==' }],
])('"MUST call AWS KMS %s with a request constructed as follows"', async (operation, keyId, input) => {
  expect(await called(operation, keyId, answer)).toMatchObject({ asked: [{ operation, input }] });
});

const noArns = ['alias/payroll', ALIAS, KEY.split('/')[1], KEY.replace(':kms:', ':s3:'), '', undefined];
describe.each<Operation>(['GenerateDataKey', 'Encrypt'])('%s', (operation) => {
  test.each(noArns)('"response’s KeyId MUST be a valid AWS KMS key ARN": not %s', async (KeyId) => {
    expect(await called(operation, 'alias/payroll', { ...answer, KeyId })).toMatchObject({
      result: 'wrong-key',
    });
  });

  test('"the key provider information MUST be the response KeyId"', async () => {
    expect(await called(operation, 'alias/payroll', { ...answer, KeyId: OTHER })).toMatchObject({
      result: { keyArn: OTHER },
    });
  });

  test('"the ciphertext MUST be the response CiphertextBlob", which cannot be empty or longer than KMS makes it', async () => {
    const result = async (CiphertextBlob: string | undefined) =>
      called(operation, KEY, { ...answer, CiphertextBlob });
    expect(await result(base64(6144))).toMatchObject({
      result: { ciphertext: new Uint8Array(6144).fill(7) },
    });
    for (const blob of [base64(6145), '', undefined])
      expect(await result(blob)).toMatchObject({ result: 'kms-error' });
  });
});

const lengths = [31, 33, 16, 0, undefined].map((length) => [length] as const);
describe('the length of the data key', () => {
  test.each(lengths)('"MUST verify that the response Plaintext length matches": not %s', async (length) => {
    const Plaintext = length === undefined ? undefined : base64(length);
    expect(await called('GenerateDataKey', KEY, { ...answer, Plaintext })).toMatchObject({
      result: 'kms-error',
    });
    expect(await called('Decrypt', KEY, { ...answer, Plaintext })).toMatchObject({
      result: 'data-key-damaged',
    });
  });
});

test.each([...noArns, OTHER, REPLICA])(
  '"The KeyId field in the response MUST equal the configured AWS KMS key identifier": not %s',
  async (KeyId) => {
    expect(await called('Decrypt', KEY, { ...answer, KeyId })).toMatchObject({ result: 'wrong-key' });
  },
);
