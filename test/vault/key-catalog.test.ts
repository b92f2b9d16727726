/** Lists are asked for once in a while, keys are found by what a person pastes, and nothing refused is a failure. */
import { expect, test, vi } from 'vitest';
import { KmsError } from '../../electron/kms/errors.ts';
import type { KmsPort, ListedKeys } from '../../electron/kms/port.ts';
import { createKeyCatalog } from '../../electron/vault/key-catalog.ts';
import type { KmsFor } from '../../electron/vault/vault.ts';
import { awsArn, otherArn, practiceArn } from './envelopes.ts';
import { failureCode, kmsThat } from './fakes.ts';

const MINUTES = 60_000;
const facts = {
  description: 'For wages',
  state: 'Enabled',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  manager: 'CUSTOMER',
  origin: 'AWS_KMS',
  multiRegion: null,
  deletionDate: null,
};
const payroll = { arn: awsArn, aliases: ['payroll', 'wages'], facts };
const list: ListedKeys = { keys: [payroll], denied: [], more: false };
const refused = () => Promise.reject(new KmsError('access-denied'));
const yes = async () => {};
const noContext = new Map<string, string>();

function start(answers: Partial<KmsPort>) {
  const clock = { now: 0 };
  const kmsFor = vi.fn<KmsFor>(async () => kmsThat(answers));
  return { clock, kmsFor, catalog: createKeyCatalog(kmsFor, () => clock.now) };
}

test('a list counts for five minutes, for its own profile, unless asked for again or forgotten', async () => {
  const listKeys = vi.fn(async () => list);
  const { clock, catalog } = start({ listKeys });
  const ask = async (profileId: string, fresh = false) => {
    expect(await catalog.list(profileId, { fresh })).toEqual(list);
    return listKeys.mock.calls.length;
  };
  expect([await ask('aws:dev'), await ask('aws:dev'), await ask('aws:prod')]).toEqual([1, 1, 2]);
  clock.now = 5 * MINUTES - 1;
  expect([await ask('aws:dev'), await ask('aws:dev', true)]).toEqual([2, 3]);
  clock.now = 10 * MINUTES - 1;
  expect(await ask('aws:dev')).toBe(4);
  catalog.forget();
  expect(await ask('aws:dev')).toBe(5);
});

test('a list that failed is asked for again', async () => {
  const listKeys = vi.fn<KmsPort['listKeys']>().mockRejectedValueOnce(new KmsError('offline'));
  listKeys.mockResolvedValue(list);
  const { catalog } = start({ listKeys });
  await expect(catalog.list('aws:dev')).rejects.toMatchObject({ code: 'offline' });
  expect(await catalog.list('aws:dev')).toEqual(list);
});

