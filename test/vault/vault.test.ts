/** The use-cases on real files, with the practice KMS behind the SDK's client or a key service of the test's. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import { type Header, strictPolicy } from '../../electron/envelope/header.ts';
import { DataKey } from '../../electron/kms/data-key.ts';
import { KmsError } from '../../electron/kms/errors.ts';
import type { KmsPort } from '../../electron/kms/port.ts';
import { PRACTICE_REALM, practicePort } from '../../electron/kms/practice/create-practice-kms.ts';
import { createBatch } from '../../electron/vault/batch.ts';
import type { KeyChoice } from '../../electron/vault/candidates.ts';
import { headerDigest } from '../../electron/vault/describe.ts';
import { explain } from '../../electron/vault/explain.ts';
import { createVault, type KmsFor, type VerifyOptions } from '../../electron/vault/vault.ts';
import { F, testEngine } from '../engine/support.ts';
import { bytesOf, open } from '../envelope/support.ts';
import { createMemoryKeyStore } from '../support/memory-key-store.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { scratch } from '../support/scratch.ts';
import { account, awsArn, encryptedKey, messageWith, otherArn, practiceArn } from './envelopes.ts';
import { kmsThat } from './fakes.ts';

const engine = testEngine(2);
const vaultWith = (kmsFor: KmsFor) => createVault({ engine, kmsFor, policy: strictPolicy });
const common = {
  outputFolder: null,
  onConflict: 'fail' as const,
  profileId: 'practice',
  context: new Map<string, string>(),
};
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error) => explain(error).code,
  );

async function practice() {
  const store = createMemoryKeyStore();
  const port = practicePort(store, PRACTICE_REALM);
  const keyArn = await createPracticeKey(store, PRACTICE_REALM, 'test');
  return { vault: vaultWith(async () => port), keyArn };
}

/** A key service that answers as told and records what it was asked. */
function scripted(answers: Partial<KmsPort>) {
  const refuse = () => Promise.reject(new KmsError('kms-error'));
  const refused = {
    generateDataKey: refuse,
    encryptDataKey: refuse,
    decryptDataKey: refuse,
    listKeys: refuse,
  };
  const port = kmsThat({ ...refused, ...answers });
  const kmsFor = vi.fn<KmsFor>(async () => port);
  return { vault: vaultWith(kmsFor), kmsFor };
}

test('the header that is told is the one that the envelope has, whatever is done with it', async () => {
  await using folder = await scratch();
  const { vault, keyArn } = await practice();
  const told: string[] = [];
  const onHeader = (header: Header) => told.push(headerDigest(header));
  const source = await folder.write('a', 'content');
  const sealed = await vault.encrypt({ ...common, source, keyId: keyArn, onHeader });
  const reading = { ...common, source: sealed.path, headerDigest: null, onHeader };
  await vault.verify(reading);
  await vault.decrypt({ ...reading, outputName: 'b' });
  const { info, header } = await vault.inspect(sealed.path);
  expect(headerDigest(header)).toBe(info.headerDigest);
  expect(told).toEqual(Array.from({ length: 3 }, () => info.headerDigest));
  const input = createReadStream(sealed.path);
  expect((await vault.inspect('-', { input })).info).toEqual(info);
});

describe('a file', () => {
  test.each([0, 1, 3 * F + 1])('of %i bytes goes in and comes back', async (size) => {
    await using folder = await scratch();
    const { vault, keyArn } = await practice();
    const source = await folder.write('a b.pdf', bytesOf(size));
    const context = new Map([
      ['purpose', 'Prüfung'],
      ['__proto__', 'x'],
    ]);
    const sealed = await vault.encrypt({ ...common, source, keyId: 'alias/test', context });
    expect(sealed).toMatchObject({
      path: folder.at('a b.pdf.envelope'),
      keyArn,
      requestId: expect.any(String),
    });
    const { info } = await vault.inspect(sealed.path);
    expect(info).toMatchObject({ contentSize: size, practice: true, keys: [{ name: keyArn }] });
    const envelopeId: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(new Map<string, unknown>(info.context)).toEqual(
      new Map([...context, ['envelope-id', envelopeId]]),
    );
    await mkdir(folder.at('out'));
    const opened = await vault.decrypt({
      ...common,
      source: sealed.path,
      outputFolder: folder.at('out'),
      headerDigest: null,
    });
    expect(opened).toMatchObject({ path: folder.at('out/a b.pdf'), size, keyArn });
    expect((await folder.read('out/a b.pdf')).equals(bytesOf(size))).toBe(true);
    expect(await codeOf(vault.decrypt({ ...common, source: sealed.path, headerDigest: null }))).toBe(
      'target-exists',
    );
    const beside = await vault.decrypt({
      ...common,
      source: sealed.path,
      headerDigest: null,
      onConflict: 'keep-both',
    });
    expect(beside.path).toBe(folder.at('a b (2).pdf'));
  });

  test('called ...envelope is decrypted in its own folder, not above', async () => {
    await using folder = await scratch();
    const { vault } = await practice();
    await mkdir(folder.at('a'));
    await mkdir(folder.at('a/b'));
    const { path } = await vault.encrypt({
      ...common,
      source: await folder.write('in', 'content'),
      keyId: 'alias/test',
    });
    for (const name of ['..envelope', '...envelope']) {
      const { rename, copyFile } = await import('node:fs/promises');
      await copyFile(path, folder.at('copy'));
      await rename(folder.at('copy'), folder.at(`a/b/${name}`));
      const source = folder.at(`a/b/${name}`);
      const result = await vault.decrypt({
        ...common,
        source,
        headerDigest: null,
        onConflict: 'keep-both',
      });
      expect(result.path).toBe(`${source}.decrypted`);
    }
    expect(await folder.names()).toEqual(['a', 'in', 'in.envelope']);
  });
});

