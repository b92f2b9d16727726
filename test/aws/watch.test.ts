/** Real files and the system's own watching: each change is told, and the rest is not. */
import { type FSWatcher, watch } from 'node:fs';
import { appendFile, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchAwsFiles } from '../../electron/aws/watch.ts';

let home: string;
let stop: () => void = () => {};
/** Calls of `onChange` that nobody has waited for yet. */
let told: number;
let wake: (() => void) | null;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'aws-watch-'));
  vi.stubEnv('HOME', home);
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_LOGIN_CACHE_DIRECTORY'])
    vi.stubEnv(name, undefined);
  told = 0;
  wake = null;
});

afterEach(async () => {
  stop();
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

function start(): void {
  stop = watchAwsFiles(() => {
    told++;
    wake?.();
  });
}

/** Does something and waits until it is told; fails by the test's time limit. */
async function expectTold(change: () => Promise<unknown>): Promise<void> {
  const isTold = new Promise<void>((resolve) => {
    wake = resolve;
  });
  await change();
  await isTold;
}

const at = (...names: readonly string[]): string => join(home, ...names);
const folder = (...names: readonly string[]) => mkdir(at('.aws', ...names), { recursive: true });

describe('a change is told', () => {
  it.each(['config', 'credentials'])('of %s: made, written in place, replaced, removed', async (name) => {
    await folder();
    start();
    await expectTold(() => writeFile(at('.aws', name), '[default]'));
    await expectTold(() => appendFile(at('.aws', name), 'region = x'));
    await writeFile(at('.aws', 'other'), '');
    await expectTold(() => rename(at('.aws', 'other'), at('.aws', name)));
    await expectTold(() => rm(at('.aws', name)));
  });

  it.each([['sso'], ['login']])('of what is kept in %s/cache, as the AWS CLI writes it', async (kind) => {
    await folder(kind, 'cache');
    start();
    await expectTold(() => writeFile(at('.aws', kind, 'cache', 'a.json'), '{}'));
    await expectTold(() => writeFile(at('.aws', kind, 'cache', 'a.json'), '{"x":1}'));
    await expectTold(() => rm(at('.aws', kind, 'cache', 'a.json')));
  });

  it('of folders that are made later, one by one', async () => {
    start();
    await expectTold(() => mkdir(at('.aws')));
    await expectTold(() => mkdir(at('.aws', 'sso')));
    await expectTold(() => mkdir(at('.aws', 'sso', 'cache')));
    await expectTold(() => writeFile(at('.aws', 'sso', 'cache', 'a.json'), '{}'));
    await expectTold(() => writeFile(at('.aws', 'config'), ''));
  });

  it('of folders that are made later, all at once', async () => {
    start();
    await expectTold(() => folder('sso', 'cache'));
    await expectTold(() => writeFile(at('.aws', 'sso', 'cache', 'a.json'), '{}'));
  });

  it('of folders that go and come back', async () => {
    await folder('sso', 'cache');
    start();
    await expectTold(() => rename(at('.aws'), at('.aws.old')));
    await expectTold(() => folder('sso', 'cache'));
    await expectTold(() => writeFile(at('.aws', 'config'), ''));
    await expectTold(() => rm(at('.aws'), { recursive: true }));
    await expectTold(() => folder());
  });

  it('of the file that a link leads to, and of the link', async () => {
    await folder();
    await mkdir(at('dotfiles'));
    await writeFile(at('dotfiles', 'aws-config'), '');
    await symlink(at('dotfiles', 'aws-config'), at('.aws', 'config'));
    start();
    await expectTold(() => appendFile(at('dotfiles', 'aws-config'), '[default]'));
    await expectTold(() => rm(at('.aws', 'config')));
  });

  it('of the files that the environment names', async () => {
    vi.stubEnv('AWS_CONFIG_FILE', '~/elsewhere/config');
    await mkdir(at('elsewhere'));
    start();
    await expectTold(() => writeFile(at('elsewhere', 'config'), ''));
  });
});

it('a change of other files is not told, many changes are told once, and none after the end', async () => {
  await folder('cli');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  start();
  // The system tells watchers of a folder in the order in which they came: who came later knows of ours.
  const later = watch(at('.aws'));
  const seen = (name: string) => seenBy(later, name);
  const other = seen('other');
  await writeFile(at('.aws', 'other'), '');
  await other;
  expect(vi.getTimerCount()).toBe(0);
  const config = seen('config');
  const credentials = seen('credentials');
  await writeFile(at('.aws', 'config'), '');
  await writeFile(at('.aws', 'credentials'), '');
  await Promise.all([config, credentials]);
  expect(vi.getTimerCount()).toBe(1);
  vi.runAllTimers();
  expect(told).toBe(1);
  const again = seen('config');
  await appendFile(at('.aws', 'config'), 'x');
  await again;
  stop();
  later.close();
  expect(vi.getTimerCount()).toBe(0);
});

function seenBy(watcher: FSWatcher, name: string): Promise<void> {
  return new Promise((resolve) => {
    watcher.on('change', (_, seen) => {
      if (seen === name) resolve();
    });
  });
}

it('where nothing can be watched, nothing is told and nothing thrown', () => {
  vi.stubEnv('HOME', '/proc/self/nowhere');
  vi.stubEnv('AWS_CONFIG_FILE', '\0');
  expect(start).not.toThrow();
});
