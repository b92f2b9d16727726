/** Results for programs: one object a line, with the names that aws-encryption-cli's metadata has. */
import { rm } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { linesOf, type Workplace, workplace } from './folder.ts';

type Fields = Readonly<Record<string, unknown>>;
const jsonOf = (text: string): readonly Fields[] => linesOf(text).map((line) => JSON.parse(line));

/** A folder with `a`, `a.envelope`, and what the envelope's making said. */
async function sealed(...args: readonly string[]): Promise<Workplace & { readonly made: Fields }> {
  const vault = await workplace();
  await vault.write({ a: 'content' });
  const { code, stdout, stderr } = await vault.run('encrypt', '--practice', '--json', ...args, 'a');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [made = {}] = jsonOf(stdout);
  return { ...vault, made };
}

const headerShape = {
  version: '2.0',
  type: null,
  algorithm: 'AES_256_GCM_HKDF_SHA512_COMMIT_KEY',
  message_id: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
  commitment_key: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
  content_type: 2,
  header_iv_length: null,
  frame_length: expect.any(Number),
};

test('every mode tells the same header of the same envelope, and its own facts', async () => {
  await using vault = await sealed('--context', 'purpose=audit', '--context', '__proto__=x');
  const { made } = vault;
  const size = (await vault.tree())['a.envelope'];
  expect(made).toEqual({
    mode: 'encrypt',
    input: vault.at('a'),
    output: vault.at('a.envelope'),
    header: {
      ...headerShape,
      encryption_context: {
        ...JSON.parse('{"purpose":"audit","__proto__":"x"}'),
        'envelope-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
      encrypted_data_keys: [
        {
          key_provider: { provider_id: btoa('aws-kms'), key_info: btoa(String(made['key_arn'])) },
          encrypted_data_key: expect.any(String),
        },
      ],
    },
    header_auth: { iv: 'AAAAAAAAAAAAAAAA', tag: expect.stringMatching(/^[A-Za-z0-9+/]{22}==$/) },
    size: expect.any(Number),
    key_arn: expect.stringMatching(/^arn:aws:kms:practice-1:000000000000:key\//),
    request_id: expect.any(String),
    kms_calls: 1,
    shared_data_key: false,
    practice: true,
  });
  expect(size).toBeDefined();
  const { header, header_auth, key_arn } = made;
  const envelope = { input: vault.at('a.envelope'), header, header_auth };
  const opened = { request_id: expect.any(String), key_arn, kms_calls: 1, practice: true };
  await rm(vault.at('a'));
  const run = async (...args: readonly string[]) =>
    jsonOf((await vault.run(...args, '--json', 'a.envelope')).stdout);
  expect(await run('verify', '--practice')).toEqual([
    { mode: 'verify', ...envelope, content_size: 7, ...opened },
  ]);
  expect(await run('decrypt', '--practice')).toEqual([
    { mode: 'decrypt', ...envelope, output: vault.at('a'), size: 7, ...opened },
  ]);
  expect(await run('inspect')).toEqual([
    {
      mode: 'inspect',
      ...envelope,
      size: made['size'],
      content_size: 7,
      suite_id: 0x0478,
      committed: true,
      signed: false,
      practice: true,
      keys: [
        {
          provider_id: 'aws-kms',
          name: key_arn,
          account_id: '000000000000',
          region: 'practice-1',
          practice: true,
        },
      ],
    },
  ]);
});

test('results and failures are in the order of the files, alike and on standard output', async () => {
  await using vault = await sealed();
  await vault.write({ 'docs/b': 'b', 'docs/b.envelope': 'theirs', 'docs/c.envelope': 'x' });
  const { code, stdout, stderr } = await vault.run(
    'encrypt',
    '--practice',
    '--json',
    '-r',
    'a',
    'none',
    'docs',
    'c',
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/^envelope: 0 files encrypted, 0 B; 4 failed, 2 skipped\n$/);
  const advice = expect.any(String);
  const failed = (input: string, code: string, details: Fields = {}) => {
    const file = input.replace(/.*\//, '');
    return {
      mode: 'encrypt',
      input: vault.at(input),
      error: { code, message: expect.any(String), advice, details: { file, ...details } },
      kms_calls: 0,
    };
  };
  expect(jsonOf(stdout)).toEqual([
    failed('a', 'target-exists'),
    failed('none', 'file-not-found', { errorName: 'ENOENT' }),
    failed('docs/b', 'target-exists'),
    { mode: 'encrypt', input: vault.at('docs/b.envelope'), skipped: true, reason: 'envelope' },
    { mode: 'encrypt', input: vault.at('docs/c.envelope'), skipped: true, reason: 'envelope' },
    failed('c', 'file-not-found', { errorName: 'ENOENT' }),
  ]);
});

test('what is only counted for people is told to programs', async () => {
  await using vault = await sealed();
  const { stdout } = await vault.run('inspect', '--json', '-r', '.');
  expect(jsonOf(stdout)).toEqual([
    { mode: 'inspect', input: vault.at('a'), skipped: true, reason: 'no-envelope' },
    expect.objectContaining({ mode: 'inspect', input: vault.at('a.envelope'), content_size: 7 }),
  ]);
});

describe('a failure that no file is to blame for', () => {
  test('has no input', async () => {
    await using vault = await workplace();
    await vault.write({ a: 'a' });
    const { code, stdout, stderr } = await vault.run('encrypt', '--profile', 'none', '--json', 'a');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(jsonOf(stdout)).toEqual([
      {
        mode: 'encrypt',
        kms_calls: 0,
        error: expect.objectContaining({ code: 'profile-not-found', details: {} }),
      },
    ]);
  });

  test('and what is not understood is no result', async () => {
    await using vault = await workplace();
    const { code, stdout, stderr } = await vault.run('encrypt', '--json', 'a');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('whose key');
  });
});
