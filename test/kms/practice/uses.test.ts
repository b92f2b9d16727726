/** What uses keys besides GenerateDataKey, Encrypt and Decrypt: ReEncrypt, rotated keys, RSA keys. */
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import type { KMS } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBlob } from '../../../electron/kms/practice/blob.ts';
import { kmsClient } from '../../support/kms-client.ts';
import { callerOf, type KmsServer, startKmsServer } from '../../support/kms-server.ts';
import { createPracticeKey } from '../../support/practice-key.ts';

const partner = callerOf('444455556666', 'partner');
const Plaintext = Buffer.from('secret');
const context = { purpose: 'salaries' };

let server: KmsServer;
let kms: KMS;
let keyArn: string;

beforeEach(async () => {
  server = await startKmsServer({ callers: [partner], regions: ['eu-west-1'] });
  kms = kmsClient(server);
  keyArn = await createPracticeKey(server.store, server.realm, 'payroll');
});
afterEach(() => server.close());

const named = (name: string) => expect.objectContaining({ name });
const newKey = () => createPracticeKey(server.store, server.realm, null);

async function seal(KeyId = keyArn, EncryptionContext: Record<string, string> = {}): Promise<Uint8Array> {
  const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext, EncryptionContext });
  return CiphertextBlob ?? new Uint8Array();
}

async function open(CiphertextBlob: Uint8Array | undefined, EncryptionContext = {}): Promise<string> {
  return Buffer.from((await kms.decrypt({ CiphertextBlob, EncryptionContext })).Plaintext ?? []).toString();
}

describe('GenerateDataKeyWithoutPlaintext and GenerateRandom', () => {
  it('give a sealed key alone, and random bytes alone', async () => {
    const made = await kms.generateDataKeyWithoutPlaintext({ KeyId: keyArn, KeySpec: 'AES_128' });
    expect(made).not.toHaveProperty('Plaintext');
    const opened = await kms.decrypt({ CiphertextBlob: made.CiphertextBlob });
    expect([opened.KeyId, opened.Plaintext?.length]).toEqual([keyArn, 16]);
    const [one, two] = [
      await kms.generateRandom({ NumberOfBytes: 64 }),
      await kms.generateRandom({ NumberOfBytes: 64 }),
    ];
    expect(one.Plaintext).toHaveLength(64);
    expect(one.Plaintext).not.toEqual(two.Plaintext);
    await expect(kms.generateRandom({})).rejects.toEqual(named('ValidationException'));
  });
});

describe('ReEncrypt', () => {
  it('moves a ciphertext to another key and context', async () => {
    const CiphertextBlob = await seal(keyArn, context);
    const to = await newKey();
    const moved = await kms.reEncrypt({
      CiphertextBlob,
      SourceEncryptionContext: context,
      DestinationKeyId: to,
      DestinationEncryptionContext: { moved: 'yes' },
    });
    expect(moved).toMatchObject({
      SourceKeyId: keyArn,
      KeyId: to,
      SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    });
    expect(await open(moved.CiphertextBlob, { moved: 'yes' })).toBe('secret');
    await expect(open(moved.CiphertextBlob, context)).rejects.toEqual(named('InvalidCiphertextException'));
  });

  it('moves one between accounts for who may use both keys, and for nobody else', async () => {
    const CiphertextBlob = await seal();
    const theirs = { ...server.realm, accountId: partner.accountId };
    const DestinationKeyId = await createPracticeKey(server.storeOf(theirs), theirs, null);
    const partners = kmsClient(server, partner);
    const move = () => partners.reEncrypt({ CiphertextBlob, SourceKeyId: keyArn, DestinationKeyId });
    await expect(move()).rejects.toEqual(named('AccessDeniedException'));
    server.allow(keyArn, partner.accountId, ['kms:Decrypt']);
    await expect(move()).rejects.toEqual(named('AccessDeniedException'));
    server.allow(keyArn, partner.accountId, ['kms:ReEncryptFrom']);
    expect((await move()).KeyId).toBe(DestinationKeyId);
    server.allow(DestinationKeyId, partner.accountId);
    await expect(kms.reEncrypt({ CiphertextBlob, DestinationKeyId })).rejects.toEqual(
      named('AccessDeniedException'),
    );
  });

  it('says what stands against it, and a dry run that nothing does', async () => {
    const CiphertextBlob = await seal(keyArn, context);
    const DestinationKeyId = await newKey();
    const request = { CiphertextBlob, SourceEncryptionContext: context, DestinationKeyId };
    await expect(kms.reEncrypt({ ...request, DryRun: true })).rejects.toEqual(
      named('DryRunOperationException'),
    );
    const ignoring = {
      DestinationKeyId,
      SourceKeyId: keyArn,
      DryRun: true,
      DryRunModifiers: ['IGNORE_CIPHERTEXT' as const],
    };
    await expect(kms.reEncrypt(ignoring)).rejects.toEqual(named('DryRunOperationException'));
    const wrongContext = { ...request, SourceEncryptionContext: {} };
    await expect(kms.reEncrypt(wrongContext)).rejects.toEqual(named('InvalidCiphertextException'));
    const wrongKey = { ...request, SourceKeyId: DestinationKeyId };
    await expect(kms.reEncrypt(wrongKey)).rejects.toEqual(named('IncorrectKeyException'));
    await kms.disableKey({ KeyId: DestinationKeyId });
    for (const DryRun of [false, true]) {
      await expect(kms.reEncrypt({ ...request, DryRun })).rejects.toEqual(named('DisabledException'));
    }
  });
});

