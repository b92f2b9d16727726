/** Rows about aliases, rotation, policies, descriptions and tags. */
import type { Row } from '../outcome.ts';
import { aliased, text, textOf } from '../world.ts';

const aliases: readonly Row[] = [
  {
    name: 'CreateAlias: it names the key',
    run: async (world) => {
      const { AliasName, TargetKeyId } = await aliased(world);
      const { KeyMetadata } = await world.kms.describeKey({ KeyId: AliasName });
      const opened = await world.kms.decrypt({
        KeyId: AliasName,
        CiphertextBlob: await world.seal(AliasName),
      });
      return `${KeyMetadata?.Arn === TargetKeyId}, ${opened.KeyId === TargetKeyId}`;
    },
    expected: 'true, true',
  },
  {
    name: 'CreateAlias: a name that is taken',
    run: async (world) => {
      return world.kms.createAlias(await aliased(world));
    },
    expected: 'AlreadyExistsException',
  },
  {
    name: 'CreateAlias: a name that is none',
    run: async ({ kms, key }) => {
      return kms.createAlias({ AliasName: 'alias/a b', TargetKeyId: await key() });
    },
    expected: 'ValidationException',
  },
  {
    name: 'CreateAlias: a name that is reserved for AWS',
    run: async ({ kms, key }) =>
      kms.createAlias({ AliasName: 'alias/aws/contract', TargetKeyId: await key() }),
    expected: 'NotAuthorizedException',
  },
  {
    name: 'CreateAlias: an alias of an alias',
    run: async (world) => {
      const { AliasName: TargetKeyId } = await aliased(world);
      return world.kms.createAlias({ AliasName: world.aliasName(), TargetKeyId });
    },
    expected: 'ValidationException',
  },
  {
    name: 'CreateAlias: a key that is not there',
    run: async ({ kms, aliasName }) => {
      const TargetKeyId = '12345678-1234-1234-1234-123456789012';
      return kms.createAlias({ AliasName: aliasName(), TargetKeyId });
    },
    expected: 'NotFoundException',
  },
  {
    name: 'UpdateAlias: it names the other key',
    run: async (world) => {
      const { AliasName } = await aliased(world);
      const TargetKeyId = await world.key();
      await world.kms.updateAlias({ AliasName, TargetKeyId });
      return (await world.kms.describeKey({ KeyId: AliasName })).KeyMetadata?.Arn === TargetKeyId;
    },
    expected: 'true',
  },
  {
    name: 'DeleteAlias: it names no key any more',
    run: async (world) => {
      const { AliasName } = await aliased(world);
      await world.kms.deleteAlias({ AliasName });
      return (await world.kms.describeKey({ KeyId: AliasName })).KeyMetadata?.Arn;
    },
    expected: 'NotFoundException',
  },
  {
    name: 'ListAliases: of one key',
    run: async (world) => {
      const { AliasName, TargetKeyId } = await aliased(world);
      await aliased(world);
      const { Aliases = [] } = await world.kms.listAliases({ KeyId: TargetKeyId });
      return Aliases.map((alias) => alias.AliasName === AliasName);
    },
    expected: 'true',
  },
];

const rotation: readonly Row[] = [
  {
    name: 'GetKeyRotationStatus: on and off again',
    run: async ({ kms, key }) => {
      const KeyId = await key();
      const told: unknown[] = [];
      const note = async () => told.push((await kms.getKeyRotationStatus({ KeyId })).KeyRotationEnabled);
      await note();
      await kms.enableKeyRotation({ KeyId });
      await note();
      await kms.disableKeyRotation({ KeyId });
      await note();
      return told;
    },
    expected: 'false,true,false',
  },
  {
    name: 'RotateKeyOnDemand: what was encrypted before still opens',
    run: async ({ kms, key, seal }) => {
      const KeyId = await key();
      const before = await seal(KeyId);
      await kms.rotateKeyOnDemand({ KeyId });
      const blobs = [before, await seal(KeyId)];
      const opened = await Promise.all(blobs.map((CiphertextBlob) => kms.decrypt({ CiphertextBlob })));
      return opened.map(({ Plaintext }) => textOf(Plaintext));
    },
    expected: `${text},${text}`,
  },
];

const policies: readonly Row[] = [
  {
    name: 'GetKeyPolicy: as it was put',
    run: async ({ kms, key }) => {
      const KeyId = await key();
      const { Policy = '' } = await kms.getKeyPolicy({ KeyId, PolicyName: 'default' });
      const changed = JSON.stringify({ ...JSON.parse(Policy), Id: 'mine' });
      await kms.putKeyPolicy({ KeyId, PolicyName: 'default', Policy: changed });
      const again = await kms.getKeyPolicy({ KeyId, PolicyName: 'default' });
      const { PolicyNames } = await kms.listKeyPolicies({ KeyId });
      return `${JSON.parse(again.Policy ?? '{}').Id}, ${PolicyNames}`;
    },
    expected: 'mine, default',
  },
  {
    name: 'PutKeyPolicy: what is no policy',
    run: async ({ kms, key }) => {
      return kms.putKeyPolicy({ KeyId: await key(), PolicyName: 'default', Policy: '{"Statement":7}' });
    },
    expected: 'MalformedPolicyDocumentException',
  },
];

const descriptions: readonly Row[] = [
  {
    name: 'DescribeKey: a new key',
    run: async ({ kms, key }) => {
      const { KeyMetadata: told } = await kms.describeKey({ KeyId: await key({ Description: 'mine' }) });
      return [
        told?.KeyState,
        told?.KeyUsage,
        told?.KeySpec,
        told?.KeyManager,
        told?.Origin,
        told?.MultiRegion,
        told?.Description,
      ];
    },
    expected: 'Enabled,ENCRYPT_DECRYPT,SYMMETRIC_DEFAULT,CUSTOMER,AWS_KMS,false,mine',
  },
  {
    name: 'UpdateKeyDescription',
    run: async ({ kms, key }) => {
      const KeyId = await key();
      await kms.updateKeyDescription({ KeyId, Description: 'other' });
      return (await kms.describeKey({ KeyId })).KeyMetadata?.Description;
    },
    expected: 'other',
  },
  {
    name: 'ListResourceTags: what was tagged and not untagged',
    run: async ({ kms, key }) => {
      const KeyId = await key({ Tags: [{ TagKey: 'a', TagValue: '1' }] });
      await kms.tagResource({ KeyId, Tags: [{ TagKey: 'b', TagValue: '2' }] });
      await kms.untagResource({ KeyId, TagKeys: ['a'] });
      const { Tags = [] } = await kms.listResourceTags({ KeyId });
      return Tags.map(({ TagKey, TagValue }) => `${TagKey}=${TagValue}`);
    },
    expected: 'b=2',
  },
];

export const administrationRows: readonly Row[] = [...aliases, ...rotation, ...policies, ...descriptions];
