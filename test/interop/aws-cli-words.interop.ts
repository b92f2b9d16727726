/** What envelopes say of themselves: encryption contexts there and back, and both command lines' words for a header. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { bytesOf } from '../envelope/support.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import { leftOut } from './aws-cli.ts';
import { type Peers, startPeers } from './peers.ts';

const content = Buffer.from(bytesOf(10_000));

/** Of any names: zod's own `record` leaves `__proto__` out. */
const pairs = z
  .custom<object>((value) => typeof value === 'object' && value !== null)
  .transform((value) => Object.entries(value).map(([key, text]): [string, string] => [key, String(text)]));

/** A record of `--metadata-output`, as far as we compare it. */
const record = z.object({
  header: z.object({
    version: z.string(),
    algorithm: z.string(),
    message_id: z.base64(),
    frame_length: z.number(),
    encryption_context: pairs,
    encrypted_data_keys: z.array(
      z.object({ key_provider: z.object({ provider_id: z.base64(), key_info: z.base64() }) }),
    ),
  }),
});

/** The same of `envelope inspect --json`. */
const inspected = z.object({
  version: z.number(),
  suiteName: z.string(),
  messageId: z.hex(),
  frameLength: z.number().nullable(),
  context: z.array(z.tuple([z.string(), z.string()])),
  keys: z.array(z.object({ providerId: z.string(), name: z.string() })),
});

const text = (base64: string): string => Buffer.from(base64, 'base64').toString();

/** Their words in ours. */
const translated = ({ header }: z.output<typeof record>): z.output<typeof inspected> => ({
  version: Number(header.version),
  suiteName: header.algorithm.replace('_HKDF_SHA512_COMMIT', '_IV12_TAG16_HKDF_SHA512_COMMIT'),
  messageId: Buffer.from(header.message_id, 'base64').toString('hex'),
  frameLength: header.frame_length === 0 ? null : header.frame_length,
  context: header.encryption_context,
  keys: header.encrypted_data_keys.map(({ key_provider }) => ({
    providerId: text(key_provider.provider_id),
    name: text(key_provider.key_info),
  })),
});
const sortedContext = ({ context, ...rest }: z.output<typeof inspected>) => ({
  ...rest,
  context: context.toSorted(([a], [b]) => (a < b ? -1 : 1)),
});

describe.skipIf(leftOut)('aws-encryption-cli', () => {
  let peers: Peers;
  beforeAll(async () => {
    peers = await startPeers();
  });
  afterAll(() => peers?.[Symbol.asyncDispose]());

  /** Their record of `envelope`, which must be theirs to open to `content`, and ours of the same. */
  async function described(folder: Scratch, envelope: string) {
    const metadata = folder.at('metadata.json');
    const args = ['--output', folder.at('back'), '--metadata-output', metadata];
    expect(await peers.theirs('--decrypt', '--input', envelope, ...args)).toMatchObject({ code: 0 });
    expect((await folder.read('back')).equals(content)).toBe(true);
    const theirs = record.parse(JSON.parse(await readFile(metadata, 'utf8')));
    const { stdout } = await peers.ours('inspect', '--json', envelope);
    return {
      theirs: sortedContext(translated(theirs)),
      ours: sortedContext(inspected.parse(JSON.parse(stdout))),
    };
  }

  const contexts: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['no pair', {}],
    ['one pair', { purpose: 'interop' }],
    ['many alphabets', { ключ: 'значение', 鍵: '値', é: 'è', ß: 'ẞ' }],
    [
      'beyond 16 bits, where UTF-8 and UTF-16 sort differently',
      { '\u{1F600}': 'x', '\uFF61': 'y', z: '\u{10FFFF}' },
    ],
    ['names of an object’s own', { ['__proto__']: 'x', constructor: 'y', toString: 'z' }],
    ['an equals sign and spaces', { formula: 'a = b = c', 'two words': ' ' }],
    [
      'forty pairs',
      Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`key ${index}`, `${index}`])),
    ],
  ];

  describe.each(contexts)('context: %s', (_, context) => {
    const written = Object.entries(context).map(([key, value]) => `${key}=${value}`);

    test('ours opens there, and both describe it alike', async () => {
      await using folder = await scratch();
      const source = await folder.write('x', content);
      const options = written.flatMap((pair) => ['--context', pair]);
      expect(await peers.ours('encrypt', ...options, source)).toMatchObject({ code: 0, stderr: '' });
      const { ours, theirs } = await described(folder, `${source}.envelope`);
      expect(ours).toEqual(theirs);
      expect(new Map(ours.context)).toEqual(new Map(Object.entries(context)));
    });

    test('theirs opens here, and both describe it alike', async () => {
      await using folder = await scratch();
      const source = await folder.write('x', content);
      const envelope = folder.at('y.envelope');
      const options = written.length > 0 ? ['--encryption-context', ...written] : [];
      const args = ['--input', source, '--output', envelope, '--suppress-metadata', ...options];
      expect(await peers.theirs('--encrypt', ...args)).toMatchObject({ code: 0, stderr: '' });
      expect(await peers.ours('decrypt', envelope)).toMatchObject({ code: 0, stderr: '' });
      expect((await folder.read('y')).equals(content)).toBe(true);
      const { ours, theirs } = await described(folder, envelope);
      expect(ours).toEqual(theirs);
      expect(ours.context).toEqual(expect.arrayContaining(Object.entries(context)));
    });
  });
});
