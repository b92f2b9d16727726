/** `envelope keys` by the built program over real HTTP: what it tells of keys, for people and for programs. */
import { describe, expect, test } from 'vitest';
import { createPracticeKey } from '../support/practice-key.ts';
import { runCli } from '../support/run-cli.ts';
import { scratch } from '../support/scratch.ts';
import { awsServer } from './aws-server.ts';

async function start(...aliases: readonly string[]) {
  const home = await scratch();
  const aws = await awsServer(home, { profile: 'work' }, ...aliases);
  const run = (...args: readonly string[]) => runCli(args, { home: home.path, cwd: home.path, env: aws.env });
  const dispose = async () => {
    await aws[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
  };
  return { home, ...aws, run, [Symbol.asyncDispose]: dispose };
}

const lines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('lists every key, with why some cannot encrypt', async () => {
  await using aws = await start('payroll');
  const { server } = aws;
  const deletionDate = '2026-12-24T00:00:00.000Z';
  const old = await createPracticeKey(server.store, server.realm, 'old', {
    state: 'PendingDeletion',
    deletionDate,
  });
  const { code, stdout, stderr } = await aws.run('keys', '--profile', 'work');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    new RegExp(`^old\n  ${old}\n  cannot encrypt: .*2026-12-24\\..*\npayroll\n  ${aws.arns[0]}\n$`),
  );
  expect(lines((await aws.run('keys', '--json', '--profile', 'work')).stdout)).toMatchObject([
    { arn: old, aliases: ['old'], usable: false, state: 'PendingDeletion', deletion_date: deletionDate },
    { arn: aws.arns[0], aliases: ['payroll'], usable: true, reason: null, state: 'Enabled' },
  ]);
});

describe('of a key that is named', () => {
  test('tells what it is, and what can be done with it; no key is made', async () => {
    await using aws = await start('payroll', 'other');
    const { code, stdout, stderr } = await aws.run('keys', '--profile', 'work', 'payroll');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^payroll\n {2}Aliases +payroll\n.* {2}State +Enabled\n/s);
    expect(stdout).toMatch(/ {2}Can encrypt files +yes\n {2}You can encrypt +yes\n {2}You can decrypt +/);
    expect(aws.server.calls.get('ListKeys')).toBeUndefined();
    const [told] = lines((await aws.run('keys', '--json', '--profile', 'work', aws.arns[1] ?? '')).stdout);
    expect(told).toMatchObject({ arn: aws.arns[1], can_encrypt: { answer: 'yes', error: null } });
  });

  test('one that is switched off says so, with AWS’s answer', async () => {
    await using aws = await start('payroll');
    const { server } = aws;
    await createPracticeKey(server.store, server.realm, 'off', { state: 'Disabled' });
    const { code, stdout } = await aws.run('keys', '--profile', 'work', 'off');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Can encrypt files +no: it is switched off; /);
    expect(stdout).toMatch(
      /You can encrypt +no: This key is switched off\. \[key-disabled: DisabledException, request /,
    );
  });

  test('one that is not there is an error, and the others are told all the same', async () => {
    await using aws = await start('payroll');
    const { code, stdout, stderr } = await aws.run('keys', '--profile', 'work', 'none', 'payroll');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^payroll\n/);
    expect(stderr).toMatch(
      /^envelope: none: This key does not exist .* \[key-not-found: NotFoundException, .*\]\n$/,
    );
    const json = await aws.run('keys', '--json', '--profile', 'work', 'none');
    expect(lines(json.stdout)).toMatchObject([{ key: 'none', error: { code: 'key-not-found' } }]);
    expect([json.code, json.stderr]).toEqual([1, '']);
  });
});

test('what may not be seen is said', async () => {
  await using aws = await start('payroll');
  aws.server.fail({ kind: 'exception', type: 'AccessDeniedException' }, 1, 'ListAliases');
  const { code, stdout, stderr } = await aws.run('keys', '--profile', 'work');
  expect([code, stdout]).toEqual([0, `(no alias)\n  ${aws.arns[0]}\n`]);
  expect(stderr).toBe(
    'envelope: this profile may not use kms:ListAliases: keys, or what is known of them, may be missing\n',
  );
});

test('practice keys are listed, and none is made', async () => {
  await using folder = await scratch();
  const run = (...args: readonly string[]) => runCli(args, { home: folder.path, cwd: folder.path });
  const none = await run('keys', '--practice');
  expect([none.code, none.stdout]).toEqual([0, '']);
  await folder.write('x', 'content');
  await run('encrypt', '--practice', 'x');
  expect((await run('keys', '--practice')).stdout).toMatch(
    /^practice\n {2}arn:aws:kms:practice-1:000000000000:key/,
  );
});

test.each([
  [['keys'], '--practice or --profile NAME, one of them'],
  [['keys', '--practice', '--profile', 'x'], '--practice or --profile NAME, one of them'],
  [['keys', '--practice', '--recursive'], '--recursive does not go with keys'],
  [['keys', '--practice', ''], 'not valid'],
])('%j is not understood', async (args, words) => {
  await using folder = await scratch();
  const { code, stdout, stderr } = await runCli(args, { home: folder.path });
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(words)]);
});

