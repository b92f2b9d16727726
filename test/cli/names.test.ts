/** Names that are no text are told from all that are, and from each other. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeName } from '../../electron/cli/names.ts';

/** Back to bytes, as Python's os.fsencode does. */
function encodeName(text: string): Buffer {
  const parts = [...text].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    return code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character);
  });
  return Buffer.concat(parts);
}

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 4 }).map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 3 }),
      ),
    )
    .map((parts) => Buffer.concat(parts)),
);

test('no byte is lost, so that no two names are one', () => {
  fc.assert(
    fc.property(bytes, (name) => {
      expect(encodeName(decodeName(Buffer.from(name))).equals(Buffer.from(name))).toBe(true);
    }),
  );
});

test('text stays text, what is no UTF-8 is never well formed', () => {
  fc.assert(
    fc.property(bytes, (name) => {
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(name);
      const isText = Buffer.from(text).equals(Buffer.from(name));
      expect(decodeName(Buffer.from(name)).isWellFormed()).toBe(isText);
      if (isText) expect(decodeName(Buffer.from(name))).toBe(text);
    }),
  );
});

test('as in Python', () => {
  const names: readonly (readonly [readonly number[], string])[] = [
    [[0x63, 0x61, 0x66, 0xe9], 'caf\udce9'],
    // An encoded surrogate, an overlong dot, a cut character, and U+FFFD itself, which is text.
    [[0xed, 0xb3, 0xa9], '\udced\udcb3\udca9'],
    [[0xc0, 0xae], '\udcc0\udcae'],
    [[0xf0, 0x9f, 0x98], '\udcf0\udc9f\udc98'],
    [[0xef, 0xbf, 0xbd], '\ufffd'],
  ];
  for (const [name, text] of names) expect(decodeName(Buffer.from(name))).toBe(text);
});
