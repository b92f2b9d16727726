/** One data key under several KMS keys: all of them or none, each once, and nothing of the data key is left behind. */
import { expect, test, vi } from 'vitest';
import { DataKey } from '../../electron/kms/data-key.ts';
import { KmsError } from '../../electron/kms/errors.ts';
import type { EncryptDataKeyRequest, GenerateDataKeyRequest } from '../../electron/kms/port.ts';
import type { KmsFor } from '../../electron/vault/unwrap.ts';
import { checkKeys, type WrapOptions, wrap } from '../../electron/vault/wrap.ts';
import { awsArn, otherArn, practiceArn } from './envelopes.ts';
import { failureCode, kmsThat } from './fakes.ts';

const context = new Map([['a', 'b']]);
const usual = { profileId: 'aws:dev', signal: undefined };
const third = awsArn.replace('1234abcd', '9999abcd');
const aliases: Readonly<Record<string, string>> = { 'alias/a': awsArn, 'alias/b': third };

/** Key services that know aliases; `refusing` is the key that answers with `key-disabled`. */
function services(refusing: string | null = null) {
  const asked: (readonly [string, string | null, string])[] = [];
  const given: DataKey[] = [];
  const answer = ({ keyId }: GenerateDataKeyRequest | EncryptDataKeyRequest) => {
    const keyArn = aliases[keyId] ?? keyId;
    if (keyId === refusing) throw new KmsError('key-disabled', { keyArn });
    return { keyArn, ciphertext: Buffer.from(`under ${keyArn}`), requestId: `of ${keyId}` };
  };
  const kmsFor: KmsFor = async (_, region) =>
    kmsThat({
      generateDataKey: async (request) => {
        asked.push(['generate', region, request.keyId]);
        expect(request.encryptionContext).toBe(context);
        const answered = answer(request);
        const dataKey = new DataKey(new Uint8Array(32).fill(7));
        given.push(dataKey);
        return { ...answered, dataKey };
      },
      encryptDataKey: async (request) => {
        asked.push(['encrypt', region, request.keyId]);
        expect(request.encryptionContext).toBe(context);
        expect(request.dataKey).toEqual(new Uint8Array(32).fill(7));
        return answer(request);
      },
    });
  return { kmsFor, asked, given };
}

const arnsOf = (keys: readonly { readonly providerInfo: Uint8Array }[]) =>
  keys.map(({ providerInfo }) => Buffer.from(providerInfo).toString());

test('the first key generates, the others encrypt, each in the region of its ARN, else the profile’s', async () => {
  const { kmsFor, asked } = services();
  const options: WrapOptions = { ...usual, keyId: 'alias/a', otherKeyIds: [otherArn, 'alias/b'] };
  const material = await wrap(kmsFor, options, context);
  expect(asked).toEqual([
    ['generate', null, 'alias/a'],
    ['encrypt', 'us-east-1', otherArn],
    ['encrypt', null, 'alias/b'],
  ]);
  expect(material).toMatchObject({ keyArn: awsArn, requestId: 'of alias/a', context });
  expect(material.dataKey).toEqual(new Uint8Array(32).fill(7));
  expect(material.encryptedDataKeys).toEqual(
    [awsArn, otherArn, third].map((arn) => ({
      providerId: 'aws-kms',
      providerInfo: new TextEncoder().encode(arn),
      ciphertext: Buffer.from(`under ${arn}`),
    })),
  );
});

test.each([
  ['the same name twice', ['alias/a', 'alias/a', otherArn], 2],
  ['an alias and the ARN of its key', ['alias/a', otherArn, awsArn], 3],
  ['the ARN and then an alias of it', [awsArn, otherArn, 'alias/a'], 3],
])('a key that is named by %s is in the envelope once', async (_, [keyId = '', ...otherKeyIds], calls) => {
  const { kmsFor, asked } = services();
  const material = await wrap(kmsFor, { ...usual, keyId, otherKeyIds }, context);
  expect(arnsOf(material.encryptedDataKeys)).toEqual([awsArn, otherArn]);
  expect(asked).toHaveLength(calls);
});

test.each([awsArn, otherArn, third])(
  'all or nothing: %s refuses, and its error is the file’s',
  async (key) => {
    const { kmsFor, given } = services(key);
    const options = { ...usual, keyId: awsArn, otherKeyIds: [otherArn, third] };
    await expect(wrap(kmsFor, options, context)).rejects.toMatchObject({
      code: 'key-disabled',
      details: { keyArn: key },
    });
    expect(given.map(({ length }) => length)).toEqual(key === awsArn ? [] : [0]);
  },
);

test('a region that cannot be reached gives the data key up, too', async () => {
  const { kmsFor, given } = services();
  const unreachable = vi.fn(async (profile: string, region: string | null) => {
    if (region === 'us-east-1') throw new KmsError('offline');
    return kmsFor(profile, region);
  });
  const options = { ...usual, keyId: awsArn, otherKeyIds: [otherArn] };
  await expect(wrap(unreachable, options, context)).rejects.toMatchObject({ code: 'offline' });
  expect(given.map(({ length }) => length)).toEqual([0]);
});

const many = Array.from({ length: 10 }, (_, index) => `alias/${index}`);
test.each([
  [
    'a practice key beside one of AWS’s',
    { ...usual, keyId: awsArn, otherKeyIds: [practiceArn] },
    'key-not-found',
  ],
  [
    'one of AWS’s beside a practice key',
    { profileId: 'practice', keyId: 'alias/a', otherKeyIds: [awsArn] },
    'key-not-found',
  ],
  [
    'more keys than envelopes are read with',
    { ...usual, keyId: awsArn, otherKeyIds: many },
    'limit-exceeded',
  ],
  ['as many, one of them twice', { ...usual, keyId: 'alias/1', otherKeyIds: many }, 'done'],
])('%s: %j', async (_, options: WrapOptions, code) => {
  expect(await failureCode(() => checkKeys({ signal: undefined, ...options }))).toBe(code);
});
