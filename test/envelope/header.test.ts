import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveKeys } from '../../electron/envelope/derive.ts';
import { maxHeaderLength, parseHeader, strictPolicy, verifyHeader } from '../../electron/envelope/header.ts';
import { defaultSuite, suites } from '../../electron/envelope/suites.ts';
import { type HeaderFields, writeHeader } from '../../electron/envelope/write-header.ts';
import { contextBytes, suiteIds } from './reference.ts';
import {
  bytesOf,
  codeOf,
  dataKey,
  kmsKey,
  lenientPolicy,
  messageId,
  reference,
  seal,
  withHeaderPart,
} from './support.ts';

const keys = deriveKeys(defaultSuite, dataKey, messageId);
const fields: HeaderFields = {
  suite: defaultSuite,
  messageId,
  context: new Map([['purpose', 'test']]),
  encryptedDataKeys: [kmsKey],
  frameLength: 4096,
};

describe('writing', () => {
  test('byte for byte what the specification says', () => {
    const { header } = reference({ context: [['purpose', 'test']], content: bytesOf(0), frameLength: 4096 });
    expect(Buffer.from(writeHeader(fields, keys))).toEqual(header);
  });

  test('whatever is written is read back the same, and holds', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    const bytes = fc.uint8Array({ maxLength: 80 });
    const some = fc.uint8Array({ minLength: 1, maxLength: 80 });
    const providerId = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    const encryptedDataKey = fc.record({ providerId, providerInfo: some, ciphertext: some });
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.dictionary(text, text),
        fc.array(encryptedDataKey, { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 0xffffffff }),
        bytes,
        (id, context, encryptedDataKeys, frameLength, body) => {
          const written: HeaderFields = {
            suite: defaultSuite,
            messageId: id,
            context: new Map(Object.entries(context)),
            encryptedDataKeys,
            frameLength,
          };
          const own = deriveKeys(defaultSuite, dataKey, id);
          const header = writeHeader(written, own);
          const parsed = parseHeader(Buffer.concat([header, body]), strictPolicy);
          verifyHeader(parsed, own);
          expect(parsed.length).toBe(header.length);
          expect(header.length).toBeLessThanOrEqual(maxHeaderLength(strictPolicy));
          expect(parsed).toMatchObject({ suite: defaultSuite, frameLength });
          expect(Buffer.from(parsed.messageId)).toEqual(Buffer.from(id));
          expect(new Map(parsed.context)).toEqual(written.context);
          expect(
            parsed.encryptedDataKeys.map((key) => ({
              providerId: key.providerId,
              providerInfo: Uint8Array.from(key.providerInfo),
              ciphertext: Uint8Array.from(key.ciphertext),
            })),
          ).toEqual(encryptedDataKeys);
        },
      ),
    );
  });

  test('suites without commitment, and keys without one, are never written', () => {
    for (const suite of suites.values()) {
      if (suite.committed) continue;
      expect(() => writeHeader({ ...fields, suite }, keys)).toThrow(RangeError);
    }
    expect(() => writeHeader(fields, { ...keys, commitment: null })).toThrow(RangeError);
  });

  // A header that this program could not read again would be a file lost.
  test.each<readonly [string, Partial<HeaderFields>]>([
    ['a message id that is too short', { messageId: bytesOf(31) }],
    ['a message id that is too long', { messageId: bytesOf(33) }],
    ['no encrypted data key', { encryptedDataKeys: [] }],
    ['an encrypted data key without provider', { encryptedDataKeys: [{ ...kmsKey, providerId: '' }] }],
    ['frames of no bytes', { frameLength: 0 }],
    ['frames longer than their field', { frameLength: 2 ** 32 }],
    ['frames of half a byte', { frameLength: 0.5 }],
    ['a public key in a suite that does not sign', { context: new Map([['aws-crypto-public-key', 'x']]) }],
  ])('%s is not written, because it could not be read', (_, wrong) => {
    expect(() => writeHeader({ ...fields, ...wrong }, keys)).toThrow();
  });

  test.each<readonly [string, Partial<HeaderFields>]>([
    ['a provider info', { encryptedDataKeys: [{ ...kmsKey, providerInfo: bytesOf(0x10000) }] }],
    ['an encrypted data key', { encryptedDataKeys: [{ ...kmsKey, ciphertext: bytesOf(0x10000) }] }],
    ['a provider id', { encryptedDataKeys: [{ ...kmsKey, providerId: 'p'.repeat(0x10000) }] }],
    ['a context', { context: new Map([['a', 'x'.repeat(0xffff)]]) }],
  ])('%s longer than its field is refused, not cut', (_, wrong) => {
    expect(codeOf(() => writeHeader({ ...fields, ...wrong }, keys))).toBe('limit-exceeded');
  });
});

