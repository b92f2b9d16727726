import { describe, expect, test } from 'vitest';
import {
  maxHeaderLength,
  parseHeader,
  type ReadPolicy,
  strictPolicy,
} from '../../electron/envelope/header.ts';
import {
  be16,
  be32,
  contextBytes,
  encryptedDataKey,
  type Message,
  type SuiteId,
  suiteIds,
} from './reference.ts';
import {
  bytesOf,
  codeOf,
  kmsKey,
  lenientPolicy,
  reference,
  seal,
  withHeaderPart,
  withHeaderParts,
} from './support.ts';

const parse = (bytes: Uint8Array, policy: ReadPolicy = lenientPolicy): string =>
  codeOf(() => parseHeader(bytes, policy));
const message = (suite: SuiteId): Message =>
  reference({ suite, context: [['a', 'b']], content: bytesOf(3), frameLength: 8 });
const v1 = message(0x0178);
const v2 = message(0x0478);
const signed = message(0x0578);

test('a header cut anywhere is truncated, in every suite', () => {
  for (const suite of suiteIds) {
    const { header } = message(suite);
    for (let length = 1; length < header.length; length++) {
      if (parse(header.subarray(0, length)) !== 'truncated')
        expect.unreachable(`suite ${suite}, ${length} bytes`);
    }
    expect(parse(header)).toBe('accepted');
  }
});

describe('the first bytes', () => {
  test.each([
    ['nothing', ''],
    ['zeroes', '00000000'],
    ['a text file', Buffer.from('hello').toString('hex')],
    ['a zip file', '504b0304'],
    ['version 1 without its type', '0101'],
    ['version 1 of another type', '0181'],
    ['a version that is not plausible', '10'],
    ['the base64 of an envelope', Buffer.from('AgR4').toString('hex')],
  ])('%s: not an envelope', (_, hex) => {
    expect(parse(Buffer.from(hex, 'hex'))).toBe('not-an-envelope');
  });

  test('the next versions are told from files that are no envelopes', () => {
    for (let version = 0; version <= 0xff; version++) {
      const expected = version > 2 && version < 16 ? 'unsupported-version' : 'not-an-envelope';
      if (version === 1 || version === 2) continue;
      expect(parse(Buffer.concat([Buffer.of(version), v2.bytes.subarray(1)])), `version ${version}`).toBe(
        expected,
      );
    }
  });
});

describe('suites', () => {
  test.each([0x0000, 0x0479, 0x7804, 0xffff])('suite %i does not exist', (id) => {
    expect(parse(withHeaderPart(v2, 'suite', be16(id)))).toBe('unsupported-suite');
    expect(parse(withHeaderPart(v1, 'suite', be16(id)))).toBe('unsupported-suite');
  });

  test('a suite of one version is refused in the other (no downgrade to a suite without commitment)', () => {
    expect(parse(withHeaderPart(v2, 'suite', be16(0x0178)))).toBe('unsupported-suite');
    expect(parse(withHeaderPart(v1, 'suite', be16(0x0478)))).toBe('unsupported-suite');
  });

  test('a suite without commitment is refused unless it was allowed', () => {
    for (const id of suiteIds) {
      const committed = id >= 0x0400;
      expect(parse(message(id).bytes, strictPolicy)).toBe(committed ? 'accepted' : 'uncommitted-suite');
      expect(parse(message(id).bytes)).toBe('accepted');
    }
  });
});

describe('fields', () => {
  const sized = (bytes: Uint8Array): Buffer => Buffer.concat([be16(bytes.length), bytes]);
  const publicKey = sized(contextBytes([['aws-crypto-public-key', 'AAAA']]));
  test.each<readonly [string, Message, string, Uint8Array, string]>([
    ['a broken context', v2, 'context', sized(be16(0)), 'invalid-envelope'],
    ['a signing suite without public key', signed, 'context', be16(0), 'invalid-envelope'],
    ['a public key without signature', v2, 'context', publicKey, 'invalid-envelope'],
    ['a public key without signature in version 1', v1, 'context', publicKey, 'invalid-envelope'],
    [
      'a provider id that is not UTF-8',
      v2,
      'data keys',
      Buffer.from('0001ff00000000', 'hex'),
      'invalid-envelope',
    ],
    ['frames of no bytes', v2, 'frame length', be32(0), 'invalid-envelope'],
    ['a frame length without frames', v2, 'content type', Buffer.of(1), 'invalid-envelope'],
    ['a reserved field in use', v1, 'reserved', be32(1), 'invalid-envelope'],
    ['another IV length', v1, 'iv length', Buffer.of(16), 'invalid-envelope'],
    ['an IV length of zero', v1, 'iv length', Buffer.of(0), 'invalid-envelope'],
    ['eleven encrypted data keys', v2, 'data key count', be16(11), 'limit-exceeded'],
    ['65,535 encrypted data keys', v2, 'data key count', be16(0xffff), 'limit-exceeded'],
  ])('%s', (_, base, part, bytes, expected) => {
    expect(parse(withHeaderPart(base, part, bytes))).toBe(expected);
  });

  // Each with all else as it would have to be, so that no other rule refuses it.
  test('no encrypted data key', () => {
    const bytes = withHeaderParts(v2, { 'data key count': be16(0), 'data keys': Buffer.alloc(0) });
    expect(parse(bytes)).toBe('invalid-envelope');
  });

  test.each([0, 3, 0xff])('content type %i, with and without a frame length', (type) => {
    for (const frameLength of [0, 8]) {
      const parts = { 'content type': Buffer.of(type), 'frame length': be32(frameLength) };
      expect(parse(withHeaderParts(v2, parts))).toBe('invalid-envelope');
    }
  });

  test('the number of encrypted data keys is the policy’s to bound', () => {
    const two = seal({ content: bytesOf(1), frameLength: 8, encryptedDataKeys: [kmsKey, kmsKey] });
    expect(parse(two, { allowUncommitted: false, maxEncryptedDataKeys: 1 })).toBe('limit-exceeded');
    expect(parse(two, { allowUncommitted: false, maxEncryptedDataKeys: 2 })).toBe('accepted');
    expect(strictPolicy).toEqual({ allowUncommitted: false, maxEncryptedDataKeys: 10 });
  });

  // AWS's JavaScript implementation refuses it, so it would be an envelope that it cannot open.
  test.each([
    ['provider id', encryptedDataKey('', 'info', 'key')],
    ['provider info', encryptedDataKey('id', '', 'key')],
    ['ciphertext', encryptedDataKey('id', 'info', '')],
  ])('an encrypted data key without %s', (_, incomplete) => {
    const complete = encryptedDataKey('i', 'i', 'k');
    expect(parse(withHeaderPart(v2, 'data keys', complete))).toBe('accepted');
    expect(parse(withHeaderPart(v2, 'data keys', incomplete))).toBe('invalid-envelope');
  });
});

test('the longest header there can be is read from no more than maxHeaderLength bytes', () => {
  const longest = bytesOf(0xffff);
  const key = { providerId: 'p'.repeat(0xffff), providerInfo: longest, ciphertext: longest };
  const context = new Map([['k', 'v'.repeat(0xffff - 7)]]);
  const encryptedDataKeys = Array.from({ length: 10 }, () => key);
  const bytes = seal({ content: bytesOf(0), frameLength: 8, context, encryptedDataKeys });
  const limit = maxHeaderLength(strictPolicy);
  expect(parseHeader(bytes.subarray(0, limit), strictPolicy).length).toBeLessThanOrEqual(limit);
  expect(limit - bytes.length, 'and not from many more').toBeLessThan(2048);
});
