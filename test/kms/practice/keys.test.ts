/** What makes, shows and changes keys in the KMS of the tests, over HTTP with the real SDK. */
import { createPublicKey } from 'node:crypto';
import type { KMS } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kmsClient } from '../../support/kms-client.ts';
import { type KmsServer, startKmsServer } from '../../support/kms-server.ts';
import { createPracticeKey } from '../../support/practice-key.ts';

const unknown = '12345678-1234-1234-1234-123456789012';
const Plaintext = Buffer.from('secret');

let server: KmsServer;
let kms: KMS;
let keyArn: string;

beforeEach(async () => {
  server = await startKmsServer();
  kms = kmsClient(server);
  keyArn = await createPracticeKey(server.store, server.realm, 'payroll');
});
afterEach(() => server.close());

const named = (name: string) => expect.objectContaining({ name });
const create = async (input: Parameters<KMS['createKey']>[0] = {}) =>
  (await kms.createKey(input)).KeyMetadata?.Arn ?? '';

describe('CreateKey', () => {
  it('makes a symmetric key, which DescribeKey tells as CreateKey did', async () => {
    const { KeyMetadata } = await kms.createKey({ Description: 'mine' });
    expect(KeyMetadata).toMatchObject({
      Description: 'mine',
      KeyState: 'Enabled',
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyManager: 'CUSTOMER',
      MultiRegion: false,
    });
    expect((await kms.describeKey({ KeyId: KeyMetadata?.KeyId })).KeyMetadata).toEqual(KeyMetadata);
  });

  it.each(['RSA_2048', 'RSA_3072', 'RSA_4096'] as const)(
    'makes an %s key, with a public key of that size',
    async (KeySpec) => {
      const KeyId = await create({ KeySpec, KeyUsage: 'ENCRYPT_DECRYPT' });
      const told = await kms.getPublicKey({ KeyId });
      expect(told).toMatchObject({
        KeyId,
        KeySpec,
        EncryptionAlgorithms: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
      });
      const key = createPublicKey({ key: Buffer.from(told.PublicKey ?? []), format: 'der', type: 'spki' });
      expect(`RSA_${key.asymmetricKeyDetails?.modulusLength}`).toBe(KeySpec);
      expect((await kms.describeKey({ KeyId })).KeyMetadata).toMatchObject({
        KeySpec,
        KeyUsage: 'ENCRYPT_DECRYPT',
      });
    },
  );

  it.each([
    ['a long description', { Description: 'x'.repeat(8193) }, 'ValidationException'],
    ['an RSA key without usage', { KeySpec: 'RSA_2048' }, 'ValidationException'],
    [
      'an RSA key that signs',
      { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' },
      'UnsupportedOperationException',
    ],
    [
      'an HMAC key for encryption',
      { KeySpec: 'HMAC_256', KeyUsage: 'ENCRYPT_DECRYPT' },
      'UnsupportedOperationException',
    ],
    ['imported material', { Origin: 'EXTERNAL' }, 'UnsupportedOperationException'],
    ['a tag that AWS keeps for itself', { Tags: [{ TagKey: 'aws:x', TagValue: '' }] }, 'TagException'],
    ['a policy that is none', { Policy: '{}' }, 'MalformedPolicyDocumentException'],
  ] as const)('refuses %s, and makes nothing', async (_, input, name) => {
    const { Tags } = { Tags: undefined, ...input };
    await expect(kms.createKey({ ...input, Tags: Tags && [...Tags] })).rejects.toEqual(named(name));
    expect((await kms.listKeys({})).Keys).toHaveLength(1);
  });
});

describe('states', () => {
  it('change to and fro, and CancelKeyDeletion leaves the key disabled', async () => {
    const state = async () => (await kms.describeKey({ KeyId: keyArn })).KeyMetadata?.KeyState;
    await kms.disableKey({ KeyId: keyArn });
    expect(await state()).toBe('Disabled');
    await kms.enableKey({ KeyId: keyArn });
    expect(await state()).toBe('Enabled');
    const gone = await kms.scheduleKeyDeletion({ KeyId: keyArn, PendingWindowInDays: 7 });
    expect(gone).toMatchObject({ KeyId: keyArn, KeyState: 'PendingDeletion', PendingWindowInDays: 7 });
    const pending = [
      () => kms.enableKey({ KeyId: keyArn }),
      () => kms.disableKey({ KeyId: keyArn }),
      () => kms.scheduleKeyDeletion({ KeyId: keyArn }),
      () => kms.updateKeyDescription({ KeyId: keyArn, Description: '' }),
      () => kms.createAlias({ AliasName: 'alias/new', TargetKeyId: keyArn }),
      () => kms.tagResource({ KeyId: keyArn, Tags: [{ TagKey: 'a', TagValue: 'b' }] }),
      () => kms.enableKeyRotation({ KeyId: keyArn }),
      () => kms.encrypt({ KeyId: keyArn, Plaintext }),
    ];
    for (const change of pending) await expect(change()).rejects.toEqual(named('KMSInvalidStateException'));
    await kms.cancelKeyDeletion({ KeyId: keyArn });
    expect((await kms.describeKey({ KeyId: keyArn })).KeyMetadata).toMatchObject({
      KeyState: 'Disabled',
      Enabled: false,
    });
    expect((await kms.describeKey({ KeyId: keyArn })).KeyMetadata).not.toHaveProperty('DeletionDate');
    await expect(kms.cancelKeyDeletion({ KeyId: keyArn })).rejects.toEqual(named('KMSInvalidStateException'));
  });

  it('are changed by id and ARN only, of keys that there are', async () => {
    await expect(kms.disableKey({ KeyId: 'alias/payroll' })).rejects.toEqual(named('NotFoundException'));
    const aliasArn = 'arn:aws:kms:us-east-1:111122223333:alias/payroll';
    await expect(kms.disableKey({ KeyId: aliasArn })).rejects.toEqual(named('InvalidArnException'));
    await expect(kms.disableKey({ KeyId: unknown })).rejects.toEqual(named('NotFoundException'));
  });
});

describe('UpdateKeyDescription and tags', () => {
  it('show in DescribeKey and ListResourceTags', async () => {
    await kms.updateKeyDescription({ KeyId: keyArn, Description: 'salaries' });
    expect((await kms.describeKey({ KeyId: keyArn })).KeyMetadata?.Description).toBe('salaries');
    await kms.tagResource({
      KeyId: keyArn,
      Tags: [
        { TagKey: 'a', TagValue: '1' },
        { TagKey: 'b', TagValue: '2' },
      ],
    });
    await kms.tagResource({ KeyId: keyArn, Tags: [{ TagKey: 'a', TagValue: '3' }] });
    await kms.untagResource({ KeyId: keyArn, TagKeys: ['b'] });
    const { Tags } = await kms.listResourceTags({ KeyId: keyArn });
    expect(Tags).toEqual([{ TagKey: 'a', TagValue: '3' }]);
  });

  it('are at most fifty tags', async () => {
    const Tags = Array.from({ length: 51 }, (_, n) => ({ TagKey: `k${n}`, TagValue: '' }));
    await kms.tagResource({ KeyId: keyArn, Tags: Tags.slice(0, 50) });
    await expect(kms.tagResource({ KeyId: keyArn, Tags: Tags.slice(50) })).rejects.toEqual(
      named('LimitExceededException'),
    );
  });
});

describe('aliases', () => {
  it.each([
    ['alias/new', () => keyArn, null],
    ['alias/a/b_c-D9', () => keyArn, null],
    ['alias/payroll', () => keyArn, 'AlreadyExistsException'],
    ['alias/aws/s3', () => keyArn, 'NotAuthorizedException'],
    ['alias/a b', () => keyArn, 'ValidationException'],
    ['alias/', () => keyArn, 'ValidationException'],
    ['new', () => keyArn, 'ValidationException'],
    [`alias/${'x'.repeat(251)}`, () => keyArn, 'ValidationException'],
    ['alias/new', () => 'alias/payroll', 'ValidationException'],
    ['alias/new', () => 'arn:aws:kms:us-east-1:111122223333:alias/payroll', 'ValidationException'],
    ['alias/new', () => unknown, 'NotFoundException'],
  ])('%s is made, or refused and not made', async (AliasName, target, name) => {
    const made = kms.createAlias({ AliasName, TargetKeyId: target() });
    if (name === null) await made;
    else await expect(made).rejects.toEqual(named(name));
    expect((await kms.listAliases({})).Aliases).toHaveLength(name === null ? 2 : 1);
  });

  it('are pointed at another key of the same kind, and deleted', async () => {
    const AliasName = 'alias/payroll';
    const other = await create();
    await kms.updateAlias({ AliasName, TargetKeyId: other });
    expect((await kms.encrypt({ KeyId: AliasName, Plaintext })).KeyId).toBe(other);
    for (const kind of [
      { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' },
      { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
    ] as const) {
      const change = kms.updateAlias({ AliasName, TargetKeyId: await create(kind) });
      await expect(change).rejects.toEqual(named('ValidationException'));
    }
    await kms.deleteAlias({ AliasName });
    await expect(kms.deleteAlias({ AliasName })).rejects.toEqual(named('NotFoundException'));
    await expect(kms.describeKey({ KeyId: AliasName })).rejects.toEqual(named('NotFoundException'));
  });
});

describe('a key that AWS manages', () => {
  it('is shown as such, and nobody uses or changes it', async () => {
    const arn = await server.addAwsManagedKey('s3');
    expect((await kms.describeKey({ KeyId: 'alias/aws/s3' })).KeyMetadata).toMatchObject({
      Arn: arn,
      KeyManager: 'AWS',
    });
    expect(await kms.getKeyRotationStatus({ KeyId: arn })).toMatchObject({ KeyRotationEnabled: true });
    const { Aliases = [] } = await kms.listAliases({});
    expect(Aliases.map(({ AliasName }) => AliasName)).toEqual(['alias/aws/s3', 'alias/payroll']);
    for (const attempt of [
      () => kms.generateDataKey({ KeyId: arn, KeySpec: 'AES_256' }),
      () => kms.encrypt({ KeyId: 'alias/aws/s3', Plaintext }),
      () => kms.disableKey({ KeyId: arn }),
      () => kms.scheduleKeyDeletion({ KeyId: arn }),
      () =>
        kms.createGrant({
          KeyId: arn,
          GranteePrincipal: 'arn:aws:iam::111122223333:user/owner',
          Operations: ['Encrypt'],
        }),
    ]) {
      await expect(attempt()).rejects.toEqual(named('AccessDeniedException'));
    }
  });
});
