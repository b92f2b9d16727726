/** Settings: hostile files count as absent, many updates end as the last one, a failed write leaves nothing. */
import { execFile } from 'node:child_process';
import { mkdir, rm, stat, symlink, truncate } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openSettings } from '../../electron/vault/settings.ts';
import { posix, scratch } from '../support/scratch.ts';
import { awsArn, practiceArn } from './envelopes.ts';

const initial = {
  profileId: null,
  recentProfileIds: [],
  keys: {},
  otherKeys: {},
  realms: {},
  accounts: [],
  encryption: { check: false, sign: false, shareAbove: 100, context: [], escrowKey: null },
};

test('a first start has the initial settings and writes nothing', async () => {
  await using folder = await scratch();
  const settings = await openSettings(folder.at('deep/settings.json'));
  expect(settings.get()).toEqual(initial);
  await settings.flush();
  expect(await folder.names()).toEqual([]);
});

test('what was remembered is there at the next start, in a private file', async () => {
  await using folder = await scratch();
  const path = folder.at('deep/settings.json');
  const settings = await openSettings(path);
  settings.update({ profileId: 'aws:dev', keys: { 'aws:dev': 'arn' } });
  settings.update({
    accounts: ['111122223333'],
    otherKeys: { 'aws:dev': [awsArn], practice: [practiceArn] },
  });
  settings.update({ realms: { '111122223333': 'aws:dev' } });
  settings.update({
    encryption: {
      check: true,
      sign: false,
      shareAbove: 250,
      context: [['purpose', 'audit']],
      escrowKey: null,
    },
  });
  expect(settings.get().profileId).toBe('aws:dev');
  await settings.flush();
  expect((await openSettings(path)).get()).toEqual(settings.get());
  if (!posix) return;
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(folder.at('deep'))).mode & 0o777).toBe(0o700);
});

