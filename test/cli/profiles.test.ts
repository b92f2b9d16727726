/** `envelope profiles` by the built program: every profile with its state, nobody contacted and nothing executed. */
import { mkdir, writeFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { profileWord } from '../../electron/cli/named-profile.ts';
import { runProfiles } from '../../electron/cli/profiles.ts';
import type { ProfileState, ProfileView } from '../../electron/contract/state.ts';
import { CORP, KEYS, NOW, ROLE, SSO } from '../aws/menu/menu-case.ts';
import { setTrap } from '../aws/trap.ts';
import { runCli } from '../support/run-cli.ts';
import { scratch } from '../support/scratch.ts';
import { awsServer } from './aws-server.ts';

async function start(config: string | Uint8Array) {
  const home = await scratch();
  await mkdir(home.at('.aws'));
  await writeFile(home.at('.aws/config'), config);
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runCli(args, { home: home.path, cwd: home.path, env });
  return { home, run, [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() };
}

const lines = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const config =
  `${CORP}[sso-session partner]\nsso_start_url = https://p.awsapps.com/start\nsso_region = us-east-2\n` +
  `[default]\nregion = eu-west-1\n${KEYS}[profile dev]\n${SSO}` +
  `[profile ops]\n${ROLE}source_profile = dev\n[profile my profile]\n${KEYS}`;

test('a table for people: profiles, then sessions that have none', async () => {
  await using folder = await start(config);
  const { code, stdout, stderr } = await folder.run(['profiles'], {
    AWS_ACCESS_KEY_ID: 'A',
    AWS_SECRET_ACCESS_KEY: 's',
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(
    [
      'PROFILE     KIND         ACCOUNT       ROLE    REGION     STATE',
      'env:        environment  -             -       -          ready',
      'default     access keys  -             -       eu-west-1  ready',
      'dev         SSO          111122223333  Reader  -          sign in: envelope sign-in corp',
      'my profile  -            -             -       -          cannot be used: AWS programs in JavaScript cannot read the name of its section.',
      'ops         role on SSO  444455556666  Writer  -          sign in: envelope sign-in corp',
      'partner     SSO session  -             -       us-east-2  not signed in; no profile of it yet',
      '',
    ].join('\n'),
  );
});

test('lines for programs: profiles, sessions, and what could not be read', async () => {
  await using folder = await start(config);
  const { code, stdout } = await folder.run(['profiles', '--json']);
  expect(code).toBe(0);
  const found = lines(stdout);
  expect(found).toHaveLength(6);
  expect(found[3]).toEqual({
    profile: 'ops',
    kind: 'role',
    leaf: 'sso',
    account_id: '444455556666',
    role: 'Writer',
    region: null,
    session: 'corp',
    state: 'sign-in',
    until: null,
    reason: null,
  });
  expect(found[5]).toEqual({
    session: 'partner',
    start_url: 'https://p.awsapps.com/start',
    region: 'us-east-2',
    state: 'signed-out',
    until: null,
  });
  await writeFile(folder.home.at('.aws/config'), `${config}\0`);
  await writeFile(folder.home.at('.aws/credentials'), `[good]\n${KEYS}`);
  const broken = await folder.run(['profiles', '--json']);
  expect(broken.code).toBe(1);
  expect(lines(broken.stdout)).toMatchObject([
    { profile: 'default', state: 'unusable', reason: 'The file "config" is not UTF-8 text.' },
    { profile: 'dev', state: 'unusable' },
    { profile: 'good', state: 'ready' },
    { profile: 'my profile', state: 'unusable' },
    { profile: 'ops', state: 'unusable' },
    { error: { code: 'config-broken' } },
  ]);
  const told = await folder.run(['profiles']);
  expect(told.stderr).toMatch(/^envelope: .*\[config-broken: NotText\]\n$/);
  expect(told.stdout).toMatch(/^good +access keys .* ready$/m);
});

test('no profile at all is said', async () => {
  await using folder = await start('');
  expect(await folder.run(['profiles'])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'envelope: there is no AWS profile on this computer\n',
  });
});

test('among traps: no server is contacted and no program executed, and names that steer a terminal do not', async () => {
  await using folder = await start('');
  const trap = await setTrap(folder.home.path);
  const { code, stdout } = await folder.run(['profiles'], trap.environment);
  expect(code).toBe(0);
  for (const name of trap.names) expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
  expect(trap.connections()).toBe(0);
  expect(trap.executed()).toBe(false);
  await folder.run(['keys', '--profile', 'sso'], trap.environment);
  expect(trap.connections()).toBeGreaterThan(0);
  await trap.close();
  await writeFile(folder.home.at('.aws/config'), `[profile a\u001b[31m]\n${KEYS}`);
  expect((await folder.run(['profiles'])).stdout).toMatch(/^a\ufffd\[31m /m);
});

test('access keys in the environment are a profile, too', async () => {
  await using home = await scratch();
  await using aws = await awsServer(home, { profile: 'other' }, 'payroll');
  const { accessKeyId, secretAccessKey } = aws.server.credentials;
  const env = {
    ...aws.env,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: aws.server.realm.region,
  };
  const { code, stdout, stderr } = await runCli(['keys', '--profile', 'env:'], { home: home.path, env });
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `payroll\n  ${aws.arns[0]}\n`, stderr: '' });
});

describe('a profile that is not there', () => {
  test.each([
    ['encrypt', 'def', 'def; did you mean dev?'],
    ['keys', 'deflaut', 'deflaut; did you mean default?'],
    ['keys', 'nothing-like-it', 'nothing-like-it.'],
  ])('%s --profile %s: %s', async (command, name, words) => {
    await using folder = await start(config);
    await folder.home.write('x', 'content');
    const operands = command === 'encrypt' ? ['x'] : [];
    const { code, stdout, stderr } = await folder.run([command, '--profile', name, ...operands]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`: ${words}`);
    expect(stderr).toMatch(/\[profile-not-found\]\n$/);
  });

  test('may be in a file that cannot be read', async () => {
    await using folder = await start(`[profile dev]\0\n${KEYS}`);
    const { stderr } = await folder.run(['keys', '--profile', 'def']);
    expect(stderr).toMatch(/\[config-broken: NotText\]\n$/);
  });
});

const view: ProfileView = {
  id: 'aws:a',
  name: 'a',
  kind: 'sso',
  leaf: null,
  accountId: null,
  roleName: null,
  region: null,
  sessionId: 'url:https://old.awsapps.com/start',
  state: { status: 'on-use' },
};

/** The last column of a profile's row, at noon. */
async function stateShown(profile: ProfileView): Promise<string> {
  const [stdout, stderr] = [new PassThrough({ encoding: 'utf8' }), new PassThrough()];
  const read = async () => ({ profiles: [profile], sessions: [], error: null });
  await runProfiles({ name: 'profiles', json: false }, { identities: { read }, now: NOW, stdout, stderr });
  const [, row = ''] = String(stdout.read()).split('\n');
  return row.split(/ {2,}/).slice(5).join('  ');
}

test.each<readonly [ProfileState, string]>([
  [{ status: 'ready', until: null }, 'ready'],
  [{ status: 'ready', until: '2026-05-04T17:12:59Z' }, 'ready for 5 h 12 min'],
  [{ status: 'ready', until: '2026-05-04T12:09:00Z' }, 'ready for 9 min'],
  [{ status: 'sign-in' }, 'sign in: envelope sign-in https://old.awsapps.com/start'],
  [{ status: 'mfa' }, 'asks for an MFA code'],
  [{ status: 'on-use' }, 'shows when it is used'],
  [{ status: 'not-assigned' }, 'its role is not assigned to you'],
  [{ status: 'unusable', reason: 'So.' }, 'cannot be used: So.'],
])('the state %j in words', async (state, words) => {
  expect(await stateShown({ ...view, state })).toBe(words);
});

test.each([
  ['login', 'sign in: aws login --profile a'],
  ['role', 'sign in: aws login with its source profile'],
] as const)('a sign-in without a session is by aws login: %s', async (kind, words) => {
  const state = { status: 'sign-in' } as const;
  expect(await stateShown({ ...view, kind, sessionId: null, state })).toBe(words);
});

test('a profile goes by its name, one of no file by its id', () => {
  expect([view, { ...view, id: 'env:', name: 'Environment' }].map(profileWord)).toEqual(['a', 'env:']);
});