describe('inspect with a profile', () => {
  test('says whether the envelope could be opened, and opens nothing', async () => {
    await using aws = await start('payroll');
    const { home, server, run } = aws;
    await home.write('x', 'content');
    await run('encrypt', '--profile', 'work', 'x');
    const { code, stdout, stderr } = await run('inspect', '--profile', 'work', 'x.envelope');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/\n {2}you can open it +yes\n$/);
    server.fail({ kind: 'exception', type: 'AccessDeniedException' }, 1, 'Decrypt DryRun');
    const refused = await run('inspect', '--json', '--profile', 'work', 'x.envelope');
    expect(lines(refused.stdout)).toMatchObject([
      { can_open: { answer: 'no', error: { code: 'access-denied' } } },
    ]);
    expect(server.calls.get('Decrypt DryRun')).toBe(2);
    expect(server.calls.get('Decrypt')).toBeUndefined();
  });

  test('without one contacts nobody and says nothing about it', async () => {
    await using folder = await scratch();
    const run = (...args: readonly string[]) => runCli(args, { home: folder.path, cwd: folder.path });
    await folder.write('x', 'content');
    await run('encrypt', '--practice', 'x');
    expect((await run('inspect', 'x.envelope')).stdout).not.toContain('you can open it');
    expect((await run('inspect', '--practice', 'x.envelope')).stdout).toMatch(/you can open it +yes\n$/);
    await folder.write('Envelope Vault/practice/practice-keys.json', '{');
    const broken = await run('inspect', '--practice', 'x.envelope');
    expect(broken.stdout).toMatch(/you can open it +not known: .*\[practice-store-unreadable/);
  });
});

test('a refusal by AWS is followed by what to send to an administrator: once, or as part of the JSON', async () => {
  await using aws = await start('payroll');
  const { home, server, run } = aws;
  await home.write('a', 'content');
  await home.write('b', 'content');
  const message =
    'User: arn:aws:iam::111122223333:user/alice is not authorized to perform: kms:GenerateDataKey on this resource';
  const refuse = () =>
    server.fail({ kind: 'exception', type: 'AccessDeniedException', message }, 2, 'GenerateDataKey');
  refuse();
  const encrypt = ['encrypt', '--profile', 'work', '--data-keys', 'per-file', '--context', 'purpose=wages'];
  const { code, stderr } = await run(...encrypt, 'a', 'b');
  expect(code).toBe(1);
  expect(stderr.match(/\[access-denied: AccessDeniedException, request /g)).toHaveLength(2);
  expect(stderr.match(/Please allow/g)).toHaveLength(1);
  expect(stderr).toMatch(
    new RegExp(
      '\nenvelope: to ask an administrator for it:\n' +
        '  Please allow kms:GenerateDataKey on this AWS KMS key:\n' +
        `    key: ${aws.arns[0]}\n` +
        '    for: arn:aws:iam::111122223333:user/alice\n' +
        '    encryption context: \\{"purpose":"wages","envelope-id":"[0-9a-f-]{36}"\\}\n' +
        '    AWS answered: AccessDeniedException\n' +
        '    request id: [0-9a-f-]{36}\n',
    ),
  );
  refuse();
  const json = await run(...encrypt, '--json', 'a');
  expect(lines(json.stdout)).toMatchObject([
    { error: { details: { request: expect.stringMatching(/^Please allow kms:GenerateDataKey/) } } },
  ]);
  expect(json.stderr).toBe('');
});

test('a practice key says that it is one; before there is one, how it is made; nobody is asked', async () => {
  await using aws = await start('payroll');
  const none = await aws.run('keys', '--practice');
  expect([none.code, none.stdout, none.stderr]).toEqual([
    0,
    '',
    'envelope: no practice key yet: encrypt --practice makes one\n',
  ]);
  await aws.home.write('x', 'content');
  await aws.run('encrypt', '--practice', 'x');
  expect((await aws.run('keys', '--practice')).stdout).toMatch(
    /^practice\n.*\n {2}practice: not protected by AWS\n/,
  );
  const told = await aws.run('keys', '--practice', 'practice');
  expect(told.stdout).toMatch(/ {2}Kept +On this computer, for practice: not protected by AWS\n/);
  expect(told.stdout).not.toContain('Your organisation');
  expect(aws.server.calls.size).toBe(0);
});

test('of a key that may not be described it is not known whether it can encrypt files', async () => {
  await using aws = await start('payroll');
  aws.server.fail({ kind: 'exception', type: 'AccessDeniedException', message: 'No.' }, 4, 'DescribeKey');
  const { stdout } = await aws.run('keys', '--profile', 'work', aws.arns[0] ?? '');
  expect(stdout).toMatch(/ {2}Can encrypt files +not known\n/);
  expect(
    lines((await aws.run('keys', '--json', '--profile', 'work', aws.arns[0] ?? '')).stdout),
  ).toMatchObject([{ usable: null, state: null, practice: false }]);
});

test('a profile that is not there is named', async () => {
  await using aws = await start('payroll');
  const { code, stderr } = await aws.run('keys', '--profile', 'wrok');
  expect(code).toBe(1);
  expect(stderr).toContain('is not in ~/.aws/config or ~/.aws/credentials: wrok; did you mean work? ');
});
