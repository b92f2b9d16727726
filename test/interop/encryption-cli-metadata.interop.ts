/** What an envelope says of itself, in AWS's words and in ours: encryption contexts there and back, suites, forms. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesOf } from '../envelope/support.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import { leftOut } from './encryption-cli.ts';
import { type Peers, startPeers } from './peers.ts';

const content = Buffer.from(bytesOf(10_000));
const PUBLIC_KEY = 'aws-crypto-public-key';
const ENVELOPE_ID = 'envelope-id';

/** What both command lines print of a header, in the same words. */
interface Metadata {
  readonly header: { readonly encryption_context: Readonly<Record<string, string>> };
  readonly header_auth: unknown;
}
const read = (line: string): Metadata => {
  const { header, header_auth }: Metadata = JSON.parse(line);
  return { header, header_auth };
};

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
  ['forty pairs', Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`key ${index}`, `${index}`]))],
];

describe.skipIf(leftOut)('aws-encryption-cli', () => {
  let peers: Peers;
  beforeAll(async () => {
    peers = await startPeers();
  });
  afterAll(() => peers?.[Symbol.asyncDispose]());

  const sealOurs = (folder: Scratch, ...options: readonly string[]) =>
    peers.ours('encrypt', '--output', folder.at('sealed'), ...options, folder.at('x'));
  const sealTheirs = (folder: Scratch, ...options: readonly string[]) =>
    peers.theirs('--encrypt', '--input', folder.at('x'), '--output', folder.at('sealed'), '-S', ...options);

  /** Has both open `sealed`, and say the same of it; answers its context, without the signature's key and our id. */
  async function describedAlike(
    folder: Scratch,
    ...policy: readonly string[]
  ): Promise<ReadonlyMap<string, string>> {
    const sealed = folder.at('sealed');
    const files = ['--input', sealed, '--output', folder.at('there')];
    const metadata = ['--metadata-output', folder.at('metadata.json')];
    const there = await peers.theirs('--decrypt', ...files, ...metadata, ...policy);
    expect(there).toMatchObject({ code: 0 });
    const here = await peers.ours('decrypt', '--allow-uncommitted', '--output', folder.at('here'), sealed);
    expect(here).toMatchObject({ code: 0 });
    for (const name of ['there', 'here']) expect((await folder.read(name)).equals(content), name).toBe(true);

    const theirs = read(await readFile(folder.at('metadata.json'), 'utf8'));
    const ours = read((await peers.ours('inspect', '--json', sealed)).stdout);
    expect(ours).toStrictEqual(theirs);
    const context = new Map(Object.entries(ours.header.encryption_context));
    context.delete(PUBLIC_KEY);
    context.delete(ENVELOPE_ID);
    return context;
  }

  describe.each(contexts)('context: %s', (_, context) => {
    const pairs = Object.entries(context).map(([key, value]) => `${key}=${value}`);
    const ours = pairs.flatMap((pair) => ['--context', pair]);

    test.each<readonly [string, readonly string[]]>([
      ['ours', []],
      ['ours, signed', ['--sign']],
    ])('%s', async (_name, options) => {
      await using folder = await scratch();
      await folder.write('x', content);
      expect(await sealOurs(folder, ...options, ...ours)).toMatchObject({ code: 0 });
      expect(await describedAlike(folder)).toEqual(new Map(Object.entries(context)));
    });

    test('theirs', async () => {
      await using folder = await scratch();
      await folder.write('x', content);
      const theirs = pairs.length > 0 ? ['--encryption-context', ...pairs] : [];
      expect(await sealTheirs(folder, ...theirs)).toMatchObject({ code: 0, stderr: '' });
      expect(await describedAlike(folder)).toEqual(new Map(Object.entries(context)));
    });
  });

  const uncommitted = [
    'AES_128_GCM_IV12_TAG16',
    'AES_192_GCM_IV12_TAG16',
    'AES_256_GCM_IV12_TAG16',
    'AES_128_GCM_IV12_TAG16_HKDF_SHA256',
    'AES_192_GCM_IV12_TAG16_HKDF_SHA256',
    'AES_256_GCM_IV12_TAG16_HKDF_SHA256',
    'AES_128_GCM_IV12_TAG16_HKDF_SHA256_ECDSA_P256',
    'AES_192_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384',
    'AES_256_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384',
  ];

  describe.each(uncommitted)('%s, which does not commit to its key', (algorithm) => {
    test.each([
      ['framed', '4096'],
      ['without frames', '0'],
    ])('%s: opens when that was allowed, and only then', async (_, frameLength) => {
      await using folder = await scratch();
      await folder.write('x', content);
      const options = ['--algorithm', algorithm, '--frame-length', frameLength];
      const policy = ['--commitment-policy', 'forbid-encrypt-allow-decrypt'];
      expect(await sealTheirs(folder, ...options, ...policy)).toMatchObject({ code: 0 });
      const refused = await peers.ours('decrypt', '--output', folder.at('here'), folder.at('sealed'));
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('[uncommitted-suite]')]);
      expect(await folder.names()).toEqual(['sealed', 'x']);
      expect(await describedAlike(folder, ...policy)).toEqual(new Map());
    });
  });
});
