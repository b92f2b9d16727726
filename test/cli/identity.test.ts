/** The built program with profiles of every kind, against the double of AWS; and no secret is ever told. */
import { createHash } from 'node:crypto';
import { chmod, readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Aws, startAws, writeConfig } from '../support/aws.ts';
import { configText, corp, profile } from '../support/identity/organisation.ts';
import { keepToken, signIn } from '../support/identity/signed-in.ts';
import { owner } from '../support/kms-server.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { runCli } from '../support/run-cli.ts';
import { posix, until } from '../support/scratch.ts';
import { type Workplace, workplace } from './folder.ts';

const ALICE = 'arn:aws:iam::111122223333:user/alice';
const archive = { accountId: '444455556666', region: 'us-east-1' };
const [writer, , deploy] = corp.roles;
const { region } = corp;

let aws: Aws;
let place: Workplace;
/** Everything that a command wrote. */
let written: string;

beforeEach(async () => {
  written = '';
  aws = await startAws();
  place = await workplace();
  await createPracticeKey(aws.kms.store, aws.kms.realm, 'payroll');
  await createPracticeKey(aws.kms.storeOf(archive), archive, 'archive');
  const { path } = place.home;
  const { accessKeyId, secretAccessKey } = owner.credentials;
  const answer = JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey });
  const program = await place.home.write('program', `#!/bin/sh\necho '${answer}'\n`);
  await chmod(program, 0o755);
  const token = await place.home.write('token', deploy?.webIdentityToken ?? '');
  const keys = { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey };
  const role = { role_arn: writer?.arn ?? '', region };
  await writeConfig(
    path,
    [
      configText(),
      profile('keys', { ...keys, region }),
      profile('writer-of-old', { ...role, source_profile: 'old' }),
      profile('writer-by-keys', { ...role, source_profile: 'keys' }),
      profile('program', { credential_process: program, region }),
      profile('deploy', { role_arn: deploy?.arn ?? '', web_identity_token_file: token, region }),
      profile('console', { login_session: ALICE, region }),
      profile('by-console', { ...role, source_profile: 'console' }),
    ].join('\n'),
  );
  await keepToken(path, 'corp', await signIn(aws.center));
  await keepToken(path, corp.startUrl, await signIn(aws.center, []));
});
afterEach(async () => {
  await aws[Symbol.asyncDispose]();
  await place[Symbol.asyncDispose]();
});

async function envelope(...args: readonly string[]) {
  const done = await place.runWith({ env: aws.env }, ...args);
  written += done.stdout + done.stderr;
  return done;
}

function expectNoSecret(text: string): void {
  const secrets = [...aws.center.secrets(), owner.credentials.secretAccessKey];
  expect(secrets.length).toBeGreaterThan(4);
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
}

describe('the keys of a profile', () => {
  test.each<readonly [string, string, string]>([
    ['with a session', 'dev', 'payroll'],
    ['with a start URL', 'old', 'payroll'],
    ['with a role from a session', 'writer', 'archive'],
    ['with a role from a start URL', 'writer-of-old', 'archive'],
    ['with keys', 'keys', 'payroll'],
    ['with a role from keys', 'writer-by-keys', 'archive'],
    ['with a web identity token', 'deploy', 'archive'],
    ...(posix ? [['with a program', 'program', 'payroll'] as const] : []),
  ])('%s are listed', async (_, name, alias) => {
    expect(await envelope('keys', '--profile', name)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(alias),
      stderr: '',
    });
    expectNoSecret(written);
  });

  test('that aws login has left are listed', async () => {
    const name = createHash('sha256').update(ALICE).digest('hex');
    const login = aws.center.logIn();
    const ended = { ...login, accessToken: { ...login.accessToken, expiresAt: '2026-01-01T00:00:00Z' } };
    await place.write({ [`../.aws/login/cache/${name}.json`]: JSON.stringify(ended) });
    const listed = await envelope('keys', '--profile', 'console');
    expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining('payroll'), stderr: '' });
    expectNoSecret(written);
  });
});

