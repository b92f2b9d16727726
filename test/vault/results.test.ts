/** Which file has a result's name, on real files: known by what it is, not by what it is called. */
import { link, lstat, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { JobSpec } from '../../electron/vault/job.ts';
import { createResults, identify, resultKey } from '../../electron/vault/results.ts';
import { posix, scratch, until } from '../support/scratch.ts';

const common = {
  size: 1,
  profileId: 'p',
  profileName: 'p',
  accountId: null,
  caller: null,
  signsIn: true,
  practice: false,
  onConflict: 'fail' as const,
};
const encrypting = (source: string): JobSpec => ({
  ...common,
  kind: 'encrypt',
  source,
  keyArn: 'arn',
  otherKeyArns: [],
  check: false,
  sign: false,
  context: [],
  drop: null,
});
const opening = (kind: 'decrypt' | 'verify', source: string): JobSpec => ({
  ...common,
  kind,
  source,
  headerDigest: '',
  allowUncommitted: false,
});

describe('the identity of a file', () => {
  test('goes with it to another name, and is never that of a later file', async () => {
    await using folder = await scratch();
    const path = await folder.write('a', 'x');
    const first = await identify(path);
    await rename(path, folder.at('b'));
    expect(await identify(folder.at('b'))).toBe(first);
    const birth = async (name: string) => (await lstat(folder.at(name), { bigint: true })).birthtimeNs;
    const born = await birth('b');
    await until('the clock of the file system has moved', async () => {
      await folder.write('clock', 'x');
      const moved = (await birth('clock')) > born;
      await rm(folder.at('clock'));
      return moved;
    });
    // File systems give the number of a deleted file to the next one.
    for (let n = 0; n < 20; n++) {
      await rm(folder.at('b'));
      expect(await identify(await folder.write('b', 'x'))).not.toBe(first);
    }
  });

  test('is that of ordinary files only', async () => {
    await using folder = await scratch();
    await mkdir(folder.at('folder'));
    if (posix) await symlink(await folder.write('file', 'x'), folder.at('link'));
    for (const name of ['folder', 'link', 'none']) expect(await identify(folder.at(name))).toBeNull();
  });
});

describe('in the way of a job', () => {
  test.each([
    ['a', encrypting, 'a.envelope'],
    ['a.envelope', (source: string) => opening('decrypt', source), 'a'],
    ['a', (source: string) => opening('decrypt', source), 'a.decrypted'],
  ])('on %s there is what has its result’s name', async (name, spec, result) => {
    await using folder = await scratch();
    const { occupant, remember } = createResults(identify);
    const job = spec(await folder.write(name, 'source'));
    expect(await occupant(job)).toBeNull();
    const path = await folder.write(result, 'other');
    expect(await occupant(job)).toEqual({ name: result, madeFrom: null, identity: await identify(path) });
    await remember(path, '/somewhere/else');
    expect(await occupant(job)).toMatchObject({ madeFrom: 'else' });
  });

  test('there is nothing that may be replaced: the source itself, and for a job that makes no file', async () => {
    await using folder = await scratch();
    const { occupant } = createResults(identify);
    const source = await folder.write('a.envelope', 'source');
    await link(source, folder.at('a'));
    expect(await occupant(opening('decrypt', source))).toBeNull();
    await rm(folder.at('a'));
    await folder.write('a', 'other');
    expect(await occupant(opening('verify', source))).toBeNull();
    expect(await occupant(opening('decrypt', source))).toMatchObject({ name: 'a' });
  });
});

test('results have the same key where some file system gives them the same name', () => {
  const key = resultKey(opening('decrypt', '/x/Caf\u00e9.envelope'));
  expect(resultKey(opening('decrypt', '/x/cafe\u0301.ENVELOPE'))).toBe(key);
  expect(resultKey(opening('decrypt', '/y/Caf\u00e9.envelope'))).not.toBe(key);
  expect(resultKey(opening('verify', '/x/Caf\u00e9.envelope'))).toBeNull();
});