describe('verifying', () => {
  test.each(suiteIds)('suite %i holds with its key, in both versions', (suite) => {
    const message = reference({ suite, content: bytesOf(3), frameLength: 8 });
    const header = parseHeader(message.bytes, lenientPolicy);
    expect(
      codeOf(() => verifyHeader(header, deriveKeys(header.suite, message.dataKey, header.messageId))),
    ).toBe('accepted');
    const wrong = deriveKeys(header.suite, bytesOf(header.suite.keyLength, 99), header.messageId);
    const code = header.suite.committed ? 'key-commitment-failed' : 'tampered';
    expect(codeOf(() => verifyHeader(header, wrong))).toBe(code);
  });

  test('the commitment is checked before the tag, and cannot be left out', () => {
    const message = reference({ content: bytesOf(3), frameLength: 8 });
    const both = withHeaderPart(message, 'commitment', bytesOf(32));
    expect(codeOf(() => verifyHeader(parseHeader(both, strictPolicy), keys))).toBe('key-commitment-failed');
    const header = parseHeader(message.bytes, strictPolicy);
    const code = codeOf(() => verifyHeader(header, { key: keys.key, commitment: null }));
    expect(code).toBe('key-commitment-failed');
  });

  test('a commitment is not enough: the tag must hold too', () => {
    const message = reference({ context: [['a', 'b']], content: bytesOf(3), frameLength: 8 });
    for (const [part, bytes] of [
      ['tag', bytesOf(16)],
      ['frame length', Buffer.from('00000009', 'hex')],
      ['context', Buffer.concat([Buffer.of(0, 8), contextBytes([['a', 'c']])])],
    ] as const) {
      const header = parseHeader(withHeaderPart(message, part, bytes), strictPolicy);
      expect(
        codeOf(() => verifyHeader(header, keys)),
        part,
      ).toBe('tampered');
    }
  });

  test('a shortened tag is never accepted, though its bytes are right', () => {
    const header = parseHeader(reference({ content: bytesOf(3), frameLength: 8 }).bytes, strictPolicy);
    for (const length of [0, 4, 8, 12, 15]) {
      expect(() => verifyHeader({ ...header, tag: header.tag.subarray(0, length) }, keys)).toThrow();
    }
  });

  test('the tag covers the bytes as they were read: an unsorted context holds', () => {
    const context = [['b', '1'], ['a', '2']] as const; // biome-ignore format: one line
    const header = parseHeader(
      reference({ context, content: bytesOf(3), frameLength: 8 }).bytes,
      strictPolicy,
    );
    expect(codeOf(() => verifyHeader(header, keys))).toBe('accepted');
    expect([...header.context]).toEqual(context);
  });

  test('context that is authenticated but not stored must be given, the same to the letter', () => {
    const extra = contextBytes([['required', 'yes']]);
    const header = parseHeader(reference({ content: bytesOf(3), frameLength: 8, extra }).bytes, strictPolicy);
    expect(codeOf(() => verifyHeader(header, keys, new Map([['required', 'yes']])))).toBe('accepted');
    expect(codeOf(() => verifyHeader(header, keys, new Map([['required', 'no']])))).toBe('tampered');
    expect(codeOf(() => verifyHeader(header, keys))).toBe('tampered');
    const plain = parseHeader(seal({ content: bytesOf(3), frameLength: 8 }), strictPolicy);
    expect(codeOf(() => verifyHeader(plain, keys, new Map([['required', 'yes']])))).toBe('tampered');
  });
});
