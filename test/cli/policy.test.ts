/** What others wrote and we open only when told to: no key commitment, many encrypted data keys. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  KMS,
  KmsKeyringNode,
} from '@aws-crypto/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { theirKms } from '../interop/kms-client.ts';
import { runCli } from '../support/run-cli.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import { type AwsServer, awsServer } from './aws-server.ts';

const KEYS = 12;
let home: Scratch;
let aws: AwsServer;
beforeAll(async () => {
  home = await scratch();
  aws = await awsServer(
    home,
    { profile: 'work' },
    ...Array.from({ length: KEYS }, (_, index) => `key${index}`),
  );
  await mkdir(home.at('work'));
});
afterAll(async () => {
  await aws[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

/** An envelope that AWS's own library writes, under the first `keys` keys. */
async function written(suiteId: AlgorithmSuiteIdentifier, keys: number): Promise<string> {
  const { url, credentials } = aws.server;
  const [generatorKeyId = '', ...keyIds] = aws.arns.slice(0, keys);
  const kms = new KMS({ endpoint: url, region: aws.server.realm.region, credentials });
  const clientProvider = () => theirKms(kms);
  const keyring = new KmsKeyringNode({ clientProvider, generatorKeyId, keyIds });
  const { encrypt } = buildClient(
    suiteId >= AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY
      ? CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT
      : CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT,
  );
  const { result } = await encrypt(keyring, 'content', { suiteId });
  kms.destroy();
  await writeFile(home.at('work/x.envelope'), result);
  return home.at('work/x.envelope');
}

const run = (...args: readonly string[]) =>
  runCli(args, { home: home.path, cwd: home.at('work'), env: aws.env });

async function opens(...options: readonly string[]): Promise<void> {
  const verified = await run('verify', '--profile', 'work', ...options, 'x.envelope');
  expect(verified).toMatchObject({ code: 0, stderr: '', stdout: 'x.envelope: OK (7 B)\n' });
  expect(await run('decrypt', '--profile', 'work', ...options, 'x.envelope')).toMatchObject({
    code: 0,
    stderr: '',
  });
  expect(await readFile(home.at('work/x'), 'utf8')).toBe('content');
  await rm(home.at('work/x'));
}

test.each([
  AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16,
  AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA256,
  AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384,
])('without key commitment (suite %i): only with --allow-uncommitted', async (suite) => {
  await written(suite, 1);
  for (const command of ['verify', 'decrypt']) {
    const before = new Map(aws.server.calls);
    const result = await run(command, '--profile', 'work', 'x.envelope');
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/--allow-uncommitted\. \[uncommitted-suite\]\n$/);
    expect(new Map(aws.server.calls)).toEqual(before);
  }
  expect((await run('inspect', 'x.envelope')).stdout).toMatch(/key commitment +no\n/);
  await opens('--allow-uncommitted');
});

test('more than ten encrypted data keys: only with --max-encrypted-data-keys', async () => {
  await written(AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY, KEYS);
  for (const limit of [[], ['--max-encrypted-data-keys', String(KEYS - 1)]]) {
    for (const command of [['verify', '--profile', 'work'], ['decrypt', '--profile', 'work'], ['inspect']]) {
      const result = await run(...command, ...limit, 'x.envelope');
      expect([result.code, result.stderr]).toEqual([1, expect.stringContaining('[limit-exceeded]')]);
    }
  }
  const inspected = await run('inspect', '--json', '--max-encrypted-data-keys', String(KEYS), 'x.envelope');
  expect(JSON.parse(inspected.stdout).header.encrypted_data_keys.length).toBe(KEYS);
  await opens('--max-encrypted-data-keys', String(KEYS));
});

test('--key opens with that key and no other', async () => {
  await written(AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY, 3);
  const [, , third = ''] = aws.arns;
  const opened = await run('verify', '--profile', 'work', '--json', '--key', third, 'x.envelope');
  expect(JSON.parse(opened.stdout)).toMatchObject({ key_arn: third, content_size: 7 });
  const other = await run('verify', '--profile', 'work', '--key', aws.arns[5] ?? '', 'x.envelope');
  expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('[no-usable-key]')]);
});

test('signed by us: shown, proven, and refused when the signature is changed', async () => {
  await writeFile(home.at('work/signed'), 'content');
  const { code } = await run('encrypt', '--profile', 'work', '--key', 'key0', '--sign', '--check', 'signed');
  expect(code).toBe(0);
  expect((await run('inspect', 'signed.envelope')).stdout).toMatch(
    /suite +0x0578 .*\n(.*\n)* {2}signed +yes\n/,
  );
  const verify = () => run('verify', '--profile', 'work', 'signed.envelope');
  expect(await verify()).toMatchObject({ code: 0 });
  const envelope = await readFile(home.at('work/signed.envelope'));
  await writeFile(home.at('work/signed.envelope'), envelope.with(-1, (envelope.at(-1) ?? 0) ^ 1));
  const changed = await verify();
  expect([changed.code, changed.stderr]).toEqual([1, expect.stringContaining('(signature)')]);
});
