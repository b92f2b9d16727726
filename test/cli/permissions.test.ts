/** What a profile may and may not do, under real policies: other accounts and regions, and parts of the permissions. */
import { mkdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { callerOf, startKmsServer } from '../support/kms-server.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { runCli } from '../support/run-cli.ts';
import { scratch } from '../support/scratch.ts';

const guest = callerOf('444455556666', 'guest');
const clerk = callerOf('111122223333', 'clerk', [
  'kms:ListAliases',
  'kms:DescribeKey',
  'kms:GetKeyRotationStatus',
]);
const blind = callerOf('111122223333', 'blind', ['kms:List*']);

/** A home with a profile for each of them, the guest's in another region than the key. */
async function start() {
  const home = await scratch();
  const server = await startKmsServer({ callers: [guest, clerk, blind], regions: ['eu-west-1'] });
  const keyArn = await createPracticeKey(server.store, server.realm, 'payroll');
  await mkdir(home.at('.aws'));
  const profile = (name: string, { credentials }: Pick<typeof guest, 'credentials'>, region: string) =>
    `[profile ${name}]\nregion = ${region}\naws_access_key_id = ${credentials.accessKeyId}\n` +
    `aws_secret_access_key = ${credentials.secretAccessKey}\n`;
  await writeFile(
    home.at('.aws/config'),
    [
      profile('owner', server, 'us-east-1'),
      profile('clerk', clerk, 'us-east-1'),
      profile('blind', blind, 'us-east-1'),
      profile('guest', guest, 'eu-west-1'),
    ].join(''),
  );
  const env = { AWS_ENDPOINT_URL_KMS: server.url };
  const run = (...args: readonly string[]) => runCli(args, { home: home.path, cwd: home.path, env });
  const dispose = async () => {
    await server.close();
    await home[Symbol.asyncDispose]();
  };
  return { home, server, keyArn, run, [Symbol.asyncDispose]: dispose };
}

test('a key of another account and region, by its ARN: what its policy allows, and whom to ask for the rest', async () => {
  await using aws = await start();
  const { server, keyArn, run } = aws;
  server.allow(keyArn, guest.accountId, ['kms:DescribeKey', 'kms:GenerateDataKey']);
  const { code, stdout, stderr } = await run('keys', '--json', '--profile', 'guest', keyArn);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const told = JSON.parse(stdout);
  expect(told).toMatchObject({
    arn: keyArn,
    state: 'Enabled',
    rotation: null,
    can_encrypt: { answer: 'yes' },
  });
  expect(told.can_decrypt).toMatchObject({ answer: 'no', error: { code: 'other-account' } });
  const { message, details } = told.can_decrypt.error;
  expect(message).toContain('another account: 111122223333, and you are in 444455556666.');
  expect(details.request.split('\n').slice(0, 3)).toEqual([
    'Please allow kms:Decrypt on this AWS KMS key, from another account:',
    `  key: ${keyArn}`,
    `  for: ${guest.arn}`,
  ]);
  server.allow(keyArn, guest.accountId, ['kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Decrypt']);
  expect((await run('keys', '--profile', 'guest', keyArn)).stdout).toMatch(/You can decrypt +yes\n/);
  expect([server.calls.get('GenerateDataKey'), server.calls.get('Decrypt')]).toEqual([undefined, undefined]);
});

test('a profile that may not describe keys sees them without their state, and uses them all the same', async () => {
  await using aws = await start();
  const { home, keyArn, run } = aws;
  const list = await run('keys', '--profile', 'clerk');
  expect([list.code, list.stdout]).toEqual([0, `(no alias)\n  ${keyArn}\n  state not known\n`]);
  expect(list.stderr).toContain('may not use kms:DescribeKey, kms:ListAliases: ');
  const { stdout } = await run('keys', '--profile', 'clerk', keyArn);
  expect(stdout).toMatch(/State +Not known: .*kms:DescribeKey.*\n {2}Rotation +Not known\n/);
  expect(stdout).toMatch(/You can encrypt +yes\n {2}You can decrypt +yes\n$/);
  await home.write('x', 'content');
  expect(await run('encrypt', '--profile', 'clerk', 'x')).toMatchObject({ code: 0, stderr: '' });
});

test('a profile that may not list keys is told which permissions that takes, and names its key', async () => {
  await using aws = await start();
  const { home, run } = aws;
  await home.write('x', 'content');
  const none = await run('encrypt', '--profile', 'blind', 'x');
  expect([none.code, none.stderr]).toEqual([
    2,
    expect.stringContaining('as far as it can be seen without kms:ListAliases and kms:ListKeys'),
  ]);
  expect((await run('keys', '--profile', 'blind', 'payroll')).stdout).toMatch(
    /^payroll\n.*You can decrypt +yes\n$/s,
  );
  expect(await run('encrypt', '--profile', 'blind', '--key', 'payroll', 'x')).toMatchObject({ code: 0 });
});

test('a key that AWS manages is listed as not to be used, and the other one is the only one', async () => {
  await using aws = await start();
  const { home, server, run } = aws;
  const arn = await server.addAwsManagedKey('s3');
  expect((await run('keys', '--profile', 'owner')).stdout).toMatch(
    new RegExp(`\naws/s3\n  ${arn}\n  cannot encrypt: AWS manages it `),
  );
  expect((await run('keys', '--profile', 'owner', 'aws/s3')).stdout).toMatch(/Managed by +AWS\n/);
  await home.write('x', 'content');
  expect(await run('encrypt', '--profile', 'owner', 'x')).toMatchObject({ code: 0, stderr: '' });
});
