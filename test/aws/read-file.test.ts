import { symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRegularFile } from '../../electron/aws/read-file.ts';
import { type AwsHome, createAwsHome } from './aws-home.ts';

let home: AwsHome;
let path: string;
beforeEach(async () => {
  home = await createAwsHome();
  path = join(home.folder, 'file');
});
afterEach(() => home.close());

describe('a file is read', () => {
  it.each([0, 1, 65_536, 300_000])('of %i bytes, where so many are allowed', async (size) => {
    const bytes = Buffer.alloc(size, 'x');
    await writeFile(path, bytes);
    expect(bytes.equals(await readRegularFile(path, size))).toBe(true);
  });

  it.each([1, 300_000, 2 ** 40])('not of %i bytes, where one less is allowed', async (size) => {
    await writeFile(path, '');
    await truncate(path, size);
    await expect(readRegularFile(path, Math.min(size, 1_000_000) - 1)).rejects.toMatchObject({
      code: 'TooLarge',
    });
  });

  it('not one that has more than it says', async ({ skip }) => {
    const maps = '/proc/self/maps';
    skip(process.platform !== 'linux', 'only Linux has such a file for sure');
    await symlink(maps, path);
    await expect(readRegularFile(path, 1_000)).rejects.toMatchObject({ code: 'TooLarge' });
  });

  it('not a folder', async () => {
    await expect(readRegularFile(home.folder, 1_000)).rejects.toMatchObject({ code: 'NotAFile' });
  });
});
