import { expect, test } from 'vitest';
import { ByteReader, concat, prefixed, u16, u32 } from '../../electron/envelope/bytes.ts';
import { bytesOf, codeOf } from './support.ts';

test('integers are big-endian and survive a round trip at their edges', () => {
  for (const value of [0, 1, 0xff, 0x100, 0x8000, 0xffff]) {
    expect(new ByteReader(u16(value)).u16('x')).toBe(value);
  }
  for (const value of [0, 1, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff]) {
    expect(new ByteReader(u32(value)).u32('x')).toBe(value);
  }
  expect([...u16(0x0102)]).toEqual([1, 2]);
  expect([...u32(0x01020304)]).toEqual([1, 2, 3, 4]);
});

test('nothing is read past the end, and the error names the part', () => {
  const reads: readonly [string, (reader: ByteReader) => unknown, number][] = [
    ['u8', (reader) => reader.u8('part'), 1],
    ['u16', (reader) => reader.u16('part'), 2],
    ['u32', (reader) => reader.u32('part'), 4],
    ['bytes', (reader) => reader.bytes(5, 'part'), 5],
  ];
  for (const [name, read, needed] of reads) {
    for (let have = 0; have < needed; have++) {
      expect(() => read(new ByteReader(bytesOf(have))), name).toThrow('truncated: part');
    }
    expect(
      codeOf(() => read(new ByteReader(bytesOf(needed)))),
      name,
    ).toBe('accepted');
  }
  expect(codeOf(() => new ByteReader(Uint8Array.of(0, 3, 1, 2)).prefixed('part'))).toBe('truncated');
});

test('a failed read takes nothing', () => {
  const reader = new ByteReader(Uint8Array.of(7, 8));
  expect(codeOf(() => reader.u32('part'))).toBe('truncated');
  expect(reader.offset).toBe(0);
  expect(reader.u16('part')).toBe(0x0708);
});

test('a reader stays inside its view of a larger buffer', () => {
  const reader = new ByteReader(bytesOf(32).subarray(10, 12));
  expect(reader.u16('x')).toBe(((bytesOf(32)[10] ?? 0) << 8) | (bytesOf(32)[11] ?? 0));
  expect(codeOf(() => reader.u8('x'))).toBe('truncated');
});

test('a field longer than its u16 length is refused, not cut', () => {
  expect(prefixed(bytesOf(0xffff), 'field').length).toBe(0x10001);
  expect(() => prefixed(bytesOf(0x10000), 'field')).toThrow('limit-exceeded: field');
});

test('concat joins in order into memory of its own', () => {
  const whole = concat([Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)]);
  expect([...whole]).toEqual([1, 2, 3]);
  expect(whole.buffer.byteLength).toBe(3);
});
