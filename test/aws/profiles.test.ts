import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getSSOTokenFilepath, loadSharedConfigFiles, loadSsoSessionData } from '@smithy/core/config';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../electron/aws/errors.ts';
import { type AwsProfile, readIdentities } from '../../electron/aws/profiles.ts';
import { type AwsHome, createAwsHome } from './aws-home.ts';

const NOW = new Date('2026-05-04T12:00:00Z');
const STATIC = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n';
const SESSION =
  '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n';
const SSO = 'sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Reader\n';
const fresh = { accessToken: 't', expiresAt: '2026-05-04T12:00:01Z' };

let home: AwsHome;

beforeEach(async () => {
  home = await createAwsHome();
});

afterEach(() => home.close());

async function profiles(config: string | Uint8Array, credentials?: string): Promise<readonly AwsProfile[]> {
  await writeFile(home.config, config);
  if (credentials !== undefined) await writeFile(home.credentials, credentials);
  const { profiles: list, problem } = await readIdentities(NOW);
  expect(problem).toBeNull();
  return list;
}

async function summary(config: string, credentials?: string): Promise<Record<string, string>> {
  const list = await profiles(config, credentials);
  return Object.fromEntries(
    list.map(({ name, kind, state }) => [
      name,
      'reason' in state ? state.reason : `${kind}, ${state.status}`,
    ]),
  );
}