test('what one profile encrypted the other decrypts; no secret is in the files or in what is written', async () => {
  await place.write({ 'salaries.csv': 'alice,1' });
  expect(await envelope('encrypt', '--profile', 'dev', 'salaries.csv')).toMatchObject({ code: 0 });
  const opened = await envelope('decrypt', '--profile', 'old', '-o', 'opened.csv', 'salaries.csv.envelope');
  expect(opened).toMatchObject({ code: 0 });
  const files = await place.tree();
  expect(files['opened.csv']).toBe('alice,1');
  expectNoSecret(written + JSON.stringify(files));
});

describe('a profile that cannot be used', () => {
  const nobody = { ...corp, people: [{ name: 'alice', assignments: {} }] };
  test.each<[string, string, () => unknown, string]>([
    ['because the sign-in was taken back', 'dev', () => aws.center.revoke(), 'sign-in-needed'],
    ['because that of its source was', 'writer', () => aws.center.revoke(), 'sign-in-needed'],
    ['because the role is not assigned', 'dev', () => aws.center.change(nobody), 'role-not-allowed'],
    [
      'because the role does not trust',
      'writer',
      () => aws.center.change({ ...corp, roles: [] }),
      'role-not-allowed',
    ],
    ['because nobody gives a code', 'guarded', () => undefined, 'mfa-needed'],
    ['because nobody ran aws login', 'console', () => undefined, 'sign-in-needed'],
    ['because AWS cannot be reached', 'dev', () => aws.center.goOffline(), 'offline'],
  ])('%s says so', async (_, name, happens, code) => {
    await happens();
    const { code: exit, stdout, stderr } = await envelope('keys', '--profile', name);
    expect({ exit, stdout, stderr }).toEqual({
      exit: 1,
      stdout: '',
      stderr: expect.stringContaining(`[${code}`),
    });
    expectNoSecret(written);
  });
});

describe('what to run to sign in is told, and nothing else', () => {
  test.each([
    ['dev', 'dev', 'envelope sign-in --profile dev'],
    ['writer', 'writer', 'envelope sign-in --profile writer'],
    ['old', 'old', 'envelope sign-in --profile old'],
    ['console', 'console', 'aws login --profile console'],
    ['a role on aws login', 'by-console', 'aws login --profile console'],
  ])('%s', async (_, name, command) => {
    aws.center.revoke();
    await place.write({ a: 'a' });
    const advice = `Run: ${command}`;
    const said = `envelope: You are not signed in with this profile. ${advice} [sign-in-needed`;
    expect((await envelope('keys', '--profile', name)).stderr).toContain(said);
    expect((await envelope('encrypt', '--profile', name, '--key', 'payroll', 'a')).stderr).toContain(advice);
    const { stdout } = await envelope('encrypt', '--json', '--profile', name, '--key', 'payroll', 'a');
    expect(JSON.parse(stdout)).toMatchObject({ error: { advice, details: { command } } });
  });
});

test('which role is not allowed is told, with its account', async () => {
  aws.center.change({ ...corp, people: [{ name: 'alice', assignments: {} }] });
  const told = await envelope('keys', '--profile', 'dev');
  expect(told.stderr).toContain(
    'You are signed in, but not allowed to use Developer in account 111122223333. Ask your administrator for it',
  );
});

test.runIf(posix)('an interrupt ends the credential_process, too', async () => {
  const { home } = place;
  const isAlive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  const startedAs = async (): Promise<number> =>
    Number(await readFile(home.at('pid'), 'utf8').catch(() => ''));
  await chmod(await home.write('slow', `#!/bin/sh\necho $$ > '${home.at('pid')}'\nexec sleep 600\n`), 0o755);
  await home.write('.aws/config', profile('slow', { credential_process: home.at('slow'), region }));
  let interrupt = (): boolean => false;
  const done = runCli(['keys', '--profile', 'slow'], {
    home: home.path,
    env: aws.env,
    onStart: (child) => {
      interrupt = () => child.kill('SIGINT');
    },
  });
  await until('the program runs', async () => (await startedAs()) > 0);
  const pid = await startedAs();
  expect([interrupt(), await done]).toMatchObject([true, { code: 130 }]);
  await until('the program has ended', () => !isAlive(pid));
});
