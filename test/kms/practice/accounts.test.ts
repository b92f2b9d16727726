/** Several accounts and regions in one KMS, over HTTP with the real SDK: who reaches which key. */
import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  type KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  ReplicateKeyCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kmsClient } from '../../support/kms-client.ts';
import { callerOf, type KmsServer, type KmsServerOptions, startKmsServer } from '../../support/kms-server.ts';
import { createPracticeKey } from '../../support/practice-key.ts';

const partner = callerOf('444455556666', 'partner');
const limited = callerOf('111122223333', 'limited', ['kms:List*']);
const here = { accountId: '111122223333', region: 'us-east-1' };
const theirs = { accountId: '444455556666', region: 'us-east-1' };
const Plaintext = Buffer.from('secret');

let server: KmsServer;
let mine: KMSClient;
let partners: KMSClient;
let keyArn: string;

async function start(options: KmsServerOptions = {}): Promise<void> {
  server = await startKmsServer({ callers: [partner, limited], regions: ['eu-west-1'], ...options });
  mine = kmsClient(server);
  partners = kmsClient(server, partner);
  keyArn = await createPracticeKey(server.store, here, 'payroll');
}

beforeEach(() => start());
afterEach(() => server.close());

const named = (name: string) => expect.objectContaining({ name });

describe('accounts', () => {
  it('see their own keys only', async () => {
    const other = await createPracticeKey(server.storeOf(theirs), theirs, 'payroll');
    expect((await mine.send(new ListKeysCommand({}))).Keys).toMatchObject([{ KeyArn: keyArn }]);
    expect((await partners.send(new ListKeysCommand({}))).Keys).toMatchObject([{ KeyArn: other }]);
    const { KeyId } = await partners.send(new EncryptCommand({ KeyId: 'alias/payroll', Plaintext }));
    expect(KeyId).toBe(other);
  });

  it('reach another account’s key by its ARN where the policy lets them, and else are not told whether it is there', async () => {
    const encrypt = (KeyId: string) => partners.send(new EncryptCommand({ KeyId, Plaintext }));
    const missing = keyArn.replace(/[^/]+$/, '12345678-1234-1234-1234-123456789012');
    const refusals = await Promise.all(
      [keyArn, missing].map((arn) => encrypt(arn).catch((error: unknown) => error)),
    );
    for (const refusal of refusals) expect(refusal).toEqual(named('AccessDeniedException'));
    const [there, notThere] = refusals.map(String);
    expect(there).toBe(notThere);
    server.allow(keyArn, partner.accountId);
    const { CiphertextBlob, KeyId } = await encrypt(keyArn);
    expect(KeyId).toBe(keyArn);
    for (const client of [mine, partners]) {
      const opened = await client.send(new DecryptCommand({ CiphertextBlob }));
      expect(opened.KeyId).toBe(keyArn);
      expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Plaintext);
    }
    const alias = 'arn:aws:kms:us-east-1:111122223333:alias/payroll';
    expect((await encrypt(alias)).KeyId).toBe(keyArn);
  });

  it('do not change another account’s key, whatever its policy says', async () => {
    server.allow(keyArn, partner.arn, ['kms:*']);
    const { KeyMetadata } = await partners.send(new DescribeKeyCommand({ KeyId: keyArn }));
    expect(KeyMetadata?.AWSAccountId).toBe(here.accountId);
    const change = partners.send(new DisableKeyCommand({ KeyId: keyArn }));
    await expect(change).rejects.toEqual(named('AccessDeniedException'));
  });

  it('are named by a ciphertext that they may not open, without the key’s name', async () => {
    const { CiphertextBlob } = await mine.send(new EncryptCommand({ KeyId: keyArn, Plaintext }));
    const opened = partners.send(new DecryptCommand({ CiphertextBlob }));
    await expect(opened).rejects.toEqual(named('AccessDeniedException'));
    await expect(opened).rejects.not.toThrow(keyArn);
  });

  it('may keep things from their own people', async () => {
    const client = kmsClient(server, limited);
    await expect(client.send(new ListKeysCommand({}))).rejects.toEqual(named('AccessDeniedException'));
    await expect(client.send(new ListAliasesCommand({}))).rejects.toEqual(named('AccessDeniedException'));
    await client.send(new GenerateDataKeyCommand({ KeyId: 'alias/payroll', KeySpec: 'AES_256' }));
  });
});

