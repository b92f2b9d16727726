/** Rows about other regions, and about who asks. */
import type { Row } from '../outcome.ts';
import { idOf, text, textOf } from '../world.ts';

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

export const regionRows: readonly Row[] = [...regions, ...askers];
