/** Lengths that lie, most of them under tags that hold: nothing is allocated for them. */
import { describe, expect, test } from 'vitest';
import { be16, be32, type SuiteId } from '../envelope/reference.ts';
import { type Subject, smallSubjects } from './corpus.ts';
import { authenticated, type Change, forged, framesOf } from './forge.ts';
import { readBoth, withinMemory } from './readers.ts';

const MAX16 = be16(0xffff);
const MAX32 = be32(0xffffffff);
const KIB = 1024;

function find(suite: SuiteId, form: string): Subject {
  const found = smallSubjects.find(({ name }) => name === `${suite.toString(16).padStart(4, '0')} ${form}`);
  if (found === undefined) throw new RangeError(`no ${form}`);
  return found;
}

const replaced = (subject: Subject, parts: Readonly<Record<string, Buffer>>): Change => ({
  header: authenticated(subject, parts),
});
const told = (subject: Subject, length: number): Change => ({
  frames: framesOf(subject).map((frame) => ({ ...frame, length })),
});
const sized = (...parts: readonly Buffer[]): Buffer => {
  const bytes = Buffer.concat(parts);
  return Buffer.concat([be16(bytes.length), bytes]);
};

const empty = find(0x0478, 'empty');
const frames = find(0x0478, 'shared by threads');
const block = find(0x0478, 'without frames');
const old = find(0x0178, 'without frames');

describe('a small envelope that claims to be long', () => {
  test.each<readonly [string, Subject, Change, string]>([
    ['frames of 4 GiB', frames, replaced(frames, { 'frame length': MAX32 }), 'truncated'],
    [
      'frames of 1 MiB and a byte',
      frames,
      replaced(frames, { 'frame length': be32(KIB * KIB + 1) }),
      'truncated',
    ],
    [
      'a final frame of 4 GiB',
      empty,
      { ...replaced(empty, { 'frame length': MAX32 }), ...told(empty, 0xffffffff) },
      'truncated',
    ],
    ['a final frame of 4 GiB, longer than frames are', empty, told(empty, 0xffffffff), 'invalid-envelope'],
    ['a block as long as GCM allows', block, told(block, 2 ** 36 - 32), 'truncated'],
    ['a block longer than GCM allows', block, told(block, 2 ** 36 - 31), 'limit-exceeded'],
    ['a block of 2^53 bytes', block, told(block, 2 ** 53), 'limit-exceeded'],
    ['a block of 2^63 bytes', block, told(block, 2 ** 63), 'limit-exceeded'],
    ['a block of 2^64 - 2048 bytes, in version 1', old, told(old, 2 ** 64 - 2048), 'limit-exceeded'],
    [
      'nothing, in a frame that could be of 4 GiB',
      empty,
      replaced(empty, { 'frame length': MAX32 }),
      'accepted',
    ],
    ['a context', empty, replaced(empty, { context: MAX16 }), 'truncated'],
    ['a count of pairs', empty, replaced(empty, { context: sized(MAX16) }), 'invalid-envelope'],
    ['a key of the context', empty, replaced(empty, { context: sized(be16(1), MAX16) }), 'invalid-envelope'],
    ['a count of encrypted data keys', empty, replaced(empty, { 'data key count': MAX16 }), 'limit-exceeded'],
    ['an encrypted data key', empty, replaced(empty, { 'data keys': MAX16 }), 'truncated'],
  ])('%s: no memory for it', (_, subject, change, code) => {
    const bytes = forged(subject, change);
    const { sequential, shared } = withinMemory(64 * KIB, () => readBoth(bytes, subject.recipe.dataKey));
    expect([sequential.code, shared]).toEqual([code, null]);
  });

  test('a signature of 64 KiB', () => {
    const { message, recipe } = find(0x0578, 'empty');
    const bytes = Buffer.concat([message.header, ...message.frames, MAX16, message.footer]);
    const { sequential } = withinMemory(64 * KIB, () => readBoth(bytes, recipe.dataKey));
    expect(sequential.code).toBe('truncated');
  });
});

test('memory that is only asked for is noticed', () => {
  expect(() => withinMemory(64 * KIB, () => Buffer.allocUnsafeSlow(256 * KIB))).toThrow(RangeError);
});
