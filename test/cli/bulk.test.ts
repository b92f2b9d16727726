/** Many files with an AWS profile: how often KMS is asked, what is said of it, and that throttling fails no file. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseHeader, strictPolicy } from '../../electron/envelope/header.ts';
import { type AwsServerOptions, awsServer } from './aws-server.ts';
import { linesOf, workplace } from './folder.ts';

/** A folder `in` with `count` files, and a key service; `run` is the command line with the profile. */
async function drop(count: number, limits: Pick<AwsServerOptions, 'latency' | 'quota'> = {}) {
  const place = await workplace();
  const aws = await awsServer(place.home, { profile: 'dev', ...limits }, 'payroll');
  const names = Array.from({ length: count }, (_, index) => `f${index}`);
  await place.write(Object.fromEntries(names.map((name) => [`in/${name}`, `content of ${name}`])));
  const run = (command: string, ...args: readonly string[]) =>
    place.runWith({ env: aws.env }, command, '--profile', 'dev', '-r', ...args);
  /** Different encrypted data keys in the envelopes of a folder. */
  const dataKeys = async (folder: string): Promise<number> => {
    const bytes = await Promise.all(
      names.map((name) => readFile(join(place.at(folder), `${name}.envelope`))),
    );
    const keys = bytes.flatMap((one) => parseHeader(one, strictPolicy).encryptedDataKeys);
    return new Set(keys.map(({ ciphertext }) => Buffer.from(ciphertext).toString('base64'))).size;
  };
  return {
    ...place,
    ...aws,
    run,
    dataKeys,
    async [Symbol.asyncDispose]() {
      await aws[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

test('above the limit: one data key and one call to encrypt all, one call to open all', async () => {
  await using files = await drop(150);
  const sealed = await files.run('encrypt', '-o', 'sealed', 'in/.');
  expect(sealed).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^envelope: 150 files encrypted, [^,]+, 1 data key, 1 KMS call\n$/),
  });
  expect(await files.dataKeys('sealed')).toBe(1);
  const opened = await files.run('decrypt', '-o', 'out', 'sealed/.');
  expect(opened).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^envelope: 150 files decrypted, [^,]+, 1 KMS call\n$/),
  });
  expect(await files.tree('out')).toEqual(await files.tree('in'));
  expect(await files.run('verify', 'sealed')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(', 1 KMS call\n'),
  });
  expect(Object.fromEntries(files.server.calls)).toMatchObject({ GenerateDataKey: 1, Decrypt: 2 });
});

test.each([
  ['up to the limit', [], 5],
  ['up to a limit of one’s own', ['--data-keys', '5'], 5],
  ['above it', ['--data-keys', '4'], 1],
  ['shared', ['--data-keys', 'shared'], 1],
  ['per file', ['--data-keys', 'per-file'], 5],
  ['signed files, which never share', ['--data-keys', 'shared', '--sign'], 5],
])('%s', async (_, options, keys) => {
  await using files = await drop(5);
  const { stdout, stderr } = await files.run('encrypt', '--json', '-o', 'sealed', ...options, 'in/.');
  expect(await files.dataKeys('sealed')).toBe(keys);
  expect(files.server.calls.get('GenerateDataKey')).toBe(keys);
  expect(stderr).toContain(
    keys === 1 ? ', 1 data key, 1 KMS call\n' : `, ${keys} data keys, ${keys} KMS calls\n`,
  );
  const results: readonly { readonly kms_calls: number; readonly shared_data_key: boolean }[] = linesOf(
    stdout,
  ).map((line) => JSON.parse(line));
  expect(results.map(({ shared_data_key }) => shared_data_key)).toEqual(Array(5).fill(keys === 1));
  expect(results.reduce((sum, { kms_calls }) => sum + kms_calls, 0)).toBe(keys);
});

test('one file alone has its data key for itself', async () => {
  await using files = await drop(1);
  const { stdout } = await files.run('encrypt', '--json', '--data-keys', 'shared', 'in');
  expect(JSON.parse(stdout)).toMatchObject({ shared_data_key: false, kms_calls: 1 });
});

test('throttling is told once, and fails no file', async () => {
  await using files = await drop(40);
  files.server.fail({ kind: 'exception', type: 'ThrottlingException' }, 60, 'GenerateDataKey');
  const { code, stderr } = await files.run('encrypt', '-o', 'sealed', 'in/.');
  expect(code).toBe(0);
  const [slow, summary, ...more] = linesOf(stderr);
  expect(more).toEqual([]);
  expect(slow).toBe('envelope: AWS asked us to slow down; continuing.');
  const [, calls] =
    /^envelope: 40 files encrypted, [^,]+, 40 data keys, (\d+) KMS calls$/.exec(summary ?? '') ?? [];
  // More where a connection broke, which is tried again, too.
  expect(Number(calls)).toBeGreaterThanOrEqual(100);
  expect(await files.dataKeys('sealed')).toBe(40);
}, 120_000);

test('a quota: all files are done, both ways, and what was throttled is told', async () => {
  await using files = await drop(20, { latency: 30, quota: 5 });
  const slow = 'envelope: AWS asked us to slow down; continuing.';
  for (const [verb, from, to] of [
    ['encrypt', 'in', 'sealed'],
    ['decrypt', 'sealed', 'out'],
  ] as const) {
    const { code, stderr } = await files.run(verb, '-o', to, `${from}/.`);
    expect(code).toBe(0);
    expect(linesOf(stderr)).toEqual([slow, expect.stringMatching(/^envelope: 20 files /)]);
  }
  expect(files.server.throttled()).toBeGreaterThan(0);
  expect(await files.tree('out')).toEqual(await files.tree('in'));
}, 120_000);
