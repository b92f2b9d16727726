/**
 * The whole way of a data key: AWS's implementation with its KMS keyring opens an envelope whose data key came
 * through our port, and the reverse, over real HTTP to one KMS on the loopback interface.
 */
import { buildClient, CommitmentPolicy, KMS, KmsKeyringNode } from '@aws-crypto/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EncryptionContext } from '../../electron/envelope/context.ts';
import { type EncryptedDataKey, parseHeader, strictPolicy } from '../../electron/envelope/header.ts';
import { type AwsKms, createAwsKms } from '../../electron/kms/aws-kms.ts';
import { bytesOf, open, seal } from '../envelope/support.ts';
import { type KmsServer, startKmsServer } from '../support/kms-server.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { theirKms } from './kms-client.ts';

let server: KmsServer;
let ours: AwsKms;
let theirs: KMS;
let keyArn: string;
const client = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);

beforeAll(async () => {
  server = await startKmsServer();
  keyArn = await createPracticeKey(server.store, server.realm, 'interop');
  const { region } = server.realm;
  const { accessKeyId, secretAccessKey } = server.credentials;
  const { url: endpoint } = server;
  const credentials = { accessKeyId, secretAccessKey };
  ours = createAwsKms({ region, credentials, endpoint });
  theirs = new KMS({ region, credentials, endpoint });
});

afterAll(async () => {
  ours.close();
  theirs.destroy();
  await server.close();
});

const clientProvider = () => theirKms(theirs);
const keyringFor = (generatorKeyId: string): KmsKeyringNode =>
  new KmsKeyringNode({ generatorKeyId, clientProvider });
const discovery = (): KmsKeyringNode =>
  new KmsKeyringNode({
    discovery: true,
    discoveryFilter: { accountIDs: [server.realm.accountId], partition: 'aws' },
    clientProvider,
  });

/** Encrypts as the app does: a data key from KMS, its ARN from the response. */
async function encryptOurs(content: Uint8Array, context: EncryptionContext, keyId: string): Promise<Buffer> {
  const generated = await ours.generateDataKey({ keyId, encryptionContext: context, length: 32 });
  const encryptedDataKey: EncryptedDataKey = {
    providerId: 'aws-kms',
    providerInfo: Buffer.from(generated.keyArn),
    ciphertext: generated.ciphertext,
  };
  try {
    const dataKey = generated.dataKey.bytes;
    return seal({ content, frameLength: 1000, context, dataKey, encryptedDataKeys: [encryptedDataKey] });
  } finally {
    generated.dataKey.wipe();
  }
}

async function decryptTheirs(message: Uint8Array): Promise<Buffer> {
  const { context, suite, encryptedDataKeys } = parseHeader(message, strictPolicy);
  const [encryptedDataKey] = encryptedDataKeys;
  if (encryptedDataKey?.providerId !== 'aws-kms') throw new Error('not a KMS envelope');
  const { dataKey } = await ours.decryptDataKey({
    keyArn: Buffer.from(encryptedDataKey.providerInfo).toString(),
    ciphertext: encryptedDataKey.ciphertext,
    encryptionContext: context,
    length: suite.keyLength,
  });
  try {
    return open(message, { dataKey: dataKey.bytes }).content;
  } finally {
    dataKey.wipe();
  }
}

const contexts: readonly (readonly [string, EncryptionContext])[] = [
  ['no context', new Map()],
  ['one pair', new Map([['purpose', 'interop']])],
  ['many alphabets', new Map([['ключ', 'é'], ['\u{1F600}', 'x'], ['\uFF61', 'y'], ['B', 'b']])], // biome-ignore format: one line
];

describe.each(contexts)('%s', (_, context) => {
  const content = bytesOf(5000);
  const encryptionContext = Object.fromEntries(context);

  test('their KMS keyring opens ours, knowing the key', async () => {
    const message = await encryptOurs(content, context, keyArn);
    const opened = await client.decrypt(keyringFor(keyArn), message);
    expect(opened.plaintext.equals(content)).toBe(true);
    expect(opened.messageHeader.encryptionContext).toEqual(encryptionContext);
  });

  test('their discovery keyring opens ours, knowing only the account', async () => {
    const message = await encryptOurs(content, context, 'alias/interop');
    expect((await client.decrypt(discovery(), message)).plaintext.equals(content)).toBe(true);
  });

  test.each([0x0478, 0x0578])('we open theirs, suite %i', async (suiteId) => {
    const options = { suiteId, frameLength: 777, encryptionContext };
    const { result } = await client.encrypt(keyringFor(keyArn), Buffer.from(content), options);
    expect((await decryptTheirs(result)).equals(content)).toBe(true);
  });
});

test('neither opens an envelope under a key the KMS does not have', async () => {
  const message = await encryptOurs(bytesOf(10), new Map(), keyArn);
  const other = await createPracticeKey(server.store, server.realm, null);
  const { encryptedDataKeys } = parseHeader(message, strictPolicy);
  const request = { ciphertext: encryptedDataKeys[0]?.ciphertext ?? bytesOf(1), length: 32 };
  await expect(
    ours.decryptDataKey({ ...request, keyArn: other, encryptionContext: new Map() }),
  ).rejects.toMatchObject({ name: 'KmsError' });
  await expect(client.decrypt(keyringFor(other), message)).rejects.toThrow();
});

test('a context changed on the way is refused by the KMS, before any content is read', async () => {
  const message = await encryptOurs(bytesOf(10), new Map([['purpose', 'interop']]), keyArn);
  const at = message.indexOf('interop');
  const changed = Buffer.concat([message.subarray(0, at), Buffer.from('outerop'), message.subarray(at + 7)]);
  await expect(decryptTheirs(changed)).rejects.toMatchObject({ name: 'KmsError', code: 'data-key-damaged' });
  await expect(client.decrypt(keyringFor(keyArn), changed)).rejects.toThrow();
});

test('requests were really made over the loopback interface', () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(server.calls.get('GenerateDataKey')).toBeGreaterThan(0);
  expect(server.calls.get('Decrypt')).toBeGreaterThan(0);
});