describe('regions', () => {
  it('are those of the signature, and have their own keys', async () => {
    const inEurope = kmsClient(server, partner, 'eu-west-1');
    const { KeyMetadata } = await inEurope.send(new CreateKeyCommand({}));
    expect(KeyMetadata?.Arn).toMatch(/^arn:aws:kms:eu-west-1:444455556666:key\//);
    expect((await partners.send(new ListKeysCommand({}))).Keys).toEqual([]);
    const KeyId = KeyMetadata?.Arn;
    const elsewhere = partners.send(new GenerateDataKeyCommand({ KeyId, NumberOfBytes: 32 }));
    await expect(elsewhere).rejects.toEqual(named('NotFoundException'));
    const nowhere = kmsClient(server, partner, 'ap-south-1').send(new ListKeysCommand({}));
    await expect(nowhere).rejects.toEqual(named('InvalidSignatureException'));
  });

  it('share multi-Region keys: what one encrypts its relative decrypts under its own name', async () => {
    const europe = kmsClient(server, { credentials: server.credentials }, 'eu-west-1');
    const { KeyMetadata } = await mine.send(new CreateKeyCommand({ MultiRegion: true }));
    const primary = KeyMetadata?.Arn ?? '';
    expect(KeyMetadata).toMatchObject({
      MultiRegion: true,
      KeyId: expect.stringMatching(/^mrk-[0-9a-f]{32}$/),
    });
    const first = await mine.send(new EncryptCommand({ KeyId: primary, Plaintext }));
    const { CiphertextBlob } = first;
    const early = europe.send(new DecryptCommand({ CiphertextBlob }));
    await expect(early).rejects.toEqual(named('AccessDeniedException'));
    const replicated = await mine.send(
      new ReplicateKeyCommand({ KeyId: primary, ReplicaRegion: 'eu-west-1' }),
    );
    const replica = primary.replace('us-east-1', 'eu-west-1');
    expect(replicated.ReplicaKeyMetadata).toMatchObject({
      Arn: replica,
      MultiRegionConfiguration: {
        MultiRegionKeyType: 'REPLICA',
        PrimaryKey: { Arn: primary, Region: 'us-east-1' },
        ReplicaKeys: [{ Arn: replica, Region: 'eu-west-1' }],
      },
    });
    for (const KeyId of [undefined, replica]) {
      const opened = await europe.send(new DecryptCommand({ CiphertextBlob, KeyId }));
      expect(opened.KeyId).toBe(replica);
      expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Plaintext);
    }
    const wrongRegion = europe.send(new DecryptCommand({ CiphertextBlob, KeyId: primary }));
    await expect(wrongRegion).rejects.toEqual(named('NotFoundException'));
    const back = await europe.send(new EncryptCommand({ KeyId: replica, Plaintext }));
    const opened = await mine.send(new DecryptCommand({ CiphertextBlob: back.CiphertextBlob }));
    expect(opened.KeyId).toBe(primary);
    await mine.send(new DisableKeyCommand({ KeyId: primary }));
    await europe.send(new DecryptCommand({ CiphertextBlob }));
    const disabled = mine.send(new DecryptCommand({ CiphertextBlob }));
    await expect(disabled).rejects.toEqual(named('DisabledException'));
  });
});

describe('the quota', () => {
  it('is of each account in each region, and fills up again with time', async () => {
    let time = Date.now();
    await server.close();
    await start({ quota: 3, now: () => new Date(time) });
    server.allow(keyArn, partner.accountId);
    const use = (client: KMSClient) =>
      client.send(new GenerateDataKeyCommand({ KeyId: keyArn, NumberOfBytes: 32 }));
    for (let n = 0; n < 3; n += 1) await use(mine);
    await expect(use(mine)).rejects.toMatchObject({
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 400 },
    });
    await mine.send(new ListKeysCommand({}));
    await use(partners);
    time += 400;
    await use(mine);
    await expect(use(mine)).rejects.toEqual(named('ThrottlingException'));
    expect(server.throttled()).toBe(2);
    time += 60_000;
    for (let n = 0; n < 3; n += 1) await use(mine);
    await expect(use(mine)).rejects.toEqual(named('ThrottlingException'));
  });
});
