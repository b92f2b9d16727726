/** What an answer may claim: a key that can be the one asked for, and a request id that looks like one. */
import type { KMSClient } from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { kmsOverClient } from '../../electron/kms/aws-kms.ts';
import { scriptedKms } from './scripted-kms.ts';

const ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY = `arn:aws:kms:us-east-1:111122223333:key/${ID}`;
const OTHER_ID = KEY.replace('1234abcd', 'ffffabcd');
const OTHER_ACCOUNT = KEY.replace('111122223333', '999999999999');
const OTHER_REGION = KEY.replace('us-east-1', 'eu-west-1');
const OTHER_PARTITION = KEY.replace('arn:aws:', 'arn:aws-cn:');
const PRACTICE = KEY.replace('111122223333', '000000000000');
const ALIAS = 'arn:aws:kms:us-east-1:111122223333:alias/payroll';

const encryptionContext = new Map<string, string>();
const ciphertext = Uint8Array.of(9);
const answering = (KeyId: string, requestId = 'request-1'): KMSClient =>
  scriptedKms(
    () => ({ KeyId, Plaintext: Buffer.alloc(32, 7).toString('base64'), CiphertextBlob: 'CQk=' }),
    requestId,
  ).client;

const generate = (client: KMSClient, keyId: string, practice = false) =>
  kmsOverClient(client, { practice }).generateDataKey({ keyId, encryptionContext, length: 32 });
const decrypt = (client: KMSClient, keyArn: string, practice = false) =>
  kmsOverClient(client, { practice }).decryptDataKey({ keyArn, ciphertext, encryptionContext, length: 32 });

describe('the key that an answer names', () => {
  it.each([
    ['alias/payroll', OTHER_REGION],
    ['alias/payroll', PRACTICE],
    [ID, OTHER_ID],
    [ID, OTHER_REGION],
    [ALIAS, OTHER_ACCOUNT],
    [ALIAS, OTHER_PARTITION],
    [ALIAS, OTHER_REGION],
    [ALIAS.replace('us-east-1', 'eu-west-1'), OTHER_REGION],
    [ALIAS.replace('111122223333', '000000000000'), PRACTICE],
    [OTHER_REGION, OTHER_REGION],
    [PRACTICE, PRACTICE],
    ['arn:aws:kms:nonsense', KEY],
  ])('for %s is not %s', async (keyId, answered) => {
    const expected = { code: 'wrong-key', details: { errorName: 'UnexpectedResponse' } };
    await expect(generate(answering(answered), keyId)).rejects.toMatchObject(expected);
  });

  it.each([
    ['alias/payroll', OTHER_ACCOUNT],
    [ID, OTHER_ACCOUNT],
    [ALIAS, OTHER_ID],
    [KEY, KEY],
  ])('for %s may be %s', async (keyId, answered) => {
    await expect(generate(answering(answered), keyId)).resolves.toMatchObject({ keyArn: answered });
  });

  it('in practice is a practice key, and only there', async () => {
    await expect(generate(answering(PRACTICE), 'alias/x', true)).resolves.toMatchObject({ keyArn: PRACTICE });
    await expect(generate(answering(KEY), 'alias/x', true)).rejects.toMatchObject({ code: 'wrong-key' });
    await expect(decrypt(answering(PRACTICE), PRACTICE, true)).resolves.toMatchObject({});
    await expect(decrypt(answering(KEY), KEY, true)).rejects.toMatchObject({ code: 'wrong-key' });
    await expect(decrypt(answering(PRACTICE), PRACTICE)).rejects.toMatchObject({ code: 'wrong-key' });
  });
});

describe('a list', () => {
  const arns = [KEY, OTHER_REGION, PRACTICE];
  const alias = (arn: string, n: number) => ({
    AliasArn: arn.replace(/key.*/, `alias/a${n}`),
    TargetKeyId: ID,
  });
  const { client } = scriptedKms(({ operation }) => {
    if (operation === 'ListKeys') return { Keys: arns.map((KeyArn) => ({ KeyArn })) };
    return operation === 'ListAliases' ? { Aliases: arns.map(alias) } : { KeyMetadata: { KeyId: ID } };
  });

  it.each([
    [false, KEY, 'a0'],
    [true, PRACTICE, 'a2'],
  ])('with practice %s has no keys of elsewhere', async (practice, arn, name) => {
    expect(await kmsOverClient(client, { practice }).listKeys()).toMatchObject({
      keys: [{ arn, aliases: [name] }],
    });
  });
});

describe('a list of 20,000 aliases of one key', () => {
  const name = (n: number) => `a${String(20_000 - n).padStart(5, '0')}`;
  const aliases = Array.from({ length: 20_000 }, (_, n) => ({
    AliasArn: ALIAS.replace('payroll', name(n)),
    TargetKeyId: ID,
  }));
  const { client } = scriptedKms(({ operation }) => {
    if (operation === 'ListKeys') return { Keys: [{ KeyArn: KEY }] };
    return operation === 'ListAliases' ? { Aliases: aliases } : { KeyMetadata: { KeyId: ID } };
  });

  it('ends where a menu would', async () => {
    const {
      keys: [key],
    } = await kmsOverClient(client).listKeys();
    const first = Array.from({ length: 10_000 }, (_, n) => name(n)).sort();
    expect(key?.aliases).toEqual(first);
  });
});

describe('a request id', () => {
  it.each([
    ['that looks like one', '0123-abc', '0123-abc'],
    ['of 9,000 characters', 'x'.repeat(9_000), null],
    ['with words in it', 'call 555-0100 now', null],
  ])('%s', async (_, sent, kept) => {
    const client = answering(KEY, sent);
    await expect(generate(client, KEY)).resolves.toMatchObject({ requestId: kept });
    await expect(decrypt(client, KEY)).resolves.toMatchObject({ requestId: kept });
    const refused = await generate(client, OTHER_ID).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'wrong-key' });
    expect(JSON.stringify(refused).includes(sent)).toBe(kept !== null);
  });
});
