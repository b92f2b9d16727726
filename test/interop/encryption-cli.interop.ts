/** Real files, both ways, between our command line and AWS's, through one KMS on the loopback interface. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_FRAME_LENGTH } from '../../electron/envelope/seal-body.ts';
import { scratch } from '../support/scratch.ts';
import { leftOut } from './encryption-cli.ts';
import { type Peers, startPeers, writeFolder } from './peers.ts';
import { around, contentOf, KIB, large, MIB } from './sizes.ts';

/** Files of these sizes, some of them in folders of the folder. */
const filesOf = (sizes: readonly number[]): ReadonlyMap<string, Buffer> =>
  new Map(
    sizes.map((size, index) => [`${['', 'sub/', 'sub/ключ/'][index % 3]}${size} bytes.bin`, contentOf(size)]),
  );

describe.skipIf(leftOut)('aws-encryption-cli', () => {
  let peers: Peers;
  beforeAll(async () => {
    peers = await startPeers();
  });
  afterAll(() => peers?.[Symbol.asyncDispose]());

  /** Files below `folder`, with `suffix` behind their names, must be these. */
  async function expectFiles(folder: string, files: ReadonlyMap<string, Buffer>, suffix = ''): Promise<void> {
    for (const [name, content] of files)
      expect((await readFile(join(folder, `${name}${suffix}`))).equals(content), name).toBe(true);
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    expect(found.filter((entry) => entry.isFile())).toHaveLength(files.size);
  }

  const UNSIGNED = ['--algorithm', 'AES_256_GCM_HKDF_SHA512_COMMIT_KEY'];

  describe('we open and verify what it writes, whole folders', () => {
    test.each<readonly [string, readonly string[], readonly number[]]>([
      ['its defaults: signed', [], around(4096)],
      ['signed, frames of 64 KiB', ['--frame-length', '65536'], [...around(64 * KIB), ...large]],
      ['signed, without frames', ['--frame-length', '0'], [0, 1, 5000, 8 * MIB + 1]],
      ['frames of 128 bytes, its least', [...UNSIGNED, '--frame-length', '128'], around(128)],
      ['frames of 64 KiB', [...UNSIGNED, '--frame-length', '65536'], [...around(64 * KIB), ...large]],
      ['frames of 1 MiB', [...UNSIGNED, '--frame-length', `${MIB}`], [...around(MIB), ...large]],
      ['without frames', [...UNSIGNED, '--frame-length', '0'], [0, 1, 5000, ...large]],
    ])('%s', async (_, options, sizes) => {
      await using folder = await scratch();
      const files = filesOf(sizes);
      const source = await writeFolder(folder.path, 'theirs', files);
      await mkdir(folder.at('sealed'));
      const folders = ['--recursive', '--input', source, '--output', folder.at('sealed')];
      const suffix = ['--suffix', '.envelope', '--suppress-metadata'];
      const sealed = await peers.theirs('--encrypt', ...folders, ...suffix, ...options);
      expect(sealed).toMatchObject({ code: 0, stderr: '' });
      await expectFiles(source, files);
      expect(await peers.ours('verify', '--recursive', folder.at('sealed'))).toMatchObject({ code: 0 });
      const args = ['--recursive', '--output', folder.at('opened'), folder.at('sealed')];
      expect(await peers.ours('decrypt', ...args)).toMatchObject({ code: 0 });
      await expectFiles(folder.at('opened/sealed'), files);
    });
  });

  test.each<readonly [string, readonly string[]]>([
    ['unsigned', []],
    ['signed', ['--sign']],
    ['checked', ['--check']],
  ])('it opens what we write, whole folders: %s', async (_, options) => {
    await using folder = await scratch();
    const files = filesOf([...around(DEFAULT_FRAME_LENGTH), ...large]);
    const source = await writeFolder(folder.path, 'ours', files);
    const args = ['--recursive', '--output', folder.at('sealed'), ...options, source];
    expect(await peers.ours('encrypt', ...args)).toMatchObject({ code: 0 });
    await mkdir(folder.at('opened'));
    // With an empty suffix the results keep the names of the envelopes.
    const folders = ['--recursive', '--input', folder.at('sealed'), '--output', folder.at('opened')];
    const opened = await peers.theirs('--decrypt', ...folders, '--suffix', '--suppress-metadata');
    expect(opened).toMatchObject({ code: 0, stderr: '' });
    await expectFiles(folder.at('opened/ours'), files, '.envelope');
  });
});