describe('profiles', () => {
  const ODD = 'Its name has spaces or characters that AWS programs in JavaScript cannot read.';
  const CIRCLE = 'Its source profiles go round in a circle.';
  const ROLE = 'role_arn = arn:aws:iam::444455556666:role/team/Writer\n';

  const table: readonly (readonly [string, string, Record<string, string>])[] = [
    ['nothing', '', {}],
    ['comments only', '# [profile a]\n; [profile b]\n', {}],
    ['static keys', `[default]\n${STATIC}`, { default: 'static, ready' }],
    [
      'static keys without the secret',
      '[profile a]\naws_access_key_id = A\n',
      { a: 'Profile "a" says nowhere how to get credentials.' },
    ],
    [
      'a region alone',
      '[default]\nregion = eu-west-1\n',
      { default: 'Profile "default" says nowhere how to get credentials.' },
    ],
    ['CRLF', `[profile a]\n${STATIC}`.replaceAll('\n', '\r\n'), { a: 'static, ready' }],
    ['a byte order mark', `\uFEFF[default]\n${STATIC}`, { default: 'static, ready' }],
    ['no newline at the end', `[profile a]\n${STATIC}`.trimEnd(), { a: 'static, ready' }],
    ['comments behind and between', `[profile a] # mine\n; note\n${STATIC}# end\n`, { a: 'static, ready' }],
    ['a quoted name', `[profile "a"]\n${STATIC}`, { a: 'static, ready' }],
    [
      'every character that is allowed',
      `[profile a-b_c@d+e.f%g:h/i]\n${STATIC}`,
      { 'a-b_c@d+e.f%g:h/i': 'static, ready' },
    ],
    ['a name with a space', `[profile "my profile"]\n${STATIC}`, { 'my profile': ODD }],
    ['a name with a space, unquoted', `[profile my profile]\n${STATIC}`, { 'my profile': ODD }],
    ['a name with an umlaut', `[profile büro]\n${STATIC}`, { büro: ODD }],
    [
      'an empty section',
      '[profile a]\n[default]\n',
      { default: 'It has no settings.', a: 'It has no settings.' },
    ],
    ['a section twice', `[profile a]\nregion = eu-west-1\n[profile a]\n${STATIC}`, { a: 'static, ready' }],
    [
      'other sections',
      '[plugins]\ncli = x\n[preview]\nx = y\n[services s]\nkms =\n  endpoint_url = https://x\n',
      {},
    ],
    ['sso', `${SESSION}[profile a]\n${SSO}`, { a: 'sso, sign-in' }],
    [
      'sso without its session',
      `[profile a]\n${SSO}`,
      { a: 'Its section [sso-session corp] does not exist.' },
    ],
    [
      'sso with half a session',
      `[sso-session corp]\nsso_region = eu-west-1\n[profile a]\n${SSO}`,
      { a: 'Profile "a" lacks sso_start_url.' },
    ],
    [
      'sso without account and role',
      `${SESSION}[profile a]\nsso_session = corp\n`,
      { a: 'Profile "a" lacks sso_account_id, sso_role_name.' },
    ],
    [
      'legacy sso',
      '[profile a]\nsso_start_url = https://x\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = R\n',
      { a: 'legacy-sso, sign-in' },
    ],
    [
      'half a legacy sso',
      '[profile a]\nsso_account_id = 111122223333\n',
      { a: 'Profile "a" lacks sso_start_url, sso_region, sso_role_name.' },
    ],
    [
      'a role',
      `[default]\n${STATIC}[profile a]\n${ROLE}source_profile = default\n`,
      { default: 'static, ready', a: 'role, ready' },
    ],
    [
      'a role that asks for a code',
      `[default]\n${STATIC}[profile a]\n${ROLE}source_profile = default\nmfa_serial = arn:aws:iam::1:mfa/x\n`,
      { default: 'static, ready', a: 'role, mfa' },
    ],
    [
      'a role on sso',
      `${SESSION}[profile s]\n${SSO}[profile a]\n${ROLE}source_profile = s\n`,
      { a: 'role, sign-in', s: 'sso, sign-in' },
    ],
    [
      'a role on a role on static keys',
      `[profile k]\n${STATIC}[profile b]\n${ROLE}source_profile = k\n[profile a]\n${ROLE}source_profile = b\n`,
      { a: 'role, ready', b: 'role, ready', k: 'static, ready' },
    ],
    [
      'a code asked for further down',
      `[profile k]\n${STATIC}[profile b]\n${ROLE}mfa_serial = m\nsource_profile = k\n[profile a]\n${ROLE}source_profile = b\n`,
      { a: 'role, mfa', b: 'role, mfa', k: 'static, ready' },
    ],
    [
      'a circle of two',
      `[profile a]\n${ROLE}source_profile = b\n[profile b]\n${ROLE}source_profile = a\n`,
      { a: CIRCLE, b: CIRCLE },
    ],
    ['a circle of one', `[profile a]\n${ROLE}source_profile = a\n`, { a: CIRCLE }],
    [
      'a way into a circle',
      `[profile a]\n${ROLE}source_profile = b\n[profile b]\n${ROLE}source_profile = b\n`,
      { a: CIRCLE, b: CIRCLE },
    ],
    [
      'a role on its own static keys',
      `[profile a]\n${ROLE}${STATIC}source_profile = a\n`,
      { a: 'role, ready' },
    ],
    [
      'a role on nobody',
      `[profile a]\n${ROLE}source_profile = nobody\n`,
      { a: 'Its source profile "nobody" does not exist.' },
    ],
    [
      'a role on a member of every object',
      `[profile a]\n${ROLE}source_profile = constructor\n`,
      { a: 'Its source profile "constructor" does not exist.' },
    ],
    [
      'a role on a region',
      `[profile a]\n${ROLE}source_profile = b\n[profile b]\nregion = eu-west-1\n`,
      {
        a: 'Profile "b" says nowhere how to get credentials.',
        b: 'Profile "b" says nowhere how to get credentials.',
      },
    ],
    [
      'a role on the environment',
      `[profile a]\n${ROLE}credential_source = Environment\n`,
      { a: 'There are no access keys in the environment.' },
    ],
    [
      'a role on a server',
      `[profile a]\n${ROLE}credential_source = Ec2InstanceMetadata\n`,
      { a: 'role, on-use' },
    ],
    [
      'a role on a server further down',
      `[profile a]\n${ROLE}source_profile = b\n[profile b]\ncredential_source = EcsContainer\n`,
      {
        a: 'It takes its credentials from a container of AWS, and this is none.',
        b: 'Profile "b" says nowhere how to get credentials.',
      },
    ],
    [
      'a role on something unknown',
      `[profile a]\n${ROLE}credential_source = Magic\n`,
      { a: 'Its credential_source is not one that AWS knows.' },
    ],
    [
      'a role on two things',
      `[profile a]\n${ROLE}credential_source = Environment\nsource_profile = b\n`,
      { a: 'It has both source_profile and credential_source.' },
    ],
    [
      'a role on nothing',
      `[profile a]\n${ROLE}`,
      { a: 'It has a role_arn, but neither source_profile nor credential_source.' },
    ],
    ['web identity', `[profile a]\n${ROLE}web_identity_token_file = /t\n`, { a: 'web-identity, on-use' }],
    ['a program', '[profile a]\ncredential_process = /bin/false\n', { a: 'credential-process, on-use' }],
    [
      'aws login',
      '[profile a]\nlogin_session = arn:aws:iam::111122223333:user/me\n',
      { a: 'login, sign-in' },
    ],
    [
      'a role before static keys',
      `[profile k]\n${STATIC}[profile a]\n${STATIC}${ROLE}source_profile = k\n`,
      { a: 'role, ready', k: 'static, ready' },
    ],
    ['static keys before sso', `${SESSION}[profile a]\n${SSO}${STATIC}`, { a: 'static, ready' }],
    [
      'a program before sso',
      `${SESSION}[profile a]\n${SSO}credential_process = x\n`,
      { a: 'credential-process, on-use' },
    ],
    [
      'a region that is a host',
      `[profile a]\nregion = evil.example/\n${STATIC}`,
      { a: 'Its region is not the name of an AWS region.' },
    ],
  ];

  it.each(table)('%s', async (_, config, expected) => {
    const seen = await summary(config);
    expect(seen).toEqual(expected);
  });

  it('of the credentials file count, and its settings win', async () => {
    const list = await profiles(
      `[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::1:role/R\n[profile a]\n${STATIC}region = us-east-1\n`,
      `[default]\n${STATIC}[b]\n${STATIC}region = us-west-2\n[my keys]\n${STATIC}[a]\nregion = us-west-1\n`,
    );
    expect(list.map(({ name, kind, region, state }) => [name, kind, region, state.status])).toEqual([
      ['default', 'static', 'eu-west-1', 'ready'],
      ['a', 'static', 'us-west-1', 'ready'],
      ['b', 'static', 'us-west-2', 'ready'],
      ['my keys', 'unusable', null, 'unusable'],
    ]);
  });

  it('say account, role, region and session, as the window shows them', async () => {
    const list = await profiles(
      `${SESSION}[profile sso]\nregion = eu-central-1\n${SSO}` +
        `[profile role]\n${ROLE}source_profile = sso\n` +
        `[profile keys]\n${STATIC}aws_account_id = 111122223333\n` +
        '[profile login]\nlogin_session = arn:aws:sts::111122223333:assumed-role/Admin/me\n' +
        '[profile bad]\nrole_arn = nonsense\nsource_profile = sso\n',
    );
    const base = { leaf: null, region: null, sessionId: null, accountId: null, roleName: null };
    const corp = { sessionId: 'session:corp', state: { status: 'sign-in' } };
    expect(list).toEqual([
      { ...base, id: 'aws:bad', name: 'bad', kind: 'role', leaf: 'sso', ...corp },
      {
        ...base,
        id: 'aws:keys',
        name: 'keys',
        kind: 'static',
        accountId: '111122223333',
        state: { status: 'ready', until: null },
      },
      {
        ...base,
        id: 'aws:login',
        name: 'login',
        kind: 'login',
        accountId: '111122223333',
        roleName: 'Admin',
        state: { status: 'sign-in' },
      },
      {
        ...base,
        id: 'aws:role',
        name: 'role',
        kind: 'role',
        leaf: 'sso',
        accountId: '444455556666',
        roleName: 'Writer',
        ...corp,
      },
      {
        ...base,
        id: 'aws:sso',
        name: 'sso',
        kind: 'sso',
        accountId: '111122223333',
        roleName: 'Reader',
        region: 'eu-central-1',
        ...corp,
      },
    ]);
  });

  it('of the environment are ready when the environment has keys', async () => {
    const config = `[profile a]\n${ROLE}credential_source = Environment\n`;
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'A');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
    expect(await summary(config)).toEqual({ Environment: 'environment, ready', a: 'role, ready' });
  });

  it('are read anew each time', async () => {
    expect(await summary(`[profile a]\n${STATIC}`)).toEqual({ a: 'static, ready' });
    expect(await summary(`[profile b]\n${STATIC}`)).toEqual({ b: 'static, ready' });
    await rm(home.config);
    expect(await readIdentities(NOW)).toEqual({ profiles: [], sessions: [], problem: null });
  });

  it('execute nothing', async () => {
    const trace = join(home.folder, 'executed');
    await profiles(`[profile a]\ncredential_process = touch ${trace}\n`);
    await expect(stat(trace)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('sign-in tokens', () => {
  const config = `${SESSION}[profile a]\n${SSO}[profile r]\nrole_arn = arn:aws:iam::1:role/R\nsource_profile = a\n`;
  const old = { ...fresh, expiresAt: '2026-05-03T12:00:00Z' };
  const renewal = {
    refreshToken: 'r',
    clientId: 'c',
    clientSecret: 's',
    registrationExpiresAt: '2026-05-04T12:00:01Z',
  };
  const tokens: readonly (readonly [string, unknown, boolean])[] = [
    ['that expires in a second', fresh, true],
    ['that expires now', { ...fresh, expiresAt: '2026-05-04T12:00:00Z' }, false],
    ['that is expired, and cannot be renewed', { ...old, refreshToken: 'r' }, false],
    ['that is expired, and can be renewed', { ...old, ...renewal }, true],
    [
      'of a client that has expired',
      { ...old, ...renewal, registrationExpiresAt: '2026-05-04T12:00:00Z' },
      false,
    ],
    ['that can be renewed, without token', { ...renewal, expiresAt: fresh.expiresAt }, false],
    ['without expiry', { accessToken: 't' }, false],
    ['with a number as expiry', { ...fresh, expiresAt: 1e15 }, false],
    ['with nonsense as expiry', { ...fresh, expiresAt: 'tomorrow' }, false],
    ['without token', { expiresAt: fresh.expiresAt }, false],
    ['with an empty token', { ...fresh, accessToken: '' }, false],
    ['that is null', null, false],
    ['that is no JSON', '{', false],
    ['that is huge', JSON.stringify({ ...fresh, x: 'x'.repeat(300_000) }), false],
  ];

  it.each(tokens)('%s', async (_, token, ready) => {
    await home.signIn('corp', token);
    const state = ready ? 'ready' : 'sign-in';
    expect(await summary(config)).toEqual({ a: `sso, ${state}`, r: `role, ${state}` });
  });

  it('that are a pipe or a folder are none, and not waited for', async () => {
    const path = getSSOTokenFilepath('corp');
    await promisify(execFile)('mkfifo', [path]);
    expect(await summary(config)).toEqual({ a: 'sso, sign-in', r: 'role, sign-in' });
    await rm(path);
    await mkdir(path);
    expect(await summary(config)).toEqual({ a: 'sso, sign-in', r: 'role, sign-in' });
  }, 5_000);

  it('of another session are not this one’s', async () => {
    await home.signIn('other', fresh);
    expect(await summary(config)).toEqual({ a: 'sso, sign-in', r: 'role, sign-in' });
  });

  it('of a legacy profile go by its start URL', async () => {
    await home.signIn('https://x/start', fresh);
    const legacy = 'sso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = R\n';
    expect(
      await summary(
        `[profile a]\nsso_start_url = https://x/start\n${legacy}[profile b]\nsso_start_url = https://y/start\n${legacy}`,
      ),
    ).toEqual({ a: 'legacy-sso, ready', b: 'legacy-sso, sign-in' });
  });

  it('are found with a tilde in AWS_CONFIG_FILE, too', async () => {
    vi.stubEnv('AWS_CONFIG_FILE', '~/.aws/config');
    await home.signIn('corp', fresh);
    expect(await summary(config)).toEqual({ a: 'sso, ready', r: 'role, ready' });
    expect(await loadSsoSessionData()).toHaveProperty('corp');
  });

  it('say until when, and nothing where they are renewed', async () => {
    const sessions = async () => (await readIdentities(NOW)).sessions.map(({ state }) => state);
    await profiles(config);
    expect(await sessions()).toEqual([{ status: 'signed-out' }]);
    await home.signIn('corp', fresh);
    expect(await sessions()).toEqual([{ status: 'signed-in', until: '2026-05-04T12:00:01.000Z' }]);
    await home.signIn('corp', { ...old, ...renewal });
    expect(await sessions()).toEqual([{ status: 'signed-in', until: null }]);
  });
});

describe('a config that cannot be trusted', () => {
  async function expectBroken(errorName: string, file = 'config'): Promise<void> {
    const { problem } = await readIdentities(NOW);
    expect(problem).toBeInstanceOf(AwsError);
    expect(problem).toMatchObject({ code: 'config-broken', details: { file, errorName } });
  }

  it('does not take the other with it, and its names are there with the reason', async () => {
    const reason = 'The file "config" has a section whose name breaks programs in JavaScript.';
    await writeFile(home.config, `[profile a]\n${STATIC}[profile b]\n${STATIC}[constructor]\nx = y\n`);
    await writeFile(home.credentials, `[b]\n${STATIC}[c]\n${STATIC}`);
    const { profiles: list } = await readIdentities(NOW);
    expect(list.map(({ name, state }) => [name, state])).toEqual([
      ['a', { status: 'unusable', reason }],
      ['b', { status: 'unusable', reason }],
      ['c', { status: 'ready', until: null }],
    ]);
    expect(await loadSharedConfigFiles()).toMatchObject({
      configFile: {},
      credentialsFile: { b: {}, c: {} },
    });
  });

  it.each([
    '[__proto__]',
    '[profile __proto__]',
    '[profile "__proto__"]',
    '[constructor]',
    '[profile constructor]',
    '[profile.toString]',
    '[sso-session hasOwnProperty]',
    '[services valueOf]',
    ' [constructor] # comment',
  ])('because of the section %s is refused and harms nothing', async (section) => {
    const before = Object.getOwnPropertyNames(Object);
    await writeFile(home.config, `[profile a]\n${STATIC}${section}\nkeys = hacked\nrole_arn = x\n`);
    await expectBroken('ForbiddenSectionName');
    await writeFile(home.config, '');
    await writeFile(home.credentials, `${section}\nkeys = hacked\n`);
    await expectBroken('ForbiddenSectionName', 'credentials');
    expect(Object.getOwnPropertyNames(Object)).toEqual(before);
    expect(Object.keys({ a: 1 })).toEqual(['a']);
  });

  it.each([
    ['binary', Uint8Array.of(0x5b, 0, 0x61, 0), 'NotText'],
    ['UTF-16', Buffer.from(`\uFEFF[default]\n${STATIC}`, 'utf16le'), 'NotText'],
    ['not UTF-8', Uint8Array.of(0x5b, 0xff, 0x5d), 'NotText'],
    ['huge', '#'.repeat(4_194_305), 'TooLarge'],
  ])('because it is %s', async (_, content, errorName) => {
    await writeFile(home.config, content);
    await expectBroken(errorName);
  });

  it('because it is a folder or a pipe', async () => {
    await mkdir(home.credentials);
    await expectBroken('NotAFile', 'credentials');
    await rm(home.credentials, { recursive: true });
    await promisify(execFile)('mkfifo', [home.credentials]);
    await expectBroken('NotAFile', 'credentials');
  });

  it('because it is not readable', async ({ skip }) => {
    const reason = 'root may read everything: to see this test, run it as another user';
    if (process.getuid?.() === 0) console.log(`skipped: ${reason}`);
    skip(process.getuid?.() === 0, reason);
    await writeFile(home.config, '');
    await chmod(home.config, 0);
    await expectBroken('EACCES');
  });

  it('does not include one that is missing, with its folder', async () => {
    vi.stubEnv('AWS_CONFIG_FILE', undefined);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home.folder, 'nowhere', 'credentials'));
    expect(await readIdentities(NOW)).toEqual({ profiles: [], sessions: [], problem: null });
  });
});
