/** The search that must not be blind: every form, every place, half a key, and nothing where nothing is. */
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../envelope/support.ts';
import { searchFor, searchThrough } from './key-search.ts';

const key = Buffer.from(bytesOf(32, 5));
const search = searchFor([
  { name: 'ours', bytes: key },
  { name: 'other', bytes: bytesOf(32, 6) },
]);
const names = (bytes: Buffer): readonly string[] => [
  ...new Set(search.in(bytes).map((name) => name.replace(/ half.*/, ''))),
];

describe.each([0, 1, 2, 3])('%i bytes into something longer', (offset) => {
  const inside = Buffer.concat([Buffer.alloc(offset, 7), key, Buffer.alloc(5, 7)]);
  test.each([
    ['raw', inside],
    ['hex', Buffer.from(inside.toString('hex'))],
    ['hex, capitals', Buffer.from(inside.toString('hex').toUpperCase())],
    ['base64', Buffer.from(inside.toString('base64'))],
    ['base64url', Buffer.from(inside.toString('base64url'))],
    ['base64 in UTF-16', Buffer.from(inside.toString('base64'), 'utf16le')],
    ['JSON of a Buffer', Buffer.from(JSON.stringify(inside))],
    ['as printed', Buffer.from(inside.join(', '))],
  ])('%s', (_, bytes) => {
    expect(names(bytes)).toEqual(['ours (first', 'ours (second']);
  });
});

test('half a key is found, and said to be that', () => {
  expect(names(key.subarray(0, 16))).toEqual(['ours (first']);
  expect(names(key.subarray(16))).toEqual(['ours (second']);
  expect(names(key.subarray(1, 16))).toEqual([]);
});

test('what begins behind the end is not counted', () => {
  expect(search.in(key, 16)).toHaveLength(1);
});

test('what is larger than a window is looked through, and what lies across two is found once', () => {
  const MIB = 2 ** 20;
  const large = Buffer.alloc(33 * MIB);
  const places = [0, 16 * MIB - 40, 16 * MIB - 7, 20 * MIB, large.length - 32];
  for (const place of places) key.copy(large, place);
  const read = (window: Buffer, length: number, at: number): number => large.copy(window, 0, at, at + length);
  expect(searchThrough(search, 0, large.length, read).names).toHaveLength(2 * places.length);
});
