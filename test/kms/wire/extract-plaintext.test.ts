/** The data key leaves an answer's bytes without becoming a string, and nothing of it stays there. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extractPlaintext } from '../../../electron/kms/wire/extract-plaintext.ts';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 64 });
/** Strings that look like the member. */
const confusing = fc.oneof(
  fc.string(),
  fc.constantFrom('"Plaintext":"AAAA"', 'Plaintext', '\\"Plaintext":"AAAA', '"Plaintext"', '\\'),
);
const base64 = (plain: Uint8Array): string => Buffer.from(plain).toString('base64');
const text = (json: Uint8Array): string => Buffer.from(json).toString('utf8');

describe('the member Plaintext', () => {
  test('is found and decoded wherever it stands, and leaves the same JSON with an empty one', () => {
    const answers = fc.record({ plain: bytes, before: confusing, after: confusing, space: fc.boolean() });
    fc.assert(
      fc.property(answers, ({ plain, before, after, space }) => {
        const answer = { before, Plaintext: base64(plain), after };
        const json = Buffer.from(JSON.stringify(answer, null, space ? 2 : 0));
        expect(extractPlaintext(json)).toEqual(new Uint8Array(plain));
        expect(JSON.parse(text(json))).toEqual({ ...answer, Plaintext: '' });
        expect(text(json)).not.toContain(`"${base64(plain)}"`);
      }),
    );
  });

  test.each([
    ['an escaped slash', '{"Plaintext":"\\/\\/\\/\\/"}'],
    ['characters by number', '{"Plaintext":"\\u002f\\u002F//"}'],
  ])('may have %s', (_, json) => {
    expect(extractPlaintext(Buffer.from(json))).toEqual(Uint8Array.of(255, 255, 255));
  });

  test('is in an ArrayBuffer of its own', () => {
    const plain = extractPlaintext(Buffer.from('{"Plaintext":"AAEC"}'));
    expect(plain?.buffer.byteLength).toBe(3);
  });

  test.each([
    '{}',
    '{"KeyId":"Plaintext"}',
    '{"KeyId":"\\"Plaintext\\":\\"AAEC\\""}',
    '{"Plaintext":7}',
    '',
    '"Plaintext"',
  ])('is not there: %s stays as it is', (json) => {
    const before = Buffer.from(json);
    expect(extractPlaintext(before)).toBeNull();
    expect(text(before)).toBe(json);
  });

  test.each(['A-EC', 'AA=C', 'A\\nEC', 'AAECA===', '\\u00zzAEC', 'ÄÖ'])(
    'that is no base64 is empty: %s',
    (value) => {
      const json = Buffer.from(`{"Plaintext":"${value}"}`);
      expect(extractPlaintext(json)).toHaveLength(0);
      expect(JSON.parse(text(json))).toEqual({ Plaintext: '' });
    },
  );

  test('is blanked in an answer that was cut anywhere', () => {
    const whole = '{"KeyId":"k","Plaintext":"c2VjcmV0c2VjcmV0","a":1}';
    for (let length = 0; length < whole.length; length++) {
      const json = Buffer.from(whole.slice(0, length));
      extractPlaintext(json);
      expect(text(json)).not.toMatch(/c2Vj/);
    }
  });
});