describe('rotation', () => {
  it('is told, and changes nothing about what was encrypted before', async () => {
    const status = () => kms.getKeyRotationStatus({ KeyId: keyArn });
    expect(await status()).toMatchObject({ KeyRotationEnabled: false });
    await kms.enableKeyRotation({ KeyId: keyArn, RotationPeriodInDays: 90 });
    const { KeyRotationEnabled, RotationPeriodInDays, NextRotationDate } = await status();
    expect([KeyRotationEnabled, RotationPeriodInDays]).toEqual([true, 90]);
    expect((NextRotationDate?.getTime() ?? 0) - Date.now()).toBeGreaterThan(89 * 86_400_000);
    const blobs = [await seal(keyArn, context)];
    for (let n = 0; n < 2; n += 1) {
      await kms.rotateKeyOnDemand({ KeyId: keyArn });
      blobs.push(await seal(keyArn, context));
    }
    for (const blob of blobs) {
      expect(await open(blob, context)).toBe('secret');
      await expect(open(blob)).rejects.toEqual(named('InvalidCiphertextException'));
    }
    expect((await kms.listKeyRotations({ KeyId: keyArn })).Rotations).toHaveLength(2);
    await kms.disableKeyRotation({ KeyId: keyArn });
    expect(await status()).toMatchObject({ KeyRotationEnabled: false });
  });

  it('really gives the key other material', async () => {
    const before = await seal();
    await kms.rotateKeyOnDemand({ KeyId: keyArn });
    const after = await seal();
    const opens = (blob: Uint8Array) =>
      server.store.withMaterial(keyArn.split('/')[1] ?? '', (first) =>
        openBlob(first, keyArn, new Map(), blob) === null ? 'another' : 'the first',
      );
    expect([await opens(before), await opens(after)]).toEqual(['the first', 'another']);
  });

  it('is shared with replicas, also with those that are made later', async () => {
    const KeyId = (await kms.createKey({ MultiRegion: true })).KeyMetadata?.Arn ?? '';
    const blobs = [await seal(KeyId)];
    await kms.rotateKeyOnDemand({ KeyId });
    blobs.push(await seal(KeyId));
    await kms.replicateKey({ KeyId, ReplicaRegion: 'eu-west-1' });
    await kms.rotateKeyOnDemand({ KeyId });
    blobs.push(await seal(KeyId));
    const europe = kmsClient(server, server, 'eu-west-1');
    for (const CiphertextBlob of blobs) {
      const opened = await europe.decrypt({ CiphertextBlob });
      expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Plaintext);
    }
  });

  it('is not for RSA keys, replicas and keys that are disabled', async () => {
    const rsa = await kms.createKey({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    const KeyId = rsa.KeyMetadata?.Arn;
    await expect(kms.enableKeyRotation({ KeyId })).rejects.toEqual(named('UnsupportedOperationException'));
    await expect(kms.rotateKeyOnDemand({ KeyId })).rejects.toEqual(named('UnsupportedOperationException'));
    const primary = (await kms.createKey({ MultiRegion: true })).KeyMetadata?.Arn ?? '';
    await kms.replicateKey({ KeyId: primary, ReplicaRegion: 'eu-west-1' });
    const replica = primary.replace('us-east-1', 'eu-west-1');
    const onReplica = kmsClient(server, server, 'eu-west-1').rotateKeyOnDemand({ KeyId: replica });
    await expect(onReplica).rejects.toEqual(named('UnsupportedOperationException'));
    await kms.disableKey({ KeyId: keyArn });
    await expect(kms.rotateKeyOnDemand({ KeyId: keyArn })).rejects.toEqual(named('DisabledException'));
  });
});

describe('an RSA key', () => {
  const SHA_1 = { EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' } as const;
  const SHA_256 = { EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' } as const;
  let KeyId: string;

  beforeEach(async () => {
    const { KeyMetadata } = await kms.createKey({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    KeyId = KeyMetadata?.Arn ?? '';
  });

  it('opens what somebody encrypted with its public key, without KMS', async () => {
    const { PublicKey = new Uint8Array() } = await kms.getPublicKey({ KeyId });
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    for (const [algorithm, oaepHash] of [
      [SHA_1, 'sha1'],
      [SHA_256, 'sha256'],
    ] as const) {
      const padding = constants.RSA_PKCS1_OAEP_PADDING;
      const CiphertextBlob = publicEncrypt({ key, padding, oaepHash }, Plaintext);
      const opened = await kms.decrypt({ KeyId, CiphertextBlob, ...algorithm });
      expect(opened).toMatchObject({ KeyId, ...algorithm });
      expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Plaintext);
    }
  });

  it('is moved to and from by ReEncrypt', async () => {
    const sealed = await kms.encrypt({ KeyId, Plaintext, ...SHA_256 });
    const moved = await kms.reEncrypt({
      CiphertextBlob: sealed.CiphertextBlob,
      SourceKeyId: KeyId,
      SourceEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
      DestinationKeyId: keyArn,
    });
    expect(moved).toMatchObject({ SourceEncryptionAlgorithm: 'RSAES_OAEP_SHA_256', KeyId: keyArn });
    expect(await open(moved.CiphertextBlob)).toBe('secret');
  });

  it('refuses what no RSA key does, and says why', async () => {
    const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext, ...SHA_256 });
    const cases: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['InvalidKeyUsageException', () => kms.generateDataKey({ KeyId, KeySpec: 'AES_256' })],
      ['InvalidKeyUsageException', () => kms.encrypt({ KeyId, Plaintext })],
      [
        'ValidationException',
        () => kms.encrypt({ KeyId, Plaintext, ...SHA_256, EncryptionContext: context }),
      ],
      ['ValidationException', () => kms.encrypt({ KeyId, Plaintext: Buffer.alloc(191), ...SHA_256 })],
      ['InvalidCiphertextException', () => kms.decrypt({ KeyId, CiphertextBlob, ...SHA_1 })],
      ['InvalidCiphertextException', () => kms.decrypt({ CiphertextBlob, ...SHA_256 })],
      ['InvalidKeyUsageException', () => kms.encrypt({ KeyId: keyArn, Plaintext, ...SHA_256 })],
      ['UnsupportedOperationException', () => kms.getPublicKey({ KeyId: keyArn })],
      ['DryRunOperationException', () => kms.encrypt({ KeyId, Plaintext, ...SHA_256, DryRun: true })],
      ['DryRunOperationException', () => kms.decrypt({ KeyId, CiphertextBlob, ...SHA_256, DryRun: true })],
    ];
    for (const [name, attempt] of cases) await expect(attempt()).rejects.toEqual(named(name));
    await kms.disableKey({ KeyId });
    await expect(kms.encrypt({ KeyId, Plaintext, ...SHA_256 })).rejects.toEqual(named('DisabledException'));
  });
});
