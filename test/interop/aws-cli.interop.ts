/** Real files, both ways, between our command line and AWS's, through one KMS on the loopback interface. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_FRAME_LENGTH } from '../../electron/envelope/seal-body.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import { leftOut } from './aws-cli.ts';
import { type Peers, startPeers, writeFolder } from './peers.ts';
import { around, contentOf, KIB, large, MIB } from './sizes.ts';

const filesOf = (sizes: readonly number[]): ReadonlyMap<string, Buffer> =>
  new Map(sizes.map((size) => [`${size} bytes ☂.bin`, contentOf(size)]));

describe.skipIf(leftOut)('aws-encryption-cli', () => {
  let peers: Peers;
  beforeAll(async () => {
    peers = await startPeers();
  });
  afterAll(() => peers?.[Symbol.asyncDispose]());

  /** Encrypts a folder with their command line; answers the paths of the envelopes. */
  async function sealTheirs(
    folder: Scratch,
    files: ReadonlyMap<string, Buffer>,
    ...options: readonly string[]
  ): Promise<readonly string[]> {
    const source = await writeFolder(folder.path, 'theirs', files);
    const sealed = folder.at('sealed');
    await mkdir(sealed);
    const args = ['--recursive', '--suffix', '.envelope', '--suppress-metadata', ...options];
    const result = await peers.theirs('--encrypt', '--input', source, '--output', sealed, ...args);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    return [...files.keys()].map((name) => join(sealed, `${name}.envelope`));
  }

  async function expectFiles(folder: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
    for (const [name, content] of files)
      expect((await readFile(join(folder, name))).equals(content), name).toBe(true);
  }

  const UNSIGNED = 'AES_256_GCM_HKDF_SHA512_COMMIT_KEY';

  describe('we open what it writes', () => {
    test.each<readonly [string, readonly string[], readonly number[]]>([
      ['its defaults', [], around(4096)],
      ['signed, frames of 64 KiB', ['--frame-length', '65536'], [...around(64 * KIB), ...large]],
      ['signed, without frames', ['--frame-length', '0'], [0, 1, 5000, 8 * MIB + 1]],
      ['frames of 128 bytes, its least', ['--algorithm', UNSIGNED, '--frame-length', '128'], around(128)],
      [
        'frames of 64 KiB',
        ['--algorithm', UNSIGNED, '--frame-length', '65536'],
        [...around(64 * KIB), ...large],
      ],
      ['frames of 1 MiB', ['--algorithm', UNSIGNED, '--frame-length', `${MIB}`], [...around(MIB), ...large]],
      ['without frames', ['--algorithm', UNSIGNED, '--frame-length', '0'], [0, 1, 5000, ...large]],
    ])('%s, of every size', async (_, options, sizes) => {
      await using folder = await scratch();
      const files = filesOf(sizes);
      const envelopes = await sealTheirs(folder, files, ...options);
      const opened = await peers.ours('decrypt', '--output', folder.at('opened'), ...envelopes);
      expect(opened).toMatchObject({ code: 0, stderr: '' });
      await expectFiles(folder.at('opened'), files);
    });
  });

  test('it opens what we write, of every size', async () => {
    await using folder = await scratch();
    const files = filesOf([...around(DEFAULT_FRAME_LENGTH), ...large]);
    const source = await writeFolder(folder.path, 'ours', files);
    const paths = [...files.keys()].map((name) => join(source, name));
    const sealed = await peers.ours('encrypt', '--output', folder.at('sealed'), ...paths);
    expect(sealed).toMatchObject({ code: 0, stderr: '' });
    await mkdir(folder.at('opened'));
    const args = ['--input', folder.at('sealed'), '--output', folder.at('opened'), '--recursive'];
    // With an empty suffix the results keep the names of the envelopes.
    const opened = await peers.theirs('--decrypt', ...args, '--suffix', '--suppress-metadata');
    expect(opened).toMatchObject({ code: 0, stderr: '' });
    await expectFiles(
      folder.at('opened'),
      new Map([...files].map(([name, content]) => [`${name}.envelope`, content])),
    );
  });
});
