/** Reading profiles besides what the menu's table (menu/) shows: ids, fresh reads, and what reading leaves alone. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getSSOTokenFilepath, loadSharedConfigFiles, loadSsoSessionData } from '@smithy/core/config';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../electron/aws/errors.ts';
import { readIdentities } from '../../electron/aws/profiles.ts';
import { type AwsHome, createAwsHome } from './aws-home.ts';
import { CORP, KEYS, NOW, SSO } from './menu/menu-case.ts';

let home: AwsHome;
beforeEach(async () => {
  home = await createAwsHome();
});
afterEach(() => home.close());

const names = async () => (await readIdentities(NOW)).profiles.map(({ name }) => name);

it('profiles of the files, the environment and the container have ids that cannot be confused', async () => {
  await writeFile(
    home.credentials,
    ['env', 'env:', 'container:'].map((name) => `[${name}]\n${KEYS}`).join(''),
  );
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'A');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', 'http://127.0.0.1:1');
  const { profiles } = await readIdentities(NOW);
  expect(profiles.map(({ id }) => id)).toEqual([
    'env:',
    'container:',
    'aws:container:',
    'aws:env',
    'aws:env:',
  ]);
});

it('files are read anew each time', async () => {
  await writeFile(home.config, `[profile a]\n${KEYS}`);
  expect(await names()).toEqual(['a']);
  await writeFile(home.config, `[profile b]\n${KEYS}`);
  expect(await names()).toEqual(['b']);
  await rm(home.config);
  expect(await names()).toEqual([]);
});

it('a computer without the files’ folder has no profiles', async () => {
  vi.stubEnv('AWS_CONFIG_FILE', undefined);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home.folder, 'nowhere', 'credentials'));
  expect(await readIdentities(NOW)).toEqual({ profiles: [], sessions: [], problem: null });
});

it('a token that is a pipe or a folder is none, and not waited for', async () => {
  await writeFile(home.config, `${CORP}[profile a]\n${SSO}`);
  const path = getSSOTokenFilepath('corp');
  const state = async () => (await readIdentities(NOW)).profiles[0]?.state;
  await promisify(execFile)('mkfifo', [path]);
  expect(await state()).toEqual({ status: 'sign-in' });
  await rm(path);
  await mkdir(path);
  expect(await state()).toEqual({ status: 'sign-in' });
});

it('the SDK finds sessions with a tilde in AWS_CONFIG_FILE, too', async () => {
  vi.stubEnv('AWS_CONFIG_FILE', '~/.aws/config');
  await writeFile(home.config, CORP);
  await readIdentities(NOW);
  expect(Object.keys(await loadSsoSessionData())).toEqual(['corp']);
});

describe('a file that is broken', () => {
  it.each(['[__proto__]', '[constructor]', '[profile toString]', '[sso-session valueOf]'])(
    'by %s harms nothing, and the SDK does not get it',
    async (section) => {
      const before = Object.getOwnPropertyNames(Object);
      await writeFile(home.config, `[profile a]\n${KEYS}${section}\nkeys = hacked\nrole_arn = x\n`);
      await writeFile(home.credentials, `[good]\n${KEYS}`);
      const { problem } = await readIdentities(NOW);
      expect(problem).toBeInstanceOf(AwsError);
      expect(problem).toMatchObject({
        code: 'config-broken',
        details: { file: 'config', errorName: 'ForbiddenSectionName' },
      });
      expect(await loadSharedConfigFiles({ ignoreCache: true })).toMatchObject({
        configFile: {},
        credentialsFile: { good: {} },
      });
      expect(Object.getOwnPropertyNames(Object)).toEqual(before);
      expect(Object.keys({ a: 1 })).toEqual(['a']);
    },
  );

  it('because this user may not read it is told', async ({ skip }) => {
    const reason = 'root may read everything: to see this test, run it as another user';
    if (process.getuid?.() === 0) console.log(`skipped: ${reason}`);
    skip(process.getuid?.() === 0, reason);
    await writeFile(home.config, '');
    await chmod(home.config, 0);
    expect((await readIdentities(NOW)).problem?.details.errorName).toBe('EACCES');
  });
});
