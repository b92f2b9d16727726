/** The built program with AWS profiles, over real HTTP to a key service on this computer. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { type KmsServer, startKmsServer } from '../support/kms-server.ts';
import { createMemoryKeyStore } from '../support/memory-key-store.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { type CliOptions, runCli } from '../support/run-cli.ts';
import { posix, type Scratch, scratch, until } from '../support/scratch.ts';

const servers: KmsServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

/** A home with a config, a key service with keys of these aliases, and a file `x`. */
async function start(...aliases: readonly string[]) {
  const folder = await scratch();
  const store = createMemoryKeyStore();
  const server = await startKmsServer({ store });
  servers.push(server);
  const arns: string[] = [];
  for (const alias of aliases) arns.push(await createPracticeKey(store, server.realm, alias));
  await mkdir(folder.at('.aws'));
  const config = (text: string) => writeFile(folder.at('.aws/config'), text);
  const { accessKeyId, secretAccessKey } = server.credentials;
  await config(
    `[profile dev]\nregion = ${server.realm.region}\naws_account_id = ${server.realm.accountId}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n` +
      `[profile other]\nregion = ${server.realm.region}\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = wrong\n` +
      `[profile nowhere]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n` +
      '[profile lost]\nsource_profile = gone\nrole_arn = arn:aws:iam::111122223333:role/x\nregion = us-east-1\n',
  );
  await folder.write('x', 'content');
  const env = { AWS_ENDPOINT_URL_KMS: server.url };
  const run = (args: readonly string[], more: Partial<CliOptions> = {}) =>
    runCli(args, { home: folder.path, cwd: folder.path, env, ...more });
  return { folder, server, arns, run, config, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** What is in the folder besides the person's own settings: HOME is the same. */
const made = async (folder: Scratch) =>
  (await folder.names()).filter((name) => name !== '.aws' && name !== 'Envelope Vault');

test('the profile’s only key encrypts, and decrypts', async () => {
  await using aws = await start('payroll');
  const { folder, server, arns, run } = aws;
  expect(await run(['encrypt', '--profile', 'dev', '--context', 'a=b', 'x'])).toMatchObject({
    code: 0,
    stderr: '',
  });
  expect(JSON.parse((await run(['inspect', '--json', 'x.envelope'])).stdout)).toMatchObject({
    practice: false,
    keys: [{ name: arns[0], account_id: server.realm.accountId }],
  });
  await rm(folder.at('x'));
  expect(await run(['decrypt', '--profile', 'dev', 'x.envelope'])).toMatchObject({ code: 0, stderr: '' });
  expect(String(await folder.read('x'))).toBe('content');
  expect(Object.fromEntries(server.calls)).toMatchObject({ GenerateDataKey: 1, Decrypt: 1 });
});

test('inspecting contacts nobody', async () => {
  await using aws = await start('payroll');
  const { server, run } = aws;
  await run(['encrypt', '--profile', 'dev', '--key', 'payroll', 'x']);
  const before = [...server.calls];
  expect(await run(['inspect', 'x.envelope'])).toMatchObject({ code: 0 });
  expect([...server.calls]).toEqual(before);
});

test('a key by alias, id, ARN: it is used, and no other is listed', async () => {
  await using aws = await start('payroll', 'backup');
  const { folder, server, arns, run } = aws;
  const [, arn = ''] = arns;
  for (const key of ['backup', 'alias/backup', arn.split('/')[1] ?? '', arn]) {
    expect(await run(['encrypt', '--profile', 'dev', '--key', key, 'x'])).toMatchObject({
      code: 0,
      stderr: '',
    });
    const { stdout } = await run(['inspect', '--json', 'x.envelope']);
    expect(JSON.parse(stdout).keys[0].name).toBe(arn);
    await rm(folder.at('x.envelope'));
  }
  expect([...server.calls.keys()]).toEqual(['GenerateDataKey']);
});

test('two keys: the envelope names both, and opens with either alone', async () => {
  await using aws = await start('payroll', 'backup');
  const { folder, server, arns, run } = aws;
  const keys = ['--key', 'payroll', '--key', 'backup'];
  expect(await run(['encrypt', '--profile', 'dev', ...keys, 'x'])).toMatchObject({ code: 0, stderr: '' });
  const { stdout } = await run(['inspect', '--json', 'x.envelope']);
  expect(JSON.parse(stdout).keys.map(({ name }: { name: string }) => name)).toEqual(arns);
  for (const arn of arns) {
    await rm(folder.at('x'));
    const opening = await run(['decrypt', '--profile', 'dev', '--key', arn, '--json', 'x.envelope']);
    expect(opening).toMatchObject({ code: 0 });
    expect(JSON.parse(opening.stdout)).toMatchObject({ key_arn: arn });
    expect(String(await folder.read('x'))).toBe('content');
  }
  expect(Object.fromEntries(server.calls)).toEqual({ GenerateDataKey: 1, Encrypt: 1, Decrypt: 2 });
});

test('a second key that cannot encrypt: its error, and no envelope', async () => {
  await using aws = await start('payroll', 'backup');
  const { folder, server, run } = aws;
  server.fail({ kind: 'exception', type: 'DisabledException' }, 1, 'Encrypt');
  const result = await run(['encrypt', '--profile', 'dev', '--key', 'payroll', '--key', 'backup', 'x']);
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toContain('[key-disabled');
  expect(await made(folder)).toEqual(['x']);
});

test('several keys and none named: a usage error that names them, nothing made', async () => {
  await using aws = await start('payroll', 'backup');
  const { folder, server, run } = aws;
  const result = await run(['encrypt', '--profile', 'dev', 'x']);
  expect(result).toMatchObject({ code: 2, stdout: '' });
  expect(result.stderr).toBe('envelope: say which --key: backup, payroll\nTry: envelope --help\n');
  expect(server.calls.get('GenerateDataKey')).toBeUndefined();
  expect(await made(folder)).toEqual(['x']);
});

test('no key at all: said', async () => {
  await using aws = await start();
  const result = await aws.run(['encrypt', '--profile', 'dev', 'x']);
  expect([result.code, result.stderr]).toEqual([2, expect.stringContaining('no key to encrypt with')]);
});

describe('what is wrong with a profile', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['not in the config', 'none', 'profile-not-found'],
    ['of credentials that are not known', 'other', 'credentials-rejected'],
    ['without a region', 'nowhere', 'profile-unusable'],
    ['whose source is gone', 'lost', 'profile-unusable'],
    ['called like practice', 'practice', 'profile-not-found'],
    ['called like an object’s property', '__proto__', 'profile-not-found'],
  ];
  test.each(cases)('%s: coded, in one line, nothing made', async (_, profile, code) => {
    await using aws = await start('payroll');
    const { folder, run } = aws;
    for (const key of [[], ['--key', 'payroll']]) {
      const result = await run(['encrypt', '--profile', profile, ...key, 'x']);
      expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 1, stdout: '' });
      expect(result.stderr).toMatch(/^envelope: [^\n]+\n$/);
      expect(result.stderr).toContain(`[${code}`);
      expect(result.stderr).not.toMatch(/: :|secret|wrong/);
    }
    expect(await made(folder)).toEqual(['x']);
  });

  test('a key’s ARN tells the region where the profile names none', async () => {
    await using aws = await start('payroll');
    const { arns, run } = aws;
    const result = await run(['encrypt', '--profile', 'nowhere', '--key', arns[0] ?? '', 'x']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
  });
});

