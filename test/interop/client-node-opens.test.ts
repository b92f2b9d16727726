/** Files we write are AWS Encryption SDK messages: AWS's implementation opens them without knowing of us. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EncryptionContext } from '../../electron/envelope/context.ts';
import { DEFAULT_FRAME_LENGTH } from '../../electron/envelope/seal-body.ts';
import { bytesOf, codeOf, dataKey, open, seal } from '../envelope/support.ts';
import { keyring, strictClient, wrapFor } from './client-node.ts';

const empty: EncryptionContext = new Map();

function ours(content: Uint8Array, frameLength: number, context = empty): Buffer {
  return seal({ content, frameLength, context, encryptedDataKeys: [wrapFor(dataKey, context)] });
}

async function theyOpen(message: Uint8Array) {
  const { plaintext, messageHeader } = await strictClient.decrypt(keyring, Buffer.from(message));
  return { plaintext, context: messageHeader.encryptionContext, suite: messageHeader.suiteId };
}

describe('they open what we write', () => {
  const F = 16;
  test.each([0, 1, F - 1, F, F + 1, 2 * F, 2 * F + 1, 10 * F, 1000])(
    '%i bytes in frames of 16',
    async (size) => {
      const content = bytesOf(size);
      const { plaintext, suite } = await theyOpen(ours(content, F));
      expect(plaintext.equals(content)).toBe(true);
      expect(suite).toBe(0x0478);
    },
  );

  test.each([1, 1000, 4096, DEFAULT_FRAME_LENGTH, 300_000])(
    '300,000 bytes in frames of %i',
    async (frameLength) => {
      const content = bytesOf(frameLength === 1 ? 50 : 300_000);
      const { plaintext } = await theyOpen(ours(content, frameLength));
      expect(plaintext.equals(content)).toBe(true);
    },
  );

  test.each<readonly [string, EncryptionContext]>([
    ['none', empty],
    ['one pair', new Map([['purpose', 'test']])],
    ['letters of many alphabets', new Map([['ключ', 'значение'], ['鍵', '値'], ['é', 'è'], ['a', 'b']])], // biome-ignore format: one line
    ['beyond 16 bits, sorted by UTF-8', new Map([['\u{1F600}', 'x'], ['\uFF61', 'y']])], // biome-ignore format: one line
    ['upper and lower case', new Map([['b', '1'], ['A', '2'], ['a', '3'], ['B', '4']])], // biome-ignore format: one line
    ['forty pairs', new Map(Array.from({ length: 40 }, (_, index) => [`key ${index}`, `${index}`]))],
  ])('context: %s', async (_, context) => {
    const opened = await theyOpen(ours(bytesOf(40), F, context));
    expect(opened.plaintext.equals(bytesOf(40))).toBe(true);
    expect(opened.context).toEqual(Object.fromEntries(context));
  });

  test('several encrypted data keys, of which they can use the last', async () => {
    const foreign = { providerId: 'aws-kms', providerInfo: Buffer.from('arn'), ciphertext: bytesOf(100) };
    const encryptedDataKeys = [foreign, foreign, wrapFor(dataKey, empty)];
    const message = seal({ content: bytesOf(40), frameLength: F, encryptedDataKeys });
    expect((await theyOpen(message)).plaintext.equals(bytesOf(40))).toBe(true);
  });

  test('any size, frame length and context', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 1, max: 500 }),
        fc.dictionary(text, text, { maxKeys: 5 }),
        async (size, frameLength, pairs) => {
          const { plaintext, context } = await theyOpen(
            ours(bytesOf(size), frameLength, new Map(Object.entries(pairs))),
          );
          expect(plaintext.equals(bytesOf(size))).toBe(true);
          expect(new Map(Object.entries(context))).toEqual(new Map(Object.entries(pairs)));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('they refuse what we refuse', () => {
  const message = ours(bytesOf(40), 16);
  test.each([
    ['a changed byte of a frame', message.length - 20],
    ['a changed commitment', message.length - 172],
    ['a changed message id', 10],
  ])('%s', async (_, at) => {
    const changed = Buffer.from(message);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(codeOf(() => open(changed))).not.toBe('accepted');
    await expect(theyOpen(changed)).rejects.toThrow();
  });

  test('a cut message', async () => {
    await expect(theyOpen(message.subarray(0, -1))).rejects.toThrow();
    expect(codeOf(() => open(message.subarray(0, -1)))).toBe('truncated');
  });

  test('a known difference: they accept bytes after the end, we do not', async () => {
    const longer = Buffer.concat([message, Buffer.of(0)]);
    expect((await theyOpen(longer)).plaintext.equals(bytesOf(40))).toBe(true);
    expect(codeOf(() => open(longer))).toBe('trailing-bytes');
  });
});
