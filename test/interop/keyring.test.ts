/**
 * Envelopes under several keys, both ways with AWS's implementation and its keyrings: several accounts and regions,
 * discovery with a filter, multi-Region keys. Real files, over real HTTP to one KMS on the loopback interface.
 */

import {
  AwsKmsMrkAwareSymmetricDiscoveryKeyringNode,
  AwsKmsMrkAwareSymmetricKeyringNode,
  buildClient,
  CommitmentPolicy,
  KMS,
  KmsKeyringNode,
} from '@aws-crypto/client-node';
import { CreateKeyCommand, ReplicateKeyCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { createAwsKms } from '../../electron/kms/aws-kms.ts';
import type { KeyChoice } from '../../electron/vault/candidates.ts';
import { createVault } from '../../electron/vault/vault.ts';
import { testEngine } from '../engine/support.ts';
import { kmsClient } from '../support/kms-client.ts';
import { type KmsServer, startKmsServer } from '../support/kms-server.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import { theirKms } from './kms-client.ts';

const [us, eu] = ['us-east-1', 'eu-west-1'];
const [ours, theirs] = ['111122223333', '444455556666'];
const client = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
const engine = testEngine(1);
const closing: (() => void)[] = [];

let server: KmsServer;
let folder: Scratch;
/** Keys of two accounts in two regions, and a multi-Region key with its replica. */
let one: string;
let other: string;
let home: string;
let replica: string;

beforeAll(async () => {
  server = await startKmsServer({ regions: [eu] });
  folder = await scratch();
  one = await createPracticeKey(server.store, server.realm, null);
  const realm = { accountId: theirs, region: eu };
  other = await createPracticeKey(server.storeOf(realm), realm, null);
  server.allow(other, ours);
  const admin = kmsClient(server);
  closing.push(() => admin.destroy());
  const { KeyMetadata } = await admin.send(new CreateKeyCommand({ MultiRegion: true }));
  home = KeyMetadata?.Arn ?? '';
  replica = home.replace(us, eu);
  await admin.send(new ReplicateKeyCommand({ KeyId: home, ReplicaRegion: eu }));
});
afterAll(async () => {
  for (const close of closing) close();
  await server.close();
  await folder[Symbol.asyncDispose]();
});

const connection = (region: string) => {
  const { accessKeyId, secretAccessKey } = server.credentials;
  return { region, endpoint: server.url, credentials: { accessKeyId, secretAccessKey } };
};

/** Their client of a region. */
function clientOf(region: string) {
  const kms = new KMS(connection(region));
  closing.push(() => kms.destroy());
  return theirKms(kms);
}

const vault = createVault({
  engine,
  kmsFor: async (_, region) => {
    const kms = createAwsKms(connection(region ?? us));
    closing.push(kms.close);
    return kms;
  },
  policy: strictPolicy,
});
const common = { profileId: 'aws:x', outputFolder: null, onConflict: 'keep-both' as const };
const nameOf = (path: string): string => path.slice(folder.path.length + 1);

async function seal(...[keyId = '', ...otherKeyIds]: readonly string[]): Promise<Buffer> {
  const source = await folder.write('file', 'content');
  const context = new Map([['purpose', 'interop']]);
  return folder.read(nameOf((await vault.encrypt({ ...common, source, keyId, otherKeyIds, context })).path));
}

async function open(message: Uint8Array, keys: KeyChoice): Promise<string> {
  const source = await folder.write('theirs.envelope', message);
  const { path, keyArn } = await vault.decrypt({ ...common, source, keys, headerDigest: null });
  expect(String(await folder.read(nameOf(path)))).toBe('content');
  return keyArn;
}

const strict = (...keyIds: string[]) => new KmsKeyringNode({ keyIds, clientProvider: clientOf });
const filtered = (accountIDs: string[]) =>
  new KmsKeyringNode({
    discovery: true,
    discoveryFilter: { accountIDs, partition: 'aws' },
    clientProvider: clientOf,
  });

test.each([
  ['the first key alone', () => strict(one)],
  ['the second alone', () => strict(other)],
  ['both', () => strict(one, other)],
  ['discovery in the second’s account', () => filtered([theirs])],
])('ours, under two keys, opens there with %s', async (_, keyring) => {
  const { plaintext, messageHeader } = await client.decrypt(keyring(), await seal(one, other));
  expect(String(plaintext)).toBe('content');
  expect(messageHeader.encryptedDataKeys.map(({ providerInfo }) => providerInfo)).toEqual([one, other]);
});

test('ours does not open there with another key, or by discovery in another account', async () => {
  const message = await seal(one, other);
  await expect(client.decrypt(strict(home), message)).rejects.toThrow();
  await expect(client.decrypt(filtered(['777788889999']), message)).rejects.toThrow();
});

test('theirs, under two keys, opens here with either, by name and by account', async () => {
  const keyring = new KmsKeyringNode({ generatorKeyId: one, keyIds: [other], clientProvider: clientOf });
  const { result } = await client.encrypt(keyring, Buffer.from('content'));
  expect(await open(result, { named: [one] })).toBe(one);
  expect(await open(result, { named: [other] })).toBe(other);
  expect(await open(result, { accounts: [ours], region: us })).toBe(one);
  expect(await open(result, { accounts: [theirs], region: us })).toBe(other);
  await expect(open(result, { accounts: [], region: us })).rejects.toMatchObject({
    error: { code: 'account-not-allowed', details: { accounts: [ours, theirs] } },
  });
});

test('multi-Region keys: each opens what the other’s region made, here and there', async () => {
  const aware = new AwsKmsMrkAwareSymmetricKeyringNode({ client: clientOf(eu), keyId: replica });
  const discovering = new AwsKmsMrkAwareSymmetricDiscoveryKeyringNode({
    // It wants to read the client's region.
    client: Object.assign(clientOf(eu), { config: { region: async () => eu } }),
    discoveryFilter: { accountIDs: [ours], partition: 'aws' },
  });
  const message = await seal(home);
  for (const keyring of [aware, discovering])
    expect(String((await client.decrypt(keyring, message)).plaintext)).toBe('content');
  const { result } = await client.encrypt(aware, Buffer.from('content'));
  expect(await open(result, { named: [home] })).toBe(home);
  expect(await open(result, { accounts: [ours], region: us })).toBe(replica);
});