test('a config that cannot be read: said, and practice goes on', async () => {
  await using aws = await start('payroll');
  const { folder, run } = aws;
  await rm(folder.at('.aws/config'));
  await mkdir(folder.at('.aws/config'));
  const result = await run(['encrypt', '--profile', 'dev', 'x']);
  expect([result.code, result.stderr]).toEqual([
    1,
    expect.stringMatching(/^envelope: Your AWS config[^\n]*\[config-broken/),
  ]);
  expect(await made(folder)).toEqual(['x']);
  expect(await run(['encrypt', '--practice', 'x'])).toMatchObject({ code: 0 });
});

describe('what KMS answers', () => {
  const faults: readonly (readonly [string, number, string])[] = [
    ['AccessDeniedException', 400, 'access-denied: AccessDeniedException, request '],
    ['DisabledException', 400, 'key-disabled: DisabledException, request '],
    ['NotFoundException', 400, 'key-not-found: NotFoundException, request '],
    ['KMSInvalidStateException', 400, 'key-'],
    ['ExpiredTokenException', 400, 'sign-in-needed: ExpiredTokenException'],
    ['SomethingNewException', 400, 'kms-error: SomethingNewException'],
  ];
  test.each(faults)(
    '%s (%i): coded, with the request to quote, without AWS’s message',
    async (type, status, code) => {
      await using aws = await start('payroll');
      const { folder, server, run } = aws;
      server.fail(
        { kind: 'exception', type, status, message: 'User: arn:aws:iam::1:user/alice is not' },
        9,
        'GenerateDataKey',
      );
      const result = await run(['encrypt', '--profile', 'dev', '--key', 'payroll', 'x']);
      expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 1, stdout: '' });
      expect(result.stderr).toContain(`[${code}`);
      expect(result.stderr).not.toContain('alice');
      expect(await made(folder)).toEqual(['x']);
    },
  );

  test('nobody there: offline', async () => {
    await using aws = await start('payroll');
    const env = { AWS_ENDPOINT_URL_KMS: 'http://127.0.0.1:9' };
    const result = await aws.run(['encrypt', '--profile', 'dev', '--key', 'payroll', 'x'], { env });
    expect([result.code, result.stderr]).toEqual([1, expect.stringContaining('[offline: ECONNREFUSED]')]);
    expect(await made(aws.folder)).toEqual(['x']);
  });

  test.runIf(posix).each([
    ['for the list of keys', []],
    ['for the data key', ['--key', 'payroll']],
  ])('nothing, %s: SIGINT ends it with 130 and leaves nothing', async (_, key) => {
    await using aws = await start('payroll');
    const { folder, server, run } = aws;
    server.fail({ kind: 'hang' }, 9);
    let interrupted: Promise<void> | null = null;
    const result = await run(['encrypt', '--profile', 'dev', ...key, 'x'], {
      onStart: (child) => {
        interrupted = until('a call', () => server.calls.size > 0).then(() => {
          child.kill('SIGINT');
        });
      },
    });
    await interrupted;
    expect(result).toMatchObject({ code: 130, signal: null, stdout: '' });
    expect(await made(folder)).toEqual(['x']);
  });
});

