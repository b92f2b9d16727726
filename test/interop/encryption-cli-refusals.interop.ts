/** What both command lines refuse of each other's envelopes, and the names they give to what they open. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesOf } from '../envelope/support.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import { leftOut } from './encryption-cli.ts';
import { type Peers, startPeers } from './peers.ts';

const content = Buffer.from(bytesOf(10_000));
const flipped = (bytes: Buffer, at: number): Buffer => {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
  return changed;
};

describe.skipIf(leftOut)('aws-encryption-cli', () => {
  let peers: Peers;
  beforeAll(async () => {
    peers = await startPeers();
  });
  afterAll(() => peers?.[Symbol.asyncDispose]());

  /** Who makes `x.envelope` of `x`. */
  const writers = {
    ours: (folder: Scratch) => peers.ours('encrypt', folder.at('x')),
    'ours, signed': (folder: Scratch) => peers.ours('encrypt', '--sign', folder.at('x')),
    theirs: (folder: Scratch) =>
      peers.theirs('--encrypt', ...io(folder, 'x', 'x.envelope'), '--suppress-metadata'),
  };
  const io = (folder: Scratch, input: string, output: string) => [
    ...['--input', folder.at(input)],
    ...['--output', folder.at(output)],
  ];

  async function sealed(writer: keyof typeof writers): Promise<Scratch> {
    const folder = await scratch();
    await folder.write('x', content);
    expect(await writers[writer](folder)).toMatchObject({ code: 0 });
    return folder;
  }

  describe.each(['ours', 'ours, signed', 'theirs'] as const)('an envelope of %s', (writer) => {
    test.each<readonly [string, (envelope: Buffer) => Buffer, string]>([
      ['a changed byte of the content', (bytes) => flipped(bytes, bytes.length - 5000), 'tampered'],
      ['a changed message id', (bytes) => flipped(bytes, 10), 'key-commitment-failed'],
      ['a suite that is none', (bytes) => flipped(bytes, 2), 'unsupported-suite'],
      ['its last byte missing', (bytes) => bytes.subarray(0, -1), 'truncated'],
      ['half of it missing', (bytes) => bytes.subarray(0, bytes.length / 2), 'truncated'],
      ['only its beginning', (bytes) => bytes.subarray(0, 100), 'truncated'],
    ])('with %s is refused by both', async (_, change, code) => {
      await using folder = await sealed(writer);
      await rm(folder.at('x'));
      await folder.write('x.envelope', change(await folder.read('x.envelope')));
      for (const command of ['decrypt', 'verify'] as const) {
        const { stderr } = await peers.ours(command, folder.at('x.envelope'));
        expect(stderr, command).toContain(`[${code}]`);
      }
      expect(await folder.names()).toEqual(['x.envelope']);
      const there = await peers.theirs('--decrypt', ...io(folder, 'x.envelope', 'back'), '-S');
      expect(there).toMatchObject({ code: 1 });
    });
  });

  test.each([
    ['ours', 0],
    ['ours, signed', 1],
  ] as const)('their check that a message is unsigned: %s', async (writer, code) => {
    await using folder = await sealed(writer);
    const checked = await peers.theirs('--decrypt-unsigned', ...io(folder, 'x.envelope', 'back'), '-S');
    expect(checked).toMatchObject({ code });
  });

  test('their own names: .encrypted and .decrypted', async () => {
    await using folder = await scratch();
    await folder.write('x', content);
    const made = await peers.theirs('--encrypt', '--input', folder.at('x'), '--output', folder.path, '-S');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(await peers.ours('decrypt', folder.at('x.encrypted'))).toMatchObject({ code: 0 });
    expect((await folder.read('x.encrypted.decrypted')).equals(content)).toBe(true);
  });

  test('their discovery opens ours, knowing no key; another key, or another account, opens nothing', async () => {
    await using folder = await sealed('ours');
    const decrypt = (...key: readonly string[]) =>
      peers.theirs('--decrypt', ...io(folder, 'x.envelope', 'back'), '-S', '--wrapping-keys', ...key);
    const { store, realm } = peers.server;
    const discovery = ['discovery=true', 'discovery-partition=aws'];
    expect(await decrypt(...discovery, 'discovery-account=999999999999')).toMatchObject({ code: 1 });
    expect(await decrypt(`key=${await createPracticeKey(store, realm, null)}`)).toMatchObject({ code: 1 });
    expect(await decrypt(...discovery, `discovery-account=${realm.accountId}`)).toMatchObject({ code: 0 });
    expect((await folder.read('back')).equals(content)).toBe(true);
  });
});
