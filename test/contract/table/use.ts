/** Rows about using symmetric keys. */
import type { Row } from '../outcome.ts';
import { text, textOf } from '../world.ts';

const context = { a: 'b', c: 'd' };
const size = (bytes: Uint8Array | undefined) => `${bytes?.length} bytes`;

const dataKeys: readonly Row[] = [
  {
    name: 'GenerateDataKey: AES_256',
    run: async ({ kms, key }) => {
      const KeyId = await key();
      const made = await kms.generateDataKey({ KeyId, KeySpec: 'AES_256' });
      const opened = await kms.decrypt({ CiphertextBlob: made.CiphertextBlob });
      const same = Buffer.from(opened.Plaintext ?? []).equals(made.Plaintext ?? new Uint8Array());
      return `${size(made.Plaintext)}, ${made.KeyId === KeyId ? 'ARN' : made.KeyId}, ${same ? 'same' : 'other'} when opened`;
    },
    expected: '32 bytes, ARN, same when opened',
  },
  ...(
    [
      ['AES_128', { KeySpec: 'AES_128' }, '16 bytes'],
      ['1024 bytes', { NumberOfBytes: 1024 }, '1024 bytes'],
      ['1025 bytes', { NumberOfBytes: 1025 }, 'ValidationException'],
      ['0 bytes', { NumberOfBytes: 0 }, 'ValidationException'],
      ['neither length nor spec', {}, 'ValidationException'],
      ['length and spec', { KeySpec: 'AES_256', NumberOfBytes: 32 }, 'ValidationException'],
      [
        'more than 8 KiB of context',
        { KeySpec: 'AES_256', EncryptionContext: { a: 'x'.repeat(8_192) } },
        'ValidationException',
      ],
      [
        'eleven grant tokens',
        { KeySpec: 'AES_256', GrantTokens: Array(11).fill('t') },
        'ValidationException',
      ],
      ['a dry run', { KeySpec: 'AES_256', DryRun: true }, 'DryRunOperationException'],
    ] as const
  ).map(
    ([name, input, expected]) =>
      ({
        name: `GenerateDataKey: ${name}`,
        run: async ({ kms, key }) => {
          const GrantTokens = 'GrantTokens' in input ? [...input.GrantTokens] : undefined;
          return size((await kms.generateDataKey({ KeyId: await key(), ...input, GrantTokens })).Plaintext);
        },
        expected,
      }) satisfies Row,
  ),
  {
    name: 'GenerateDataKeyWithoutPlaintext: its ciphertext opens',
    run: async ({ kms, key }) => {
      const made = await kms.generateDataKeyWithoutPlaintext({ KeyId: await key(), KeySpec: 'AES_256' });
      const opened = await kms.decrypt({ CiphertextBlob: made.CiphertextBlob });
      return `${'Plaintext' in made ? 'plaintext' : 'none'}, ${size(opened.Plaintext)}`;
    },
    expected: 'none, 32 bytes',
  },
  {
    name: 'GenerateRandom',
    run: async ({ kms }) => size((await kms.generateRandom({ NumberOfBytes: 24 })).Plaintext),
    expected: '24 bytes',
  },
  {
    name: 'GenerateRandom: 1025 bytes',
    run: async ({ kms }) => size((await kms.generateRandom({ NumberOfBytes: 1025 })).Plaintext),
    expected: 'ValidationException',
  },
];

const encrypting: readonly Row[] = (
  [
    ['4096 bytes', new Uint8Array(4096).fill(1), 'SYMMETRIC_DEFAULT'],
    ['4097 bytes', new Uint8Array(4097).fill(1), 'ValidationException'],
    ['nothing', new Uint8Array(), 'ValidationException'],
  ] as const
).map(([name, Plaintext, expected]) => ({
  name: `Encrypt: ${name}`,
  run: async ({ kms, key }) => (await kms.encrypt({ KeyId: await key(), Plaintext })).EncryptionAlgorithm,
  expected,
}));

/** Contexts that are not the one a ciphertext was made with. */
const otherContexts: readonly (readonly [string, Record<string, string>])[] = [
  ['no context', {}],
  ['another value', { a: 'b', c: 'x' }],
  ['a pair less', { a: 'b' }],
  ['a pair more', { ...context, e: 'f' }],
  ['a letter moved from value to key', { ab: '', c: 'd' }],
  ['another letter case', { A: 'b', c: 'd' }],
];

