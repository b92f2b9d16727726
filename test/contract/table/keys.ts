/** Rows about finding keys, their states, aliases, rotation, policies and tags. */
import type { KMS } from '@aws-sdk/client-kms';
import type { Row } from '../outcome.ts';
import { idOf, text, textOf, type World } from '../world.ts';

const elsewhere = (arn: string, part: 3 | 4, value: string) => arn.split(':').with(part, value).join(':');

/** Names of keys, given the ARN of one that there is. */
const names: readonly (readonly [string, (arn: string) => string, string])[] = [
  ['the id', idOf, 'ARN'],
  ['the ARN', (arn) => arn, 'ARN'],
  ['an unknown id', () => '12345678-1234-1234-1234-123456789012', 'NotFoundException'],
  ['an unknown alias', () => 'alias/nobody', 'NotFoundException'],
  ['an ARN of another region', (arn) => elsewhere(arn, 3, 'ap-south-1'), 'NotFoundException'],
  ['an ARN of another account', (arn) => elsewhere(arn, 4, '999988887777'), 'AccessDeniedException'],
];

const naming: readonly Row[] = names.map(([name, nameOf, expected]) => ({
  name: `Encrypt: ${name}`,
  run: async ({ kms, key }) => {
    const arn = await key();
    const { KeyId } = await kms.encrypt({ KeyId: nameOf(arn), Plaintext: Buffer.from(text) });
    return KeyId === arn ? 'ARN' : KeyId;
  },
  expected,
}));

type Use = (kms: KMS, KeyId: string, CiphertextBlob: Uint8Array) => Promise<unknown>;

const uses: Readonly<Record<string, Use>> = {
  GenerateDataKey: (kms, KeyId) => kms.generateDataKey({ KeyId, KeySpec: 'AES_256' }),
  Encrypt: (kms, KeyId) => kms.encrypt({ KeyId, Plaintext: Buffer.from(text) }),
  Decrypt: (kms, _, CiphertextBlob) => kms.decrypt({ CiphertextBlob }),
};

const pending = (kms: KMS, KeyId: string) =>
  kms.scheduleKeyDeletion({ KeyId: idOf(KeyId), PendingWindowInDays: 7 });

const states: readonly Row[] = [
  {
    name: 'DisableKey: the ARN',
    run: async ({ kms, key }) => {
      const KeyId = await key();
      await kms.disableKey({ KeyId });
      return (await kms.describeKey({ KeyId })).KeyMetadata?.KeyState;
    },
    expected: 'Disabled',
  },
  {
    name: 'DisableKey: an alias',
    run: async (world) => world.kms.disableKey({ KeyId: (await aliased(world)).AliasName }),
    expected: 'NotFoundException',
  },
  ...Object.entries(uses).flatMap(([name, use]) =>
    (
      [
        [
          'disabled',
          (kms: KMS, KeyId: string) => kms.disableKey({ KeyId: idOf(KeyId) }),
          'DisabledException',
        ],
        ['pending deletion', pending, 'KMSInvalidStateException'],
      ] as const
    ).map(
      ([state, change, expected]): Row => ({
        name: `${name}: a key that is ${state}`,
        run: async ({ kms, key, seal }) => {
          const KeyId = await key();
          const blob = await seal(KeyId);
          await change(kms, KeyId);
          return use(kms, KeyId, blob);
        },
        expected,
      }),
    ),
  ),
  {
    name: 'EnableKey: a disabled key works again',
    run: async ({ kms, key, seal }) => {
      const KeyId = await key();
      await kms.disableKey({ KeyId: idOf(KeyId) });
      await kms.enableKey({ KeyId: idOf(KeyId) });
      return (await seal(KeyId)).length > 0;
    },
    expected: 'true',
  },
  {
    name: 'EnableKey: a key that is pending deletion',
    run: async ({ kms, key }) => {
      const KeyId = await key();
      await pending(kms, KeyId);
      return kms.enableKey({ KeyId: idOf(KeyId) });
    },
    expected: 'KMSInvalidStateException',
  },
  {
    name: 'ScheduleKeyDeletion: 6 days',
    run: async ({ kms, key }) =>
      (await kms.scheduleKeyDeletion({ KeyId: idOf(await key()), PendingWindowInDays: 6 })).KeyState,
    expected: 'ValidationException',
  },
  {
    name: 'CancelKeyDeletion: the key is disabled then',
    run: async ({ kms, key }) => {
      const KeyId = await key();
      await pending(kms, KeyId);
      const { KeyMetadata } = await kms.describeKey({ KeyId });
      await kms.cancelKeyDeletion({ KeyId: idOf(KeyId) });
      const after = (await kms.describeKey({ KeyId })).KeyMetadata;
      return `${KeyMetadata?.KeyState}, ${KeyMetadata?.DeletionDate !== undefined}, ${after?.KeyState}, ${after?.DeletionDate}`;
    },
    expected: 'PendingDeletion, true, Disabled, undefined',
  },
  {
    name: 'CancelKeyDeletion: a key that is not pending deletion',
    run: async ({ kms, key }) => (await kms.cancelKeyDeletion({ KeyId: idOf(await key()) })).KeyId,
    expected: 'KMSInvalidStateException',
  },
];

/** An alias of a new key; answers its name and the key's ARN. */
async function aliased({ kms, key, aliasName }: World) {
  const AliasName = aliasName();
  const TargetKeyId = await key();
  await kms.createAlias({ AliasName, TargetKeyId });
  return { AliasName, TargetKeyId };
}

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

export const keyRows: readonly Row[] = [
  ...naming,
  ...states,
  ...aliases,
  ...rotation,
  ...policies,
  ...descriptions,
];
