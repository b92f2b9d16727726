import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EncryptionContext, parseContext, serializeContext } from '../../electron/envelope/context.ts';
import { be16, contextBytes } from './reference.ts';
import { codeOf } from './support.ts';

const keysOf = (context: EncryptionContext): readonly string[] => [
  ...parseContext(serializeContext(context)).keys(),
];
const contextOf = (...pairs: readonly (readonly [string, string])[]): EncryptionContext => new Map(pairs);

describe('writing', () => {
  test('the empty context is no bytes at all, not even a count', () => {
    expect(serializeContext(new Map())).toHaveLength(0);
    expect(parseContext(new Uint8Array(0)).size).toBe(0);
  });

  test('known bytes', () => {
    const bytes = serializeContext(contextOf(['b', ''], ['a', 'é']));
    expect(Buffer.from(bytes).toString('hex')).toBe('0002' + '000161' + '0002c3a9' + '000162' + '0000');
  });

  test('keys are sorted by UTF-8 bytes, not UTF-16 units and not a locale', () => {
    // U+FF61 sorts after U+1F600 in UTF-16 (its surrogates are D83D DE00) and before it in UTF-8.
    expect(keysOf(contextOf(['\u{1F600}', ''], ['\uFF61', '']))).toEqual(['\uFF61', '\u{1F600}']);
    expect(keysOf(contextOf(['a', ''], ['B', ''], ['ä', ''], ['z', '']))).toEqual(['B', 'a', 'z', 'ä']);
    expect(keysOf(contextOf(['aa', ''], ['a', ''], ['a\0', '']))).toEqual(['a', 'a\0', 'aa']);
  });

  test('any context comes back as it was, in byte order', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(text, text), { selector: ([key]) => key, maxLength: 8 }),
        (pairs) => {
          const sorted = pairs.toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
          const bytes = serializeContext(new Map(pairs));
          expect(Buffer.from(bytes)).toEqual(contextBytes(sorted));
          expect([...parseContext(bytes)]).toEqual(sorted);
        },
      ),
    );
  });

  test.each([
    ['half a surrogate pair in a key', contextOf(['\uD83D', ''])],
    ['half a surrogate pair in a value', contextOf(['k', 'x\uDE00'])],
  ])('%s is refused instead of being replaced', (_, context) => {
    expect(codeOf(() => serializeContext(context))).toBe('invalid-context');
  });

  test.each([
    ['a key of 65,536 bytes', contextOf(['k'.repeat(0x10000), ''])],
    ['a value of 65,536 bytes in 21,846 letters', contextOf(['k', `${'€'.repeat(21_845)}x`])],
    ['65,536 pairs', new Map(Array.from({ length: 0x10000 }, (__, index) => [`${index}`, '']))],
  ])('%s is too long', (_, context) => {
    expect(codeOf(() => serializeContext(context))).toBe('limit-exceeded');
  });
});

describe('reading', () => {
  test('any order of keys is read (public vectors have unsorted contexts)', () => {
    expect([...parseContext(contextBytes([['b', '1'], ['a', '2']]))]).toEqual([['b', '1'], ['a', '2']]); // biome-ignore format: one line
  });

  test('names of Object.prototype are keys like any other', () => {
    const pairs = [['__proto__', 'x'], ['constructor', 'y'], ['toString', 'z']] as const; // biome-ignore format: one line
    const context = parseContext(contextBytes(pairs));
    expect([...context]).toEqual(pairs);
    expect(new Map<string, unknown>(context).get('hasOwnProperty')).toBeUndefined();
    expect(keysOf(contextOf(...pairs))).toEqual(['__proto__', 'constructor', 'toString']);
  });

  test('a byte order mark is part of the text', () => {
    expect([...parseContext(contextBytes([['\uFEFFk', '\uFEFF']]))]).toEqual([['\uFEFFk', '\uFEFF']]);
  });

  const one = contextBytes([['key', 'value']]);
  const broken: readonly (readonly [string, Buffer])[] = [
    ['a duplicate key', contextBytes([['k', '1'], ['x', ''], ['k', '1']])], // biome-ignore format: one line
    ['a count of zero', be16(0)],
    ['a count without pairs', be16(1)],
    ['a count larger than the pairs', Buffer.concat([be16(2), one.subarray(2)])],
    ['a count smaller than the pairs', Buffer.concat([be16(1), contextBytes([['a', 'b'], ['c', 'd']]).subarray(2)])], // biome-ignore format: one line
    ['bytes after the pairs', Buffer.concat([one, Buffer.of(0)])],
    ['half a count', Buffer.of(0)],
    ['invalid UTF-8 in a key', Buffer.from('0001' + '0001ff' + '0000', 'hex')],
    ['an overlong UTF-8 form in a value', Buffer.from('0001' + '000161' + '0002c080', 'hex')],
    ['a surrogate written in UTF-8', Buffer.from('0001' + '0003eda080' + '0000', 'hex')],
    ['a length beyond the end', Buffer.from('0001' + '000161' + 'ffff62', 'hex')],
  ];
  test.each(broken)('%s is refused', (_, bytes) => {
    expect(codeOf(() => parseContext(bytes))).toBe('invalid-envelope');
  });

  test('a context cut anywhere is refused', () => {
    for (let length = 1; length < one.length; length++) {
      expect(
        codeOf(() => parseContext(one.subarray(0, length))),
        `${length} bytes`,
      ).toBe('invalid-envelope');
    }
  });

  test('any bytes are either refused or exactly one context', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        if (codeOf(() => parseContext(bytes)) !== 'accepted') return;
        expect(contextBytes([...parseContext(bytes)])).toEqual(Buffer.from(bytes));
      }),
    );
  });
});
