/** What the command line asks of the vault for what was typed: each option arrives, and nothing else does. */
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { parseCommand } from '../../electron/cli/arguments.ts';
import { runFiles } from '../../electron/cli/run.ts';
import { describeEnvelope } from '../../electron/vault/describe.ts';
import { failure } from '../../electron/vault/explain.ts';
import type { Vault } from '../../electron/vault/vault.ts';
import { awsArn, headerWith } from '../vault/envelopes.ts';
import { awsProfile } from '../vault/fakes.ts';

/** Runs a command with a vault that does nothing and says that it did; answers what it was asked. */
const asked = (...args: readonly string[]) => askedAt(false, ...args);

/** The same at a terminal, or not. */
async function askedAt(isTTY: boolean, ...args: readonly string[]) {
  const calls: (readonly [string, object])[] = [];
  const done = { path: 'made', size: 1, keyArn: awsArn, requestId: null, sharedKey: false };
  const record = (name: string) => async (options: object) => {
    calls.push([name, options]);
    return done;
  };
  const header = headerWith();
  const vault: Vault = {
    encrypt: record('encrypt'),
    decrypt: record('decrypt'),
    verify: record('verify'),
    inspect: async (source, options = {}) => {
      calls.push(['inspect', { source, ...options }]);
      return { info: describeEnvelope(header, 1), header };
    },
    canOpen: async (_, { profileId }) => {
      calls.push(['canOpen', { profileId }]);
      return { answer: 'yes', error: null };
    },
  };
  const nobody = () => Promise.reject(new Error('no key is to be looked for'));
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  const messages: string[] = [];
  const stderr = { isTTY, write: (text: string) => messages.push(text) };
  const canDecrypt = async (_: string, keyId: string) => {
    calls.push(['canDecrypt', { keyId }]);
    return { answer: 'no' as const, error: failure('access-denied').error };
  };
  const parts = {
    vault,
    concurrency: 2,
    catalog: { list: nobody, canDecrypt, ownAccount: nobody },
    practice: { createKey: nobody },
  };
  const command = parseCommand(args);
  if (!('files' in command)) throw new Error('not about files');
  const profile = awsProfile('work', { accountId: '111122223333' });
  const { signal } = new AbortController();
  const code = await runFiles(command, {
    parts,
    findProfile: async () => profile,
    signal,
    stdin,
    stdout,
    stderr,
  });
  expect(code).toBe(0);
  return { calls, stdin, stdout, messages };
}

const keys = { accounts: ['111122223333'], region: 'eu-west-1' };
const read = { keys, headerDigest: null, allowUncommitted: false, maxEncryptedDataKeys: undefined };
const source = { source: 'x', input: undefined, profileId: 'aws:work' };
const beside = { outputFolder: '.', onConflict: 'fail', sink: undefined };

test.each([
  [
    ['encrypt', '--profile', 'work', '--key', 'payroll', 'x'],
    { ...source, ...beside, outputName: 'x.envelope', keyId: 'alias/payroll', sign: false, check: false },
  ],
  [
    [
      'encrypt',
      '--profile',
      'work',
      '--key',
      awsArn,
      '--key=backup',
      '--sign',
      '--on-conflict=replace',
      '-o',
      'y/z',
      'x',
    ],
    {
      outputFolder: 'y',
      outputName: 'z',
      onConflict: 'replace',
      keyId: awsArn,
      otherKeyIds: ['alias/backup'],
      sign: true,
      check: false,
    },
  ],
  [
    ['encrypt', '--profile', 'work', '--key', 'k', '--check', '--context', 'a=b', 'x'],
    { sign: false, check: true, context: new Map([['a', 'b']]) },
  ],
  [
    ['decrypt', '--profile', 'work', 'x.envelope'],
    { ...source, ...beside, ...read, source: 'x.envelope', outputName: 'x' },
  ],
  [
    [
      'decrypt',
      '--profile',
      'work',
      '--key',
      awsArn,
      '--allow-uncommitted',
      '--on-conflict',
      'keep-both',
      'x',
    ],
    {
      ...read,
      keys: { named: [awsArn] },
      allowUncommitted: true,
      onConflict: 'keep-both',
      outputName: 'x.decrypted',
    },
  ],
  [
    ['verify', '--profile', 'work', '--max-encrypted-data-keys', '11', '--key', awsArn, 'x'],
    { ...source, ...read, keys: { named: [awsArn] }, maxEncryptedDataKeys: 11 },
  ],
  [
    ['verify', '--profile', 'work', '--account', '444455556666', '--account=555566667777', 'x'],
    { keys: { ...keys, accounts: ['111122223333', '444455556666', '555566667777'] } },
  ],
  [['decrypt', '--profile', 'work', '--key', awsArn, 'x'], { keys: { named: [awsArn] } }],
  [
    ['encrypt', '--profile', 'work', '--key', 'k', '--grant-token=a', '--grant-token=b', 'x'],
    { grantTokens: ['a', 'b'] },
  ],
  [['verify', '--profile', 'work', '--grant-token', 'a', 'x'], { grantTokens: ['a'] }],
  [['inspect', '--max-encrypted-data-keys', '12', 'x'], { source: 'x', maxEncryptedDataKeys: 12 }],
])('%j', async (args, options) => {
  const { calls } = await asked(...args);
  expect(calls).toEqual([[args[0], expect.objectContaining(options)]]);
});

test('a person at a terminal is warned before encrypting what they could not decrypt again', async () => {
  const encrypt = ['encrypt', '--profile', 'work', '--key', 'payroll', 'x'];
  const { calls, messages } = await askedAt(true, ...encrypt);
  expect(calls).toMatchObject([
    ['canDecrypt', { keyId: 'alias/payroll' }],
    ['encrypt', {}],
  ]);
  expect(messages.join('')).toContain(
    'envelope: warning: You could encrypt with this key, but not decrypt again.',
  );
  const script = await asked(...encrypt);
  expect([script.calls.map(([name]) => name), script.messages.join('')]).toEqual([['encrypt'], '']);
});

test('whether an envelope can be opened is asked where a profile is named', async () => {
  const { calls } = await asked('inspect', '--profile', 'work', 'x');
  expect(calls.map(([name]) => name)).toEqual(['inspect', 'canOpen']);
});

test('standard input and output are handed over as they are', async () => {
  const { calls, stdin, stdout } = await asked('decrypt', '--profile', 'work', '-');
  expect(calls).toEqual([['decrypt', expect.objectContaining({ input: stdin, sink: stdout })]]);
});

test('a header is read back only where it is shown', async () => {
  const [plain, json] = [
    await asked('verify', '--profile', 'w', 'x'),
    await asked('verify', '--profile', 'w', '--json', 'x'),
  ];
  expect(plain.calls).toEqual([['verify', expect.objectContaining({ onHeader: undefined })]]);
  expect(json.calls).toEqual([['verify', expect.objectContaining({ onHeader: expect.any(Function) })]]);
});
