import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isPracticeArn } from '../../../electron/kms/arn.ts';
import { createPracticeKms } from '../../../electron/kms/practice/create-practice-kms.ts';
import { fileProtection } from '../../../electron/kms/practice/file-protection.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'practice-kms-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const practice = (name = 'practice') =>
  createPracticeKms({ folder: join(folder, name), protection: fileProtection });
const encryptionContext = new Map([['file', 'a.pdf']]);
const length = 32;

describe('practice', () => {
  it('goes round: make a key, encrypt, decrypt, list', async () => {
    const { kms, createKey, hasKey, protection } = practice();
    expect(protection).toBe('file');
    expect((await kms.listKeys()).keys).toEqual([]);
    const key = await createKey('practice');
    expect(isPracticeArn(key.arn)).toBe(true);
    expect(key.arn).toMatch(/^arn:aws:kms:practice-1:000000000000:key\//);
    expect((await kms.listKeys()).keys).toMatchObject([{ ...key, facts: { state: 'Enabled' } }]);
    expect([await hasKey(key.arn), await hasKey(key.arn.replace('practice-1', 'us-east-1'))]).toEqual([
      true,
      false,
    ]);
    const made = await kms.generateDataKey({ keyId: key.arn, encryptionContext, length });
    const { ciphertext } = made;
    const opened = await practice().kms.decryptDataKey({
      keyArn: key.arn,
      ciphertext,
      encryptionContext,
      length,
    });
    expect(opened.dataKey.bytes).toEqual(made.dataKey.bytes);
    const changed = { keyArn: key.arn, ciphertext, encryptionContext: new Map([['file', 'b.pdf']]), length };
    await expect(kms.decryptDataKey(changed)).rejects.toMatchObject({ code: 'data-key-damaged' });
  });

  it('makes one key where the same is asked for twice at once', async () => {
    const made = await Promise.all([practice().createKey('practice'), practice().createKey('practice')]);
    expect(made[0]).toEqual(made[1]);
    expect((await practice().kms.listKeys()).keys).toHaveLength(1);
  });

  it.each(['', 'a b', 'aws/s3', 'x'.repeat(251)])('refuses the alias %j', async (alias) => {
    await expect(practice().createKey(alias)).rejects.toMatchObject({ code: 'kms-error' });
    expect((await practice().kms.listKeys()).keys).toEqual([]);
  });

  it('says practice-key-missing on a computer that does not have the key', async () => {
    const here = practice('here');
    const there = practice('there');
    await there.createKey('practice');
    const { arn } = await here.createKey('practice');
    const { ciphertext } = await here.kms.generateDataKey({ keyId: arn, encryptionContext, length });
    expect(await there.hasKey(arn)).toBe(false);
    const missing = { code: 'practice-key-missing', details: { keyArn: arn } };
    const request = { keyArn: arn, ciphertext, encryptionContext, length };
    await expect(there.kms.decryptDataKey(request)).rejects.toMatchObject(missing);
    await expect(there.kms.generateDataKey({ keyId: arn, encryptionContext, length })).rejects.toMatchObject(
      missing,
    );
  });

  it('says practice-store-unreadable through every call', async () => {
    const { kms, createKey, hasKey } = practice();
    const { arn } = await createKey('practice');
    await writeFile(join(folder, 'practice', 'practice-keys.json'), '{');
    const unreadable = { code: 'practice-store-unreadable', details: { errorName: 'InvalidContent' } };
    const ciphertext = new Uint8Array(80);
    for (const call of [
      () => kms.generateDataKey({ keyId: arn, encryptionContext, length }),
      () => kms.decryptDataKey({ keyArn: arn, ciphertext, encryptionContext, length }),
      () => kms.listKeys(),
      () => createKey('other'),
      () => hasKey(arn),
    ]) {
      await expect(call()).rejects.toMatchObject(unreadable);
    }
  });

  it('reads no AWS config, and obeys none', async () => {
    const config =
      '[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\ndefaults_mode = auto\n';
    await writeFile(join(folder, 'config'), config);
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'config'));
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://evil.invalid');
    vi.stubEnv('AWS_ENDPOINT_URL_KMS', 'no url');
    vi.stubEnv('AWS_REGION', 'no region!');
    vi.stubEnv('AWS_PROFILE', undefined);
    // The loader of the SDK's clients (Vitest gives imports another copy of it) looks here before it opens a file.
    const sdk: typeof import('@smithy/core/config') = createRequire(import.meta.url)('@smithy/core/config');
    const read = vi.fn(() => undefined);
    const property = { get: read, configurable: true };
    Object.defineProperty(sdk.externalDataInterceptor.getFileRecord(), join(folder, 'config'), property);
    await sdk.loadSharedConfigFiles();
    expect(read).toHaveBeenCalled();
    read.mockClear();
    const { kms, createKey } = practice();
    const { arn } = await createKey('practice');
    expect((await kms.listKeys()).keys).toHaveLength(1);
    expect((await kms.generateDataKey({ keyId: arn, encryptionContext, length })).keyArn).toBe(arn);
    expect(read).not.toHaveBeenCalled();
  });
});
