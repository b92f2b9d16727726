/** What one command line refuses of the other's envelopes, and what it takes: damage, names, suites, unknown keys. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesOf } from '../envelope/support.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import { leftOut } from './aws-cli.ts';
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

  const theirs = (folder: Scratch, ...options: readonly string[]) =>
    peers.theirs(
      '--encrypt',
      '--input',
      folder.at('x'),
      '--output',
      folder.at('x.envelope'),
      '-S',
      ...options,
    );

  /** Whether each opens `x.envelope`; neither may leave a result of what it does not open. */
  async function opens(folder: Scratch) {
    await rm(folder.at('x'));
    const here = await peers.ours('decrypt', folder.at('x.envelope'));
    const there = await peers.theirs(
      '--decrypt',
      '--input',
      folder.at('x.envelope'),
      '--output',
      folder.at('there'),
      '-S', // biome-ignore format: one line
    );
    const names = await folder.names();
    expect(names.includes('x'), 'a result of ours').toBe(here.code === 0);
    return { here: here.code === 0 ? 'opened' : here.stderr, there: there.code === 0 };
  }

  const writers = {
    ours: (folder: Scratch) => peers.ours('encrypt', folder.at('x')),
    theirs: (folder: Scratch) => theirs(folder),
  };

  describe.each(['ours', 'theirs'] as const)('an envelope of %s', (writer) => {
    test.each<readonly [string, (envelope: Buffer) => Buffer, string]>([
      ['a changed byte of the content', (bytes) => flipped(bytes, bytes.length - 5000), 'tampered'],
      ['a changed message id', (bytes) => flipped(bytes, 10), 'key-commitment-failed'],
      ['a suite that is none', (bytes) => flipped(bytes, 2), 'unsupported-suite'],
      ['its last byte missing', (bytes) => bytes.subarray(0, -1), 'truncated'],
      ['half of it missing', (bytes) => bytes.subarray(0, bytes.length / 2), 'truncated'],
      ['only its beginning', (bytes) => bytes.subarray(0, 100), 'truncated'],
    ])('with %s is refused by both', async (_, change, code) => {
      await using folder = await scratch();
      await folder.write('x', content);
      expect(await writers[writer](folder)).toMatchObject({ code: 0 });
      await folder.write('x.envelope', change(await folder.read('x.envelope')));
      const { here, there } = await opens(folder);
      expect(here).toContain(`[${code}]`);
      expect(there).toBe(false);
    });
  });

  test('their own names: .encrypted and .decrypted', async () => {
    await using folder = await scratch();
    await folder.write('x', content);
    const sealed = await peers.theirs('--encrypt', '--input', folder.at('x'), '--output', folder.path, '-S');
    expect(sealed).toMatchObject({ code: 0, stderr: '' });
    expect(await peers.ours('decrypt', folder.at('x.encrypted'))).toMatchObject({ code: 0, stderr: '' });
    expect((await folder.read('x.encrypted.decrypted')).equals(content)).toBe(true);
  });

  test('their discovery opens ours, knowing no key; a key of another account’s opens nothing', async () => {
    await using folder = await scratch();
    await folder.write('x', content);
    expect(await writers.ours(folder)).toMatchObject({ code: 0 });
    const decrypt = (...wrappingKey: readonly string[]) =>
      peers.theirs(
        '--decrypt',
        '--input',
        folder.at('x.envelope'),
        '--output',
        folder.at('back'),
        '-S', // biome-ignore format: one line
        '--wrapping-keys',
        ...wrappingKey,
      );
    const { accountId } = peers.server.realm;
    const discovery = ['discovery=true', 'discovery-partition=aws'];
    expect(await decrypt(...discovery, 'discovery-account=999999999999')).toMatchObject({ code: 1 });
    expect(
      await decrypt(`key=${await createPracticeKey(peers.server.store, peers.server.realm, null)}`),
    ).toMatchObject({
      code: 1,
    });
    expect(await decrypt(...discovery, `discovery-account=${accountId}`)).toMatchObject({ code: 0 });
    expect((await folder.read('back')).equals(content)).toBe(true);
  });

  test.each([
    'AES_128_GCM_IV12_TAG16',
    'AES_192_GCM_IV12_TAG16',
    'AES_256_GCM_IV12_TAG16',
    'AES_128_GCM_IV12_TAG16_HKDF_SHA256',
    'AES_192_GCM_IV12_TAG16_HKDF_SHA256',
    'AES_256_GCM_IV12_TAG16_HKDF_SHA256',
    'AES_128_GCM_IV12_TAG16_HKDF_SHA256_ECDSA_P256',
    'AES_192_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384',
    'AES_256_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384',
  ])('%s, which does not commit to its key, is refused', async (algorithm) => {
    await using folder = await scratch();
    await folder.write('x', content);
    const policy = ['--commitment-policy', 'forbid-encrypt-allow-decrypt'];
    expect(await theirs(folder, '--algorithm', algorithm, ...policy)).toMatchObject({ code: 0 });
    expect((await opens(folder)).here).toContain('[uncommitted-suite]');
  });
});