describe('the encryption context', () => {
  test.each([
    ['an empty key', [['', 'x']]],
    ['an empty value', [['x', '']]],
    ['a reserved key', [['aws-crypto-public-key', 'x']]],
    ['text that is no Unicode', [['x', '\ud800']]],
    ['a value of 70,000 bytes', [['x', 'y'.repeat(70_000)]]],
  ])('with %s is refused before anything is made or contacted', async (_, pairs) => {
    await using folder = await scratch();
    const { vault, kmsFor } = scripted({});
    const source = await folder.write('in', 'content');
    const context = new Map(pairs.map(([key = '', value = '']) => [key, value]));
    expect(await codeOf(vault.encrypt({ ...common, source, keyId: awsArn, context }))).toMatch(
      /^(invalid-context|limit-exceeded)$/,
    );
    expect(kmsFor).not.toHaveBeenCalled();
    expect(await folder.names()).toEqual(['in']);
  });
});

describe('encrypting', () => {
  test.each([
    [awsArn, 'eu-west-1'],
    [otherArn, 'us-east-1'],
    [awsArn.replace(/key\/.*/, 'alias/payroll'), 'eu-west-1'],
    ['alias/payroll', null],
    ['1234abcd-12ab-34cd-56ef-1234567890ab', null],
  ])('with %s asks in the region %s', async (keyId, region) => {
    await using folder = await scratch();
    const dataKey = new DataKey(bytesOf(32));
    const generateDataKey = vi.fn(async () => ({
      dataKey,
      keyArn: awsArn,
      ciphertext: bytesOf(50),
      requestId: 'r-1',
    }));
    const { vault, kmsFor } = scripted({ generateDataKey });
    const source = await folder.write('in', 'content');
    await vault.encrypt({ ...common, profileId: 'aws:dev', source, keyId });
    expect(kmsFor.mock.calls.map(([profile, asked]) => [profile, asked])).toEqual([['aws:dev', region]]);
    expect(generateDataKey).toHaveBeenCalledWith(expect.objectContaining({ keyId, length: 32 }));
    // The envelope names the key that the service says it used, not the name that was asked for.
    const { encryptedDataKeys } = open(await folder.read('in.envelope'), { dataKey: bytesOf(32) }).header;
    expect(encryptedDataKeys.map(({ providerInfo }) => String(Buffer.from(providerInfo)))).toEqual([awsArn]);
  });

  test.each([
    ['a practice key with a profile', practiceArn, 'aws:dev'],
    ['a key of AWS with practice', awsArn, 'practice'],
  ])('with %s: refused, nobody is contacted', async (_, keyId, profileId) => {
    await using folder = await scratch();
    const { vault, kmsFor } = scripted({});
    const source = await folder.write('in', 'content');
    expect(await codeOf(vault.encrypt({ ...common, profileId, source, keyId }))).toBe('key-not-found');
    expect(kmsFor).not.toHaveBeenCalled();
  });

  test('refused by the key service: its code, nothing made', async () => {
    await using folder = await scratch();
    const { vault } = scripted({ generateDataKey: () => Promise.reject(new KmsError('access-denied')) });
    const source = await folder.write('in', 'content');
    expect(await codeOf(vault.encrypt({ ...common, profileId: 'aws:dev', source, keyId: awsArn }))).toBe(
      'access-denied',
    );
    expect(await folder.names()).toEqual(['in']);
  });

  test('a missing file, a taken name: no key is asked for', async () => {
    await using folder = await scratch();
    const { vault, kmsFor } = scripted({});
    await folder.write('in', 'content');
    await folder.write('in.envelope', 'theirs');
    for (const name of ['none', 'in'])
      await codeOf(
        vault.encrypt({ ...common, profileId: 'aws:dev', source: folder.at(name), keyId: awsArn }),
      );
    expect(kmsFor).not.toHaveBeenCalled();
    expect(String(await folder.read('in.envelope'))).toBe('theirs');
  });
});

