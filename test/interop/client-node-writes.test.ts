/** Files written by AWS's implementation open here, in every suite it can write. */
import { describe, expect, test } from 'vitest';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { bytesOf, codeOf, lenientPolicy } from '../envelope/support.ts';
import {
  keyring,
  oldClient,
  openTheirs,
  AlgorithmSuiteIdentifier as Suites,
  strictClient,
} from './client-node.ts';

const committed = [
  Suites.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY,
  Suites.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY_ECDSA_P384,
] as const;
const uncommitted = [
  Suites.ALG_AES128_GCM_IV12_TAG16,
  Suites.ALG_AES192_GCM_IV12_TAG16,
  Suites.ALG_AES256_GCM_IV12_TAG16,
  Suites.ALG_AES128_GCM_IV12_TAG16_HKDF_SHA256,
  Suites.ALG_AES192_GCM_IV12_TAG16_HKDF_SHA256,
  Suites.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA256,
  Suites.ALG_AES128_GCM_IV12_TAG16_HKDF_SHA256_ECDSA_P256,
  Suites.ALG_AES192_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384,
  Suites.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384,
] as const;
const F = 16;
const sizes = [0, 1, F - 1, F, F + 1, 2 * F, 100];
const encryptionContext = { purpose: 'test', ключ: 'é', '\u{1F600}': '', '\uFF61': '' };
const theirContext = expect.objectContaining(encryptionContext);

describe.each(committed)('suite %i, which commits to its key', (suiteId) => {
  const write = (content: Uint8Array, frameLength: number) =>
    strictClient.encrypt(keyring, Buffer.from(content), { suiteId, frameLength, encryptionContext });

  test.each(sizes)('%i bytes in frames of 16', async (size) => {
    const { result } = await write(bytesOf(size), F);
    const { header, content } = openTheirs(result, { policy: strictPolicy });
    expect(content.equals(bytesOf(size))).toBe(true);
    expect(header.suite.id).toBe(suiteId);
    expect(Object.fromEntries(header.context)).toEqual(theirContext);
  });

  test.each([1, 7, 1000, 4096, 65_536])('frames of %i', async (frameLength) => {
    const content = bytesOf(frameLength === 1 ? 50 : 100_000);
    const { result } = await write(content, frameLength);
    const opened = openTheirs(result, { policy: strictPolicy });
    expect(opened.content.equals(content)).toBe(true);
    expect(opened.header.frameLength).toBe(frameLength);
  });

  test('their default frame length, without a context', async () => {
    const { result } = await strictClient.encrypt(keyring, Buffer.from(bytesOf(9000)), { suiteId });
    expect(openTheirs(result).content.equals(bytesOf(9000))).toBe(true);
  });

  test('changed on the way, it is refused', async () => {
    const { result } = await write(bytesOf(40), F);
    for (let at = result.length - 1; at > result.length - 200; at -= 7) {
      const changed = Buffer.from(result);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      expect(
        codeOf(() => openTheirs(changed)),
        `byte ${at}`,
      ).not.toBe('accepted');
    }
    expect(codeOf(() => openTheirs(Buffer.concat([result, Buffer.of(0)])))).toBe('trailing-bytes');
  });
});

describe.each(uncommitted)('suite %i, which does not', (suiteId) => {
  test('opens when it was allowed, and only then', async () => {
    for (const size of sizes) {
      const options = { suiteId, frameLength: F, encryptionContext };
      const { result } = await oldClient.encrypt(keyring, Buffer.from(bytesOf(size)), options);
      expect(openTheirs(result, { policy: lenientPolicy }).content.equals(bytesOf(size))).toBe(true);
      expect(codeOf(() => openTheirs(result, { policy: strictPolicy }))).toBe('uncommitted-suite');
    }
  });
});