const decrypting: readonly Row[] = [
  {
    name: 'Decrypt: the key not named',
    run: async ({ kms, key, seal }) => {
      const KeyId = await key();
      const opened = await kms.decrypt({
        CiphertextBlob: await seal(KeyId, context),
        EncryptionContext: context,
      });
      return `${textOf(opened.Plaintext)}, ${opened.KeyId === KeyId ? 'ARN' : opened.KeyId}, ${opened.EncryptionAlgorithm}`;
    },
    expected: `${text}, ARN, SYMMETRIC_DEFAULT`,
  },
  {
    name: 'Decrypt: the pairs of the context in another order',
    run: async ({ kms, key, seal }) => {
      const CiphertextBlob = await seal(await key(), context);
      return textOf((await kms.decrypt({ CiphertextBlob, EncryptionContext: { c: 'd', a: 'b' } })).Plaintext);
    },
    expected: text,
  },
  ...otherContexts.map(
    ([name, EncryptionContext]): Row => ({
      name: `Decrypt: ${name}`,
      run: async ({ kms, key, seal }) => {
        const CiphertextBlob = await seal(await key(), context);
        return textOf((await kms.decrypt({ CiphertextBlob, EncryptionContext })).Plaintext);
      },
      expected: 'InvalidCiphertextException',
    }),
  ),
  {
    name: 'Decrypt: another key named',
    run: async ({ kms, key, seal }) => {
      const CiphertextBlob = await seal(await key());
      return textOf((await kms.decrypt({ CiphertextBlob, KeyId: await key() })).Plaintext);
    },
    expected: 'IncorrectKeyException',
  },
  {
    name: 'Decrypt: a changed byte at the end',
    run: async ({ kms, key, seal }) => {
      const KeyId = await key();
      const CiphertextBlob = Uint8Array.from(await seal(KeyId));
      CiphertextBlob[CiphertextBlob.length - 1] = (CiphertextBlob.at(-1) ?? 0) ^ 1;
      return textOf((await kms.decrypt({ CiphertextBlob, KeyId })).Plaintext);
    },
    expected: 'InvalidCiphertextException',
  },
  {
    name: 'Decrypt: what is no ciphertext',
    run: async ({ kms, key }) =>
      textOf((await kms.decrypt({ CiphertextBlob: new Uint8Array(100), KeyId: await key() })).Plaintext),
    expected: 'InvalidCiphertextException',
  },
  {
    name: 'Decrypt: a dry run',
    run: async ({ kms, key, seal }) =>
      textOf((await kms.decrypt({ CiphertextBlob: await seal(await key()), DryRun: true })).Plaintext),
    expected: 'DryRunOperationException',
  },
  {
    name: 'Decrypt: a dry run without ciphertext',
    run: async ({ kms, key }) => {
      const DryRunModifiers = ['IGNORE_CIPHERTEXT' as const];
      return textOf((await kms.decrypt({ KeyId: await key(), DryRun: true, DryRunModifiers })).Plaintext);
    },
    expected: 'DryRunOperationException',
  },
];

const reEncrypting: readonly Row[] = [
  {
    name: 'ReEncrypt: to another key and context',
    run: async ({ kms, key, seal }) => {
      const [from, to] = [await key(), await key()];
      const moved = await kms.reEncrypt({
        CiphertextBlob: await seal(from, { a: 'b' }),
        SourceEncryptionContext: { a: 'b' },
        DestinationKeyId: to,
        DestinationEncryptionContext: { c: 'd' },
      });
      const { CiphertextBlob } = moved;
      const opened = await kms.decrypt({ CiphertextBlob, KeyId: to, EncryptionContext: { c: 'd' } });
      return `${textOf(opened.Plaintext)}, ${moved.SourceKeyId === from}, ${moved.KeyId === to}`;
    },
    expected: `${text}, true, true`,
  },
  {
    name: 'ReEncrypt: another source context',
    run: async ({ kms, key, seal }) => {
      const CiphertextBlob = await seal(await key(), { a: 'b' });
      const SourceEncryptionContext = { a: 'c' };
      return kms.reEncrypt({ CiphertextBlob, SourceEncryptionContext, DestinationKeyId: await key() });
    },
    expected: 'InvalidCiphertextException',
  },
  {
    name: 'ReEncrypt: another source key named',
    run: async ({ kms, key, seal }) => {
      const CiphertextBlob = await seal(await key());
      return kms.reEncrypt({ CiphertextBlob, SourceKeyId: await key(), DestinationKeyId: await key() });
    },
    expected: 'IncorrectKeyException',
  },
];

export const useRows: readonly Row[] = [...dataKeys, ...encrypting, ...decrypting, ...reEncrypting];