describe('a hostile file', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['empty', ''],
    ['no JSON', '{"profileId":'],
    ['null', 'null'],
    ['a list', '[{"profileId":"x"}]'],
    ['a text', '"profileId"'],
    ['other types', '{"profileId":{"x":1},"keys":["a"],"realms":"b","encryption":[true]}'],
    ['other words for yes', '{"encryption":{"check":"true","sign":1}}'],
    ['a context of other types', '{"encryption":{"context":[["a",1]]}}'],
    ['a context of three', '{"encryption":{"context":[["a","b","c"]]}}'],
    ['a context that cannot be used', '{"encryption":{"context":[["aws-crypto-x","b"]]}}'],
    ['no number of files', '{"encryption":{"shareAbove":"5"}}'],
    ['half a file', '{"encryption":{"shareAbove":1.5}}'],
    ['fewer than one file', '{"encryption":{"shareAbove":0}}'],
    ['more files than can be brought', '{"encryption":{"shareAbove":100001}}'],
    ['other keys of nobody', '{"otherKeys":["x"]}'],
    ['no escrow key', '{"encryption":{"escrowKey":""}}'],
    ['accounts that are none', '{"accounts":[1,"x","1234",["111122223333"],null]}'],
    ['accounts of nobody', '{"accounts":"111122223333"}'],
    ['options of nobody', '{"encryption":null}'],
    ['too long', `{"profileId":"${'x'.repeat(300_000)}"}`],
    ['bytes', '\0\xff\xfe'],
    ['deep', '['.repeat(100_000)],
  ];
  test.each(cases)('%s: as if there were none', async (_, text) => {
    await using folder = await scratch();
    const settings = await openSettings(await folder.write('settings.json', text));
    expect(settings.get()).toEqual(initial);
  });

  test('keys that cannot be used are kept, since envelopes without them would be missed too late', async () => {
    await using folder = await scratch();
    const otherKeys = {
      practice: [awsArn],
      'aws:dev': [practiceArn, 'x', 1, null],
      'aws:x': 'y',
      'aws:y': { a: 'z' },
      'aws:z': null,
      'aws:many': Array(9).fill(awsArn),
    };
    const openWith = async (escrowKey: unknown) => {
      const text = JSON.stringify({ otherKeys, encryption: { escrowKey } });
      return (await openSettings(await folder.write('settings.json', text))).get();
    };
    const read = await openWith(practiceArn);
    expect(read.encryption.escrowKey).toBe(practiceArn);
    expect({ ...read.otherKeys }).toEqual({
      practice: [awsArn],
      'aws:dev': [practiceArn, 'x', '1'],
      'aws:x': ['y'],
      'aws:y': ['{"a":"z"}'],
      'aws:z': [],
      'aws:many': Array(9).fill(awsArn),
    });
    expect((await openWith(['arn'])).encryption.escrowKey).toBe('["arn"]');
    expect((await openWith('arn')).encryption.escrowKey).toBe('arn');
  });

  test('a folder in its place', async () => {
    await using folder = await scratch();
    await mkdir(folder.at('settings.json'));
    const settings = await openSettings(folder.at('settings.json'));
    settings.update({ profileId: 'aws:dev' });
    await settings.flush();
    expect(settings.get()).toEqual({ ...initial, profileId: 'aws:dev' });
    // Not even a temporary file, though the new one could not take its place.
    expect(await folder.names()).toEqual(['settings.json']);
  });

  test.runIf(posix)(
    'a pipe in its place is not waited for, and a link not followed',
    async () => {
      await using folder = await scratch();
      const path = folder.at('settings.json');
      await promisify(execFile)('mkfifo', [path]);
      expect((await openSettings(path)).get()).toEqual(initial);
      await rm(path);
      await symlink(await folder.write('elsewhere', '{"profileId":"aws:dev"}'), path);
      const settings = await openSettings(path);
      expect(settings.get()).toEqual(initial);
      settings.update({ profileId: 'aws:other' });
      await settings.flush();
      expect(String(await folder.read('elsewhere'))).toBe('{"profileId":"aws:dev"}');
      expect((await openSettings(path)).get().profileId).toBe('aws:other');
    },
    5_000,
  );

  test.runIf(posix)('a huge file is not read', async () => {
    await using folder = await scratch();
    const path = await folder.write('settings.json', '{}');
    await truncate(path, 1_500_000_000);
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 5);
    expect((await openSettings(path)).get()).toEqual(initial);
    clearInterval(watch);
    most = Math.max(most, process.memoryUsage().rss);
    expect(most - before).toBeLessThan(200_000_000);
  });

  test('names of JavaScript’s own are names like others', async () => {
    await using folder = await scratch();
    const text =
      '{"__proto__":{"profileId":"evil"},"keys":{"__proto__":"a","constructor":"b"},"realms":{"__proto__":{"x":"y"}}}';
    const settings = await openSettings(await folder.write('settings.json', text));
    const { profileId, keys, realms } = settings.get();
    expect(profileId).toBeNull();
    expect(Object.entries(keys)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect([keys['toString'], realms['toString'], realms['x']]).toEqual([undefined, undefined, undefined]);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });
});

test('a hundred updates at once: the last one is on disk, and no temporary file', async () => {
  await using folder = await scratch();
  const settings = await openSettings(folder.at('settings.json'));
  for (let n = 0; n < 100; n++) settings.update({ profileId: `aws:${n}` });
  await settings.flush();
  expect(JSON.parse(String(await folder.read('settings.json')))).toEqual({ ...initial, profileId: 'aws:99' });
  expect(await folder.names()).toEqual(['settings.json']);
});

test('a folder that cannot be made: remembered until the end, nobody bothered', async () => {
  await using folder = await scratch();
  await folder.write('file', '');
  const settings = await openSettings(folder.at('file/settings.json'));
  settings.update({ profileId: 'aws:dev' });
  await settings.flush();
  expect(settings.get().profileId).toBe('aws:dev');
});
