/** Rows about other kinds of keys, grants, other regions, and who asks. */
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import type { GrantOperation } from '@aws-sdk/client-kms';
import type { Row } from '../outcome.ts';
import { idOf, text, textOf, type World } from '../world.ts';

const rsa = { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' } as const;
const algorithms = [
  ['RSAES_OAEP_SHA_1', 'sha1', 214],
  ['RSAES_OAEP_SHA_256', 'sha256', 190],
] as const;

const rsaRows: readonly Row[] = [
  ...algorithms.flatMap(([EncryptionAlgorithm, oaepHash, max]): readonly Row[] => [
    {
      name: `${EncryptionAlgorithm}: what KMS encrypts it decrypts`,
      run: async ({ kms, key }) => {
        const KeyId = await key(rsa);
        const Plaintext = Buffer.alloc(max, 'x');
        const { CiphertextBlob } = await kms.encrypt({ KeyId, EncryptionAlgorithm, Plaintext });
        const opened = await kms.decrypt({ KeyId, EncryptionAlgorithm, CiphertextBlob });
        return `${opened.Plaintext?.length}, ${opened.EncryptionAlgorithm}`;
      },
      expected: `${max}, ${EncryptionAlgorithm}`,
    },
    {
      name: `${EncryptionAlgorithm}: what others encrypt with the public key KMS decrypts`,
      run: async ({ kms, key }) => {
        const KeyId = await key(rsa);
        const { PublicKey = new Uint8Array() } = await kms.getPublicKey({ KeyId });
        const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
        const padding = constants.RSA_PKCS1_OAEP_PADDING;
        const CiphertextBlob = publicEncrypt({ key: publicKey, padding, oaepHash }, Buffer.from(text));
        return textOf((await kms.decrypt({ KeyId, EncryptionAlgorithm, CiphertextBlob })).Plaintext);
      },
      expected: text,
    },
    {
      name: `${EncryptionAlgorithm}: a byte too many`,
      run: async ({ kms, key }) => {
        const Plaintext = Buffer.alloc(max + 1, 'x');
        return kms.encrypt({ KeyId: await key(rsa), EncryptionAlgorithm, Plaintext });
      },
      expected: 'ValidationException',
    },
  ]),
  {
    name: 'Decrypt: RSA with the other algorithm',
    run: async ({ kms, key }) => {
      const KeyId = await key(rsa);
      const Plaintext = Buffer.from(text);
      const { CiphertextBlob } = await kms.encrypt({
        KeyId,
        EncryptionAlgorithm: 'RSAES_OAEP_SHA_1',
        Plaintext,
      });
      const opened = await kms.decrypt({ KeyId, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256', CiphertextBlob });
      return textOf(opened.Plaintext);
    },
    expected: 'InvalidCiphertextException',
  },
  {
    name: 'Encrypt: RSA without an algorithm',
    run: async ({ kms, key }) =>
      (await kms.encrypt({ KeyId: await key(rsa), Plaintext: Buffer.from(text) })).KeyId,
    expected: 'InvalidKeyUsageException',
  },
  {
    name: 'GenerateDataKey: an RSA key',
    run: async ({ kms, key }) => kms.generateDataKey({ KeyId: await key(rsa), KeySpec: 'AES_256' }),
    expected: 'InvalidKeyUsageException',
  },
  {
    name: 'GenerateDataKey: an HMAC key',
    run: async ({ kms, key }) => {
      const KeyId = await key({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
      return kms.generateDataKey({ KeyId, KeySpec: 'AES_256' });
    },
    expected: 'InvalidKeyUsageException',
  },
  {
    name: 'GetPublicKey: a symmetric key',
    run: async ({ kms, key }) => (await kms.getPublicKey({ KeyId: await key() })).KeyId,
    expected: 'UnsupportedOperationException',
  },
  {
    name: 'EnableKeyRotation: an RSA key',
    run: async ({ kms, key }) => {
      return kms.enableKeyRotation({ KeyId: await key(rsa) });
    },
    expected: 'UnsupportedOperationException',
  },
];

const GranteePrincipal = 'arn:aws:iam::111122223333:role/reader';

async function granted({ kms, key }: World, more: { readonly Name?: string } = {}) {
  const KeyId = await key();
  const asked = { KeyId, GranteePrincipal, Operations: ['Decrypt' as const], ...more };
  const { GrantId = '', GrantToken = '' } = await kms.createGrant(asked);
  const ids = async () => ((await kms.listGrants({ KeyId })).Grants ?? []).map((grant) => grant.GrantId);
  return { KeyId, asked, GrantId, GrantToken, ids };
}

const grants: readonly Row[] = [
  {
    name: 'ListGrants: as they were made',
    run: async ({ kms, key }) => {
      const KeyId = await key();
      const Constraints = { EncryptionContextSubset: { a: 'b' } };
      await kms.createGrant({
        KeyId,
        GranteePrincipal,
        Operations: ['Decrypt', 'Encrypt'],
        Name: 'mine',
        Constraints,
      });
      const { Grants: [grant] = [] } = await kms.listGrants({ KeyId });
      return [
        grant?.Name,
        grant?.GranteePrincipal === GranteePrincipal,
        grant?.Operations,
        JSON.stringify(grant?.Constraints),
        grant?.KeyId === KeyId,
      ];
    },
    expected: 'mine,true,Decrypt,Encrypt,{"EncryptionContextSubset":{"a":"b"}},true',
  },
  {
    name: 'CreateGrant: again under its name is the same grant',
    run: async (world) => {
      const { asked, GrantId } = await granted(world, { Name: 'again' });
      return (await world.kms.createGrant(asked)).GrantId === GrantId;
    },
    expected: 'true',
  },
  {
    name: 'CreateGrant: an operation that is none',
    run: async ({ kms, key }) => {
      const Operations: GrantOperation[] = JSON.parse('["Decrypt","Dance"]');
      return kms.createGrant({ KeyId: await key(), GranteePrincipal, Operations });
    },
    expected: 'ValidationException',
  },
  {
    name: 'RevokeGrant: it is gone',
    run: async (world) => {
      const { KeyId, GrantId, ids } = await granted(world);
      const before = await ids();
      await world.kms.revokeGrant({ KeyId, GrantId });
      return `${before.length}, ${(await ids()).length}`;
    },
    expected: '1, 0',
  },
  {
    name: 'RevokeGrant: a grant that is not there',
    run: async ({ kms, key }) => {
      return kms.revokeGrant({ KeyId: await key(), GrantId: '0'.repeat(64) });
    },
    expected: 'NotFoundException',
  },
  {
    name: 'Decrypt: a grant token that is none',
    run: async ({ kms, key, seal }) => {
      const CiphertextBlob = await seal(await key());
      return textOf((await kms.decrypt({ CiphertextBlob, GrantTokens: ['bm9uZQ=='] })).Plaintext);
    },
    expected: 'InvalidGrantTokenException',
  },
];

const otherRegion = 'eu-west-1';

const regions: readonly Row[] = [
  {
    name: 'ReplicateKey: what the primary encrypts the replica decrypts, under its own name',
    run: async ({ kms, as, key, seal, region }) => {
      const KeyId = await key({ MultiRegion: true });
      const CiphertextBlob = await seal(KeyId);
      await kms.replicateKey({ KeyId: idOf(KeyId), ReplicaRegion: otherRegion });
      const opened = await as({ region: otherRegion }).decrypt({ CiphertextBlob });
      return `${textOf(opened.Plaintext)}, ${opened.KeyId === KeyId.replace(region, otherRegion)}`;
    },
    expected: `${text}, true`,
  },
  {
    name: 'DescribeKey: a replica',
    run: async ({ kms, as, key, region }) => {
      const KeyId = await key({ MultiRegion: true });
      await kms.replicateKey({ KeyId: idOf(KeyId), ReplicaRegion: otherRegion });
      const arn = KeyId.replace(region, otherRegion);
      const { KeyMetadata } = await as({ region: otherRegion }).describeKey({ KeyId: arn });
      const told = KeyMetadata?.MultiRegionConfiguration;
      return `${told?.MultiRegionKeyType}, ${told?.PrimaryKey?.Arn === KeyId}, ${told?.ReplicaKeys?.map(({ Arn }) => Arn === arn)}`;
    },
    expected: 'REPLICA, true, true',
  },
  {
    name: 'Decrypt: a ciphertext of another region',
    run: async ({ as, key, seal }) => {
      const CiphertextBlob = await seal(await key());
      return textOf((await as({ region: otherRegion }).decrypt({ CiphertextBlob })).Plaintext);
    },
    expected: 'AccessDeniedException',
  },
  {
    name: 'ReplicateKey: a key of one region',
    run: async ({ kms, key }) =>
      (await kms.replicateKey({ KeyId: idOf(await key()), ReplicaRegion: otherRegion })).ReplicaKeyMetadata
        ?.Arn,
    expected: 'UnsupportedOperationException',
  },
];

const askers: readonly Row[] = [
  {
    name: 'ListKeys: signed with another secret',
    run: async ({ as, kms }) => {
      const { accessKeyId } = await kms.config.credentials();
      return as({ credentials: { accessKeyId, secretAccessKey: 'another' } }).listKeys({});
    },
    expected: 'InvalidSignatureException',
  },
  {
    name: 'ListKeys: signed by nobody known',
    run: async ({ as }) => {
      return as({ credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' } }).listKeys({});
    },
    expected: 'UnrecognizedClientException',
  },
];

export const otherRows: readonly Row[] = [...rsaRows, ...grants, ...regions, ...askers];