describe('decrypting', () => {
  const keys: KeyChoice = { accounts: [account, '444455556666'], region: null };
  const dataKey = () => new DataKey(bytesOf(32, 7));

  test('tries the keys in order, each in its region, with the context, until one opens', async () => {
    await using folder = await scratch();
    const source = await folder.write(
      'x.envelope',
      messageWith([encryptedKey(otherArn), encryptedKey('junk', 'raw'), encryptedKey(awsArn)]),
    );
    const decryptDataKey = vi.fn(async ({ keyArn }: { keyArn: string }) => {
      if (keyArn === otherArn) throw new KmsError('access-denied');
      return { dataKey: dataKey(), requestId: 'r-2' };
    });
    const { vault, kmsFor } = scripted({ decryptDataKey });
    const result = await vault.decrypt({
      ...common,
      profileId: 'aws:dev',
      source,
      keys,
      headerDigest: null,
    });
    expect(result).toMatchObject({ path: folder.at('x'), size: 7, keyArn: awsArn, requestId: 'r-2' });
    expect(kmsFor.mock.calls.map(([profile, asked]) => [profile, asked])).toEqual([
      ['aws:dev', 'us-east-1'],
      ['aws:dev', 'eu-west-1'],
    ]);
    expect(decryptDataKey).toHaveBeenLastCalledWith(
      expect.objectContaining({ keyArn: awsArn, encryptionContext: new Map([['a', 'b']]), length: 32 }),
    );
  });

  test('in a batch, the same encrypted data key is asked for once; any difference is another one', async () => {
    await using folder = await scratch();
    const one = encryptedKey(awsArn);
    const other = { ...one, ciphertext: bytesOf(50, 9) };
    const decryptDataKey = vi.fn(async () => ({ dataKey: dataKey(), requestId: 'r-2' }));
    const { vault } = scripted({ decryptDataKey });
    const batch = createBatch();
    const asked = async (message: Uint8Array, change: Partial<VerifyOptions> = {}): Promise<number> => {
      decryptDataKey.mockClear();
      const source = await folder.write(`${randomUUID()}.envelope`, message);
      const envelope = {
        ...common,
        profileId: 'aws:dev',
        source,
        batch,
        keys,
        headerDigest: null,
        ...change,
      };
      await Promise.all([vault.decrypt(envelope), vault.verify(envelope)]);
      return decryptDataKey.mock.calls.length;
    };
    expect(await asked(messageWith([one]))).toBe(1);
    expect(await asked(messageWith([one]))).toBe(0);
    expect(await asked(messageWith([other]))).toBe(1);
    expect(await asked(messageWith([{ ...encryptedKey(otherArn), ciphertext: one.ciphertext }]))).toBe(1);
    expect(await asked(messageWith([one], undefined, new Map([['a', 'c']])))).toBe(1);
    expect(await asked(messageWith([one]), { profileId: 'aws:other' })).toBe(1);
    expect(await asked(messageWith([one]), { grantTokens: ['token'] })).toBe(1);
    batch.clear();
    expect(await asked(messageWith([one]))).toBe(1);
    batch.clear();
  });

  test('in a batch, a key that was refused is not asked again while another one opens', async () => {
    await using folder = await scratch();
    const message = messageWith([encryptedKey(otherArn), encryptedKey(awsArn)]);
    const decryptDataKey = vi.fn(async ({ keyArn }: { keyArn: string }) => {
      if (keyArn === otherArn) throw new KmsError('access-denied');
      return { dataKey: dataKey(), requestId: 'r-2' };
    });
    const { vault } = scripted({ decryptDataKey });
    const batch = createBatch();
    for (const name of ['a', 'b', 'c']) {
      const source = await folder.write(`${name}.envelope`, message);
      const envelope = { ...common, profileId: 'aws:dev', source, batch, keys, headerDigest: null };
      expect(await vault.decrypt(envelope)).toMatchObject({ keyArn: awsArn });
    }
    batch.clear();
    expect(decryptDataKey.mock.calls.map(([{ keyArn }]) => keyArn)).toEqual([otherArn, awsArn]);
  });

  test('with no key that opens: the first reason is given', async () => {
    await using folder = await scratch();
    const source = await folder.write(
      'x.envelope',
      messageWith([encryptedKey(otherArn), encryptedKey(awsArn)]),
    );
    const reasons = ['key-disabled', 'access-denied'] as const;
    let asked = 0;
    const { vault } = scripted({
      decryptDataKey: () => Promise.reject(new KmsError(reasons[asked++] ?? 'kms-error')),
    });
    expect(
      await codeOf(vault.decrypt({ ...common, profileId: 'aws:dev', source, keys, headerDigest: null })),
    ).toBe('key-disabled');
    expect(asked).toBe(2);
    expect(await folder.names()).toEqual(['x.envelope']);
  });

  test('cancelled at the first key: the second is not tried', async () => {
    await using folder = await scratch();
    const source = await folder.write(
      'x.envelope',
      messageWith([encryptedKey(otherArn), encryptedKey(awsArn)]),
    );
    const abort = new AbortController();
    const decryptDataKey = vi.fn(() => {
      abort.abort();
      return Promise.reject(new KmsError('cancelled'));
    });
    const { vault } = scripted({ decryptDataKey });
    const options = {
      ...common,
      profileId: 'aws:dev',
      source,
      keys,
      headerDigest: null,
      signal: abort.signal,
    };
    expect(await codeOf(vault.decrypt(options))).toBe('cancelled');
    expect(decryptDataKey).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['an AWS envelope with practice', [awsArn], 'practice', undefined, 'no-usable-key'],
    [
      'a practice envelope with a profile',
      [practiceArn],
      'aws:dev',
      { accounts: [account], region: null },
      'no-usable-key',
    ],
    ['another key than the one allowed', [awsArn], 'aws:dev', { named: [otherArn] }, 'no-usable-key'],
    [
      'keys of accounts that are not allowed',
      [awsArn, otherArn],
      'aws:dev',
      undefined,
      'account-not-allowed',
    ],
    ['only aliases', [awsArn.replace(/key\/.*/, 'alias/x')], 'aws:dev', undefined, 'invalid-envelope'],
  ])('%s: nobody is contacted', async (_, arns, profileId, keys: KeyChoice | undefined, code) => {
    await using folder = await scratch();
    const { vault, kmsFor } = scripted({});
    const source = await folder.write('x.envelope', messageWith(arns.map((arn) => encryptedKey(arn))));
    const options = { ...common, profileId, source, keys, headerDigest: null };
    expect(await codeOf(vault.decrypt(options))).toBe(code);
    expect(kmsFor).not.toHaveBeenCalled();
    expect(await folder.names()).toEqual(['x.envelope']);
  });

  test('an envelope that took the place of the one agreed to: refused, and nobody is contacted', async () => {
    await using folder = await scratch();
    const { vault, kmsFor } = scripted({});
    const source = await folder.write('x.envelope', messageWith([encryptedKey(awsArn)]));
    const { headerDigest } = (await vault.inspect(source)).info;
    await folder.write('x.envelope', messageWith([encryptedKey(otherArn)]));
    const options = { ...common, profileId: 'aws:dev', source, headerDigest };
    expect(await codeOf(vault.decrypt(options))).toBe('source-changed');
    expect(kmsFor).not.toHaveBeenCalled();
    expect(await folder.names()).toEqual(['x.envelope']);
  });

  test('eleven keys: refused before any is tried', async () => {
    await using folder = await scratch();
    const { vault, kmsFor } = scripted({});
    const source = await folder.write('x.envelope', messageWith(Array(11).fill(encryptedKey(awsArn))));
    expect(
      await codeOf(vault.decrypt({ ...common, profileId: 'aws:dev', source, keys, headerDigest: null })),
    ).toBe('limit-exceeded');
    expect(kmsFor).not.toHaveBeenCalled();
  });

  test('a key service whose data key is another one: refused, nothing made', async () => {
    await using folder = await scratch();
    const source = await folder.write('x.envelope', messageWith([encryptedKey(awsArn)]));
    const wrong = new DataKey(bytesOf(32, 1));
    const { vault } = scripted({ decryptDataKey: async () => ({ dataKey: wrong, requestId: null }) });
    const code = await codeOf(
      vault.decrypt({ ...common, profileId: 'aws:dev', source, keys, headerDigest: null }),
    );
    expect(code).toBe('key-commitment-failed');
    expect(wrong.bytes.every((byte) => byte === 0)).toBe(true);
    expect(await folder.names()).toEqual(['x.envelope']);
  });
});

test('inspecting contacts nobody, and reads what decrypting would refuse', async () => {
  await using folder = await scratch();
  const { vault, kmsFor } = scripted({});
  const { reference } = await import('../envelope/support.ts');
  const { bytes } = reference({ suite: 0x0178, content: bytesOf(10), frameLength: 64 });
  const source = await folder.write('old.envelope', bytes);
  expect((await vault.inspect(source)).info.committed).toBe(false);
  expect(await codeOf(vault.decrypt({ ...common, source, headerDigest: null }))).toBe('uncommitted-suite');
  expect(kmsFor).not.toHaveBeenCalled();
});
