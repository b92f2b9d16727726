import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOB_OVERHEAD, blobKeyId, openBlob, sealBlob } from '../../../electron/kms/practice/blob.ts';

const ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const ARN = `arn:aws:kms:practice-1:000000000000:key/${ID}`;
const material = Uint8Array.from({ length: 32 }, (_, index) => index);
const plaintext = Uint8Array.from({ length: 32 }, (_, index) => 255 - index);
const context = new Map([
  ['a', 'b'],
  ['c', 'd'],
]);

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const pairs = fc.uniqueArray(fc.tuple(text, text), { selector: ([key]) => key, maxLength: 6 });

describe('a blob', () => {
  it('opens with its key, ARN and context, in any order of the pairs', () => {
    fc.assert(
      fc.property(pairs, fc.uint8Array({ minLength: 1, maxLength: 4096 }), (list, data) => {
        const blob = sealBlob(material, ID, ARN, new Map(list), data);
        expect(blob.length).toBe(data.length + BLOB_OVERHEAD);
        expect(blobKeyId(blob)).toBe(ID);
        expect(openBlob(material, ARN, new Map([...list].reverse()), blob)).toEqual(Uint8Array.from(data));
      }),
    );
  });

  it('does not open with any other context', () => {
    fc.assert(
      fc.property(pairs, pairs, (one, other) => {
        const sorted = (list: readonly (readonly [string, string])[]) => JSON.stringify([...list].sort());
        fc.pre(sorted(one) !== sorted(other));
        const blob = sealBlob(material, ID, ARN, new Map(one), plaintext);
        expect(openBlob(material, ARN, new Map(other), blob)).toBeNull();
      }),
    );
  });

  it.each<readonly [string, [string, string][], [string, string][]]>([
    ['a character moved from value to key', [['a', 'bc']], [['ab', 'c']]],
    ['a delimiter moved', [['a=b', 'c']], [['a', 'b=c']]],
    [
      'two pairs made one',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
      [['a', 'bcd']],
    ],
    [
      'a value that looks like a further pair',
      [['a', 'b,c=d']],
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a zero byte moved', [['a\0', 'b']], [['a', '\0b']]],
    [
      'values exchanged',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
      [
        ['a', 'd'],
        ['c', 'b'],
      ],
    ],
    ['key and value exchanged', [['a', 'b']], [['b', 'a']]],
    ['an empty pair added', [], [['', '']]],
    [
      'a pair left out',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
      [['a', 'b']],
    ],
    ['another Unicode form', [['é', 'x']], [['e\u0301', 'x']]],
    ['another case', [['a', 'x']], [['A', 'x']]],
  ])('does not open with %s', (_, sealed, opened) => {
    const blob = sealBlob(material, ID, ARN, new Map(sealed), plaintext);
    expect(openBlob(material, ARN, new Map(opened), blob)).toBeNull();
    expect(openBlob(material, ARN, new Map(sealed), blob)).toEqual(plaintext);
  });

  it('does not open in another account or region, nor with other key material', () => {
    const blob = sealBlob(material, ID, ARN, context, plaintext);
    expect(openBlob(material, ARN.replace('practice-1', 'practice-2'), context, blob)).toBeNull();
    expect(openBlob(material, ARN.replace('000000000000', '000000000001'), context, blob)).toBeNull();
    expect(
      openBlob(
        material.map((byte) => byte ^ 1),
        ARN,
        context,
        blob,
      ),
    ).toBeNull();
  });

  it('of a multi-Region key opens in all its regions, and in no other account or as another key’s', () => {
    const id = 'mrk-1234abcd12ab34cd56ef1234567890ab';
    const arn = `arn:aws:kms:us-east-1:111122223333:key/${id}`;
    const blob = sealBlob(material, id, arn, context, plaintext);
    expect(blobKeyId(blob)).toBe(id);
    expect(openBlob(material, arn.replace('us-east-1', 'eu-west-1'), context, blob)).toEqual(plaintext);
    expect(openBlob(material, arn.replace('111122223333', '111122223334'), context, blob)).toBeNull();
    expect(openBlob(material, arn.replace('mrk-1', 'mrk-2'), context, blob)).toBeNull();
    const asOneRegions = blob.with(4, 1);
    expect(blobKeyId(asOneRegions)).toBe(ID);
    for (const other of [arn, ARN]) expect(openBlob(material, other, context, asOneRegions)).toBeNull();
  });

  it('does not open with any bit changed, a byte missing or a byte more', () => {
    const blob = sealBlob(material, ID, ARN, context, plaintext);
    for (let at = 0; at < blob.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const changed = blob.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));
        expect(openBlob(material, ARN, context, changed)).toBeNull();
      }
      expect(openBlob(material, ARN, context, blob.subarray(0, at))).toBeNull();
    }
    expect(openBlob(material, ARN, context, Uint8Array.of(...blob, 0))).toBeNull();
    expect(openBlob(material, ARN, context, blob)).toEqual(plaintext);
  });

  it('is never the same twice', () => {
    const one = sealBlob(material, ID, ARN, context, plaintext);
    const two = sealBlob(material, ID, ARN, context, plaintext);
    expect(one).not.toEqual(two);
  });

  it('leaves plaintext and material to their owner, in memory of its own', () => {
    const blob = sealBlob(material, ID, ARN, context, plaintext);
    const opened = openBlob(material, ARN, context, blob);
    expect(opened?.buffer.byteLength).toBe(plaintext.length);
    expect(material[31]).toBe(31);
    expect(plaintext[0]).toBe(255);
  });

  it('is not mistaken for another’s', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(blobKeyId(bytes)).toBeNull();
        expect(openBlob(material, ARN, context, bytes)).toBeNull();
      }),
    );
  });
});
