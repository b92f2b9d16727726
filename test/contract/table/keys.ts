/** Rows about finding keys, and about their states. */
import type { KMS } from '@aws-sdk/client-kms';
import type { Row } from '../outcome.ts';
import { aliased, idOf, text } from '../world.ts';

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

export const keyRows: readonly Row[] = [...naming, ...states];
