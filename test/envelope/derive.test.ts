import { hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveKeys, hkdf } from '../../electron/envelope/derive.ts';
import { newSecretMemory, SecretMemory } from '../../electron/envelope/secret-memory.ts';
import { suites } from '../../electron/envelope/suites.ts';
import { referenceKeys, suiteIds } from './reference.ts';
import { bytesOf } from './support.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

describe('hkdf', () => {
  // RFC 5869, appendix A; cut to 32 bytes, because output beyond one block is not needed here.
  test.each([
    [
      'A.1',
      '0b'.repeat(22),
      '000102030405060708090a0b0c',
      'f0f1f2f3f4f5f6f7f8f9',
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf',
    ],
    [
      'A.2',
      Buffer.from(Array.from({ length: 80 }, (_, index) => index)).toString('hex'),
      Buffer.from(Array.from({ length: 80 }, (_, index) => 0x60 + index)).toString('hex'),
      Buffer.from(Array.from({ length: 80 }, (_, index) => 0xb0 + index)).toString('hex'),
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c',
    ],
    ['A.3', '0b'.repeat(22), '', '', '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d'],
  ])('answers RFC 5869 %s', (_, key, salt, info, expected) => {
    expect(Buffer.from(hkdf('sha256', hex(key), hex(salt), hex(info), 32)).toString('hex')).toBe(expected);
  });

  test("equals Node's own for every hash, length, salt and info", () => {
    fc.assert(
      fc.property(
        fc.constantFrom('sha256' as const, 'sha384' as const, 'sha512' as const),
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        fc.uint8Array({ maxLength: 200 }),
        fc.uint8Array({ maxLength: 64 }),
        fc.integer({ min: 1, max: 32 }),
        (hash, key, salt, info, length) => {
          const expected = Buffer.from(hkdfSync(hash, key, salt, info, length));
          expect(Buffer.from(hkdf(hash, key, salt, info, length))).toEqual(expected);
        },
      ),
    );
  });

  test('more than one block is refused instead of being wrong', () => {
    expect(hkdf('sha256', bytesOf(32), bytesOf(0), bytesOf(0), 32)).toHaveLength(32);
    expect(() => hkdf('sha256', bytesOf(32), bytesOf(0), bytesOf(0), 33)).toThrow(RangeError);
    expect(() => hkdf('sha512', bytesOf(32), bytesOf(0), bytesOf(0), 65)).toThrow(RangeError);
  });
});

describe('deriveKeys', () => {
  test.each(suiteIds.map((id) => [id.toString(16), id] as const))(
    'suite %s as the specification says',
    (_, id) => {
      const suite = suites.get(id);
      if (!suite) throw new Error('a suite of the specification is missing');
      const messageId = bytesOf(suite.version === 1 ? 16 : 32, 3);
      const dataKey = bytesOf(suite.keyLength, 4);
      const expected = referenceKeys({ suite: id, dataKey, messageId, content: bytesOf(0), frameLength: 1 });
      const { key, commitment } = deriveKeys(suite, dataKey, messageId);
      expect(Buffer.from(key)).toEqual(expected.key);
      expect(commitment && Buffer.from(commitment)).toEqual(suite.committed ? expected.commitment : null);
      expect(dataKey, 'the data key is its owner’s to zero').toEqual(bytesOf(suite.keyLength, 4));
    },
  );

  test.each([...suites.values()].map((suite) => [suite.name, suite] as const))(
    '%s: of all that is secret, only the derived key stays in the memory given for it',
    (_, suite) => {
      const memory = newSecretMemory();
      const { key } = deriveKeys(suite, bytesOf(suite.keyLength), bytesOf(32), new SecretMemory(memory));
      expect(key.some((byte) => byte !== 0)).toBe(true);
      expect(key.buffer).toBe(memory);
      key.fill(0);
      expect(new Uint8Array(memory).every((byte) => byte === 0)).toBe(true);
    },
  );

  test('another message id gives another key and another commitment', () => {
    for (const suite of suites.values()) {
      if (suite.kdf === null) continue;
      const [a, b] = [5, 6].map((seed) => deriveKeys(suite, bytesOf(suite.keyLength), bytesOf(32, seed)));
      expect(a?.key).not.toEqual(b?.key);
      if (suite.committed) expect(a?.commitment).not.toEqual(b?.commitment);
    }
  });

  test('a data key of the wrong length is refused', () => {
    for (const suite of suites.values()) {
      for (const length of [0, suite.keyLength - 1, suite.keyLength + 1]) {
        expect(() => deriveKeys(suite, bytesOf(length), bytesOf(32))).toThrow(RangeError);
      }
    }
  });
});
