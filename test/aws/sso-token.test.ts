import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getSSOTokenFromFile } from '@smithy/core/config';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  isRenewable,
  lasts,
  readToken,
  removeToken,
  type SsoToken,
  writeToken,
} from '../../electron/aws/sso-token.ts';
import { posix } from '../support/scratch.ts';
import { type AwsHome, createAwsHome } from './aws-home.ts';

const token: SsoToken = {
  startUrl: 'https://corp.awsapps.com/start',
  region: 'eu-west-1',
  accessToken: 'aoaAAA',
  expiresAt: new Date('2026-11-22T20:00:00.789Z'),
  renewal: {
    refreshToken: 'aorAAA',
    clientId: 'client',
    clientSecret: 'secret',
    registrationExpiresAt: new Date('2027-01-01T00:00:00Z'),
  },
};
const inFile = {
  startUrl: 'https://corp.awsapps.com/start',
  region: 'eu-west-1',
  accessToken: 'aoaAAA',
  expiresAt: '2026-11-22T20:00:00Z',
  clientId: 'client',
  clientSecret: 'secret',
  registrationExpiresAt: '2027-01-01T00:00:00Z',
  refreshToken: 'aorAAA',
};
const toSeconds = { ...token, expiresAt: new Date('2026-11-22T20:00:00Z') };

let home: AwsHome;
let cache: string;

beforeEach(async () => {
  home = await createAwsHome();
  cache = join(home.folder, '.aws', 'sso', 'cache');
});

afterEach(() => home.close());

describe('a token that is kept', () => {
  it('is in the very place and form that AWS tools read', async () => {
    await writeToken('corp', token);
    const [name = ''] = await readdir(cache);
    expect(JSON.parse(await readFile(join(cache, name), 'utf8'))).toEqual(inFile);
    expect(await getSSOTokenFromFile('corp')).toEqual(inFile);
  });

  it.runIf(posix)('is for this user only, in folders for this user only', async () => {
    await rm(join(home.folder, '.aws'), { recursive: true });
    await writeToken('corp', token);
    const [name = ''] = await readdir(cache);
    const modes = await Promise.all(
      [join(cache, name), cache, join(home.folder, '.aws')].map(
        async (path) => (await stat(path)).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o600, 0o700, 0o700]);
  });

  it('replaces the former one, and leaves nothing else behind', async () => {
    await home.signIn('corp', { ...inFile, accessToken: 'former' });
    await writeToken('corp', token);
    expect(await readdir(cache)).toHaveLength(1);
    expect(await readToken('corp')).toEqual(toSeconds);
  });

  it('replaces a link instead of writing through it', async () => {
    await writeToken('corp', token);
    const [name = ''] = await readdir(cache);
    const elsewhere = join(home.folder, 'elsewhere');
    await writeFile(elsewhere, 'mine');
    await rm(join(cache, name));
    await symlink(elsewhere, join(cache, name));
    await writeToken('corp', token);
    expect(await readFile(elsewhere, 'utf8')).toBe('mine');
    expect(await readToken('corp')).toEqual(toSeconds);
  });

  it('is gone when it is removed, which may be said twice', async () => {
    await writeToken('corp', token);
    await removeToken('corp');
    await removeToken('corp');
    expect(await readdir(cache)).toEqual([]);
  });

  it('without renewal has none of it in the file', async () => {
    await writeToken('corp', { ...token, renewal: null });
    const { startUrl, region, accessToken, expiresAt } = inFile;
    expect(await getSSOTokenFromFile('corp')).toEqual({ startUrl, region, accessToken, expiresAt });
  });

  it('that cannot be written is told, and the former one stays', async () => {
    await rm(join(home.folder, '.aws', 'sso'), { recursive: true });
    await writeFile(join(home.folder, '.aws', 'sso'), '');
    await expect(writeToken('corp', token)).rejects.toMatchObject({
      code: 'token-not-saved',
      details: { errorName: expect.stringMatching(/^E[A-Z]+$/) },
    });
  });

  it('that cannot be replaced leaves no temporary file', async () => {
    await writeToken('corp', token);
    const [name = ''] = await readdir(cache);
    await rm(join(cache, name));
    await mkdir(join(cache, name));
    await expect(writeToken('corp', token)).rejects.toMatchObject({ code: 'token-not-saved' });
    expect(await readdir(cache)).toEqual([name]);
  });
});

describe('a file that another program wrote', () => {
  it.each([
    ['is missing', null],
    ['is empty', ''],
    ['is no JSON', '{"accessToken": "aoaAAA"'],
    ['is no object', '["aoaAAA"]'],
    ['is null', 'null'],
    ['has no token', { ...inFile, accessToken: undefined }],
    ['has an empty token', { ...inFile, accessToken: '' }],
    ['has a token that is no text', { ...inFile, accessToken: ['aoaAAA'] }],
    ['has a token that would be two headers', { ...inFile, accessToken: 'aoa\r\nx: y' }],
    ['has a token of other letters', { ...inFile, accessToken: 'aoä' }],
    ['has no date', { ...inFile, expiresAt: undefined }],
    ['has a date that is none', { ...inFile, expiresAt: 'soon' }],
    [
      'has all of it inherited',
      '{"__proto__": {"accessToken": "aoaAAA", "expiresAt": "2030-01-01T00:00:00Z"}}',
    ],
    ['is huge', `${JSON.stringify(inFile)}${' '.repeat(262_144)}`],
  ])('and %s is none', async (_, content) => {
    if (content !== null) await home.signIn('corp', content);
    expect(await readToken('corp')).toBeNull();
  });

  it('is read whole', async () => {
    await home.signIn('corp', inFile);
    expect(await readToken('corp')).toEqual(toSeconds);
  });

  it.each(['refreshToken', 'clientId', 'clientSecret', 'registrationExpiresAt'])(
    'and lacks %s cannot be renewed',
    async (key) => {
      await home.signIn('corp', { ...inFile, [key]: undefined });
      expect(await readToken('corp')).toEqual({ ...toSeconds, renewal: null });
    },
  );
});

describe('how long', () => {
  const end = token.expiresAt.getTime();
  it.each([
    [-1, 0, true],
    [0, 0, false],
    [-60_001, 60_000, true],
    [-60_000, 60_000, false],
  ])('%i ms from its end, a token lasts %i ms: %s', (from, margin, expected) => {
    expect(lasts(token, new Date(end + from), margin)).toBe(expected);
  });

  it('a token can be renewed: as long as its registration lasts', () => {
    const until = new Date('2027-01-01T00:00:00Z').getTime();
    expect(isRenewable(token, new Date(until - 1))).toBe(true);
    expect(isRenewable(token, new Date(until))).toBe(false);
    expect(isRenewable({ ...token, renewal: null }, new Date(0))).toBe(false);
  });
});