test('an envelope of practice is not tried with a profile: nobody is contacted', async () => {
  await using aws = await start('payroll');
  const { folder, server, run } = aws;
  await run(['encrypt', '--practice', 'x']);
  await rm(folder.at('x'));
  const practice = await run(['decrypt', '--profile', 'dev', 'x.envelope']);
  expect([practice.code, practice.stderr]).toEqual([1, expect.stringContaining('[no-usable-key]')]);
  expect(server.calls.size).toBe(0);
});

test('a profile whose account the config does not tell: AWS is asked once, whether or not it may list', async () => {
  await using aws = await start('payroll');
  const { folder, server, run, config } = aws;
  const { accessKeyId, secretAccessKey } = server.credentials;
  await config(
    `[profile plain]\nregion = ${server.realm.region}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  await folder.write('y', 'content');
  await run(['encrypt', '--profile', 'plain', '--key', 'payroll', 'x', 'y']);
  expect(server.calls.get('ListAliases')).toBeUndefined();
  expect(await run(['verify', '--profile', 'plain', 'x.envelope', 'y.envelope'])).toMatchObject({ code: 0 });
  expect(server.calls.get('ListAliases')).toBe(1);
});

test('where nothing tells the own account, envelopes wait for --account, and no key is asked', async () => {
  await using aws = await start('payroll');
  const { folder, server, arns, run, config } = aws;
  const { accessKeyId, secretAccessKey } = server.credentials;
  const { accountId, region } = server.realm;
  await config(
    `[profile plain]\nregion = ${region}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  await run(['encrypt', '--profile', 'plain', 'x']);
  await rm(folder.at('x'));
  const decrypts = server.calls.get('Decrypt');
  server.fail({ kind: 'exception', type: 'AccessDeniedException', message: 'No.' }, 1, 'ListAliases');
  const refused = await run(['decrypt', '--profile', 'plain', 'x.envelope']);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain(`needs a key of AWS account ${accountId},`);
  expect(refused.stderr).toContain('say --account and its number');
  expect(refused.stderr).toContain('[account-not-allowed]');
  expect(server.calls.get('Decrypt')).toBe(decrypts);
  expect(await made(folder)).toEqual(['x.envelope']);
  for (const allowed of [`--account=${accountId}`, `--key=${arns[0]}`]) {
    expect(await run(['decrypt', '--profile', 'plain', allowed, 'x.envelope'])).toMatchObject({ code: 0 });
    await rm(folder.at('x'));
  }
});

test.each([['--check'], ['--json']])(
  'grant tokens reach KMS, and are printed nowhere: %s',
  async (option) => {
    await using aws = await start('payroll');
    const token = 'c2VjcmV0IHRva2Vu';
    const args = ['encrypt', '--profile', 'dev', '--key', 'payroll', option, `--grant-token=${token}`, 'x'];
    const { code, stdout, stderr } = await aws.run(args);
    // No grant ever had this token, which only KMS can tell.
    expect([code, stdout + stderr]).toEqual([1, expect.stringContaining('InvalidGrantTokenException')]);
    expect(stdout + stderr).not.toContain(token);
  },
);