test.each([
  ['payroll', 'alias/payroll', null],
  [' alias/payroll\n', 'alias/payroll', null],
  ['1234abcd-12ab-34cd-56ef-1234567890ab', '1234abcd-12ab-34cd-56ef-1234567890ab', null],
  ['mrk-0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'mrk-0f1e2d3c4b5a69788796a5b4c3d2e1f0', null],
  [
    'arn:aws:kms:ap-south-1:999988887777:alias/x',
    'arn:aws:kms:ap-south-1:999988887777:alias/x',
    'ap-south-1',
  ],
])('%j is asked for as %s, where it is', async (named, keyId, region) => {
  const describeKey = vi.fn<KmsPort['describeKey']>(async () => ({ ...payroll, aliases: [] }));
  const { catalog, kmsFor } = start({ describeKey, listKeys: async () => list });
  expect(await catalog.find('aws:dev', named)).toEqual({ ...payroll, aliases: [] });
  expect(describeKey.mock.calls.map(([id]) => id)).toEqual([keyId]);
  expect(kmsFor.mock.calls.map(([profile, asked]) => [profile, asked])).toEqual([['aws:dev', region]]);
  await catalog.list('aws:dev');
  expect(await catalog.find('aws:dev', named)).toEqual(payroll);
});

test.each([
  ['arn:aws:kms:evil.example/:111122223333:key/x', 'aws:dev'],
  ['arn:aws:s3:::bucket', 'aws:dev'],
  [practiceArn, 'aws:dev'],
  [awsArn, 'practice'],
])('nobody is asked for %s with %s', async (named, profileId) => {
  const { catalog, kmsFor } = start({});
  expect(await failureCode(() => catalog.find(profileId, named))).toBe('key-not-found');
  expect(kmsFor).not.toHaveBeenCalled();
});

test.each([
  ['payroll', payroll],
  [awsArn.slice(awsArn.lastIndexOf('/') + 1), payroll],
  ['nobody-knows', { arn: 'alias/nobody-knows', aliases: [], facts: null }],
])('%s that may not be described is known by the list alone', async (named, key) => {
  const { catalog } = start({ describeKey: refused, listKeys: async () => list });
  expect(await catalog.find('aws:dev', named)).toEqual(key);
});

test('an ARN that may not be described is taken as it is, and no list is asked for', async () => {
  const listKeys = vi.fn(async () => list);
  const { catalog } = start({ describeKey: refused, listKeys });
  expect(await catalog.find('aws:dev', otherArn)).toEqual({ arn: otherArn, aliases: [], facts: null });
  expect(listKeys).not.toHaveBeenCalled();
});

test('a key that does not exist is not found', async () => {
  const { catalog } = start({ describeKey: () => Promise.reject(new KmsError('key-not-found')) });
  await expect(catalog.find('aws:dev', awsArn)).rejects.toMatchObject({ code: 'key-not-found' });
});

test('what can be done with a key is asked under the context, in the key’s region, without a ciphertext', async () => {
  const [dryRunGenerate, dryRunDecrypt] = [vi.fn(yes), vi.fn<KmsPort['dryRunDecrypt']>(yes)];
  const keyRotation = async () => ({ enabled: true, periodDays: 365 });
  const { catalog, kmsFor } = start({ dryRunGenerate, dryRunDecrypt, keyRotation });
  const context = new Map([['purpose', 'wages']]);
  const answer = { answer: 'yes', error: null };
  expect(await catalog.examine('aws:dev', awsArn, context)).toEqual({
    rotation: { enabled: true, periodDays: 365 },
    canEncrypt: answer,
    canDecrypt: answer,
  });
  const request = { keyId: awsArn, encryptionContext: context };
  expect(dryRunGenerate.mock.calls).toEqual([[request]]);
  expect(dryRunDecrypt.mock.calls).toEqual([[{ ...request, ciphertext: null }]]);
  expect(new Set(kmsFor.mock.calls.map(([, region]) => region))).toEqual(new Set([awsArn.split(':')[3]]));
});

test.each([
  ['access-denied', 'no'],
  ['key-disabled', 'no'],
  ['key-pending-deletion', 'no'],
  ['key-unusable', 'no'],
  ['throttled', 'unknown'],
  ['offline', 'unknown'],
  // A server that does not know DryRun's modifier answers ValidationException.
  ['kms-error', 'unknown'],
] as const)('a dry run that fails with %s answers %s, and why', async (code, answer) => {
  const fails = () => Promise.reject(new KmsError(code));
  const { catalog } = start({ dryRunGenerate: yes, dryRunDecrypt: fails, keyRotation: refused });
  const { rotation, canEncrypt, canDecrypt } = await catalog.examine('aws:dev', awsArn, noContext);
  expect(canEncrypt).toEqual({ answer: 'yes', error: null });
  expect(canDecrypt).toMatchObject({ answer, error: { code } });
  expect(rotation).toBeNull();
  expect(await catalog.canDecrypt('aws:dev', awsArn, noContext)).toEqual(canDecrypt);
});

test('where the profile itself fails, nothing is known, and nothing rejects', async () => {
  const catalog = createKeyCatalog(
    () => Promise.reject(new KmsError('sign-in-needed')),
    () => 0,
  );
  const unknown = { answer: 'unknown', error: { code: 'sign-in-needed' } };
  expect(await catalog.examine('aws:dev', awsArn, noContext)).toMatchObject({
    canEncrypt: unknown,
    canDecrypt: unknown,
  });
});
