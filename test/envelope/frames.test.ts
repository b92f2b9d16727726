import { describe, expect, test } from 'vitest';
import { deriveKeys } from '../../electron/envelope/derive.ts';
import {
  bodyLength,
  contentAad,
  FINAL_FRAME_OVERHEAD,
  FRAME_OVERHEAD,
  FrameSealer,
  frameCount,
} from '../../electron/envelope/frames.ts';
import { defaultSuite } from '../../electron/envelope/suites.ts';
import { bytesOf, dataKey, messageId, reference } from './support.ts';

const { key } = deriveKeys(defaultSuite, dataKey, messageId);

test('additional data is message id, label, sequence number, length', () => {
  const id = bytesOf(16);
  const expected = (label: string): Buffer =>
    Buffer.concat([id, Buffer.from(label), Buffer.from('01020304' + '0000000500000006', 'hex')]);
  const length = 5 * 2 ** 32 + 6;
  expect(contentAad(id, 'frame', 0x01020304, length)).toEqual(expected('AWSKMSEncryptionClient Frame'));
  expect(contentAad(id, 'final', 0x01020304, length)).toEqual(expected('AWSKMSEncryptionClient Final Frame'));
  expect(contentAad(id, 'block', 0x01020304, length)).toEqual(
    expected('AWSKMSEncryptionClient Single Block'),
  );
  expect(contentAad(bytesOf(32), 'frame', 0xffffffff, 0).subarray(-12)).toEqual(
    Buffer.from('ffffffff0000000000000000', 'hex'),
  );
});

describe('arithmetic', () => {
  test.each([
    [0, 8, 1],
    [1, 8, 1],
    [7, 8, 1],
    [8, 8, 2],
    [9, 8, 2],
    [16, 8, 3],
    [5, 1, 6],
    [2 ** 40, 65_536, 2 ** 24 + 1],
  ])('%i bytes in frames of %i are %i frames', (size, frameLength, frames) => {
    expect(frameCount(size, frameLength)).toBe(frames);
    expect(bodyLength(size, frameLength)).toBe(size + (frames - 1) * 32 + 40);
  });

  test('overheads', () => {
    expect([FRAME_OVERHEAD, FINAL_FRAME_OVERHEAD]).toEqual([32, 40]);
  });
});

describe('sealing', () => {
  const content = bytesOf(20);
  const { frames } = reference({ content, frameLength: 8 });

  test('byte for byte what the specification says', () => {
    const sealer = new FrameSealer(defaultSuite, key, messageId);
    for (const [index, frame] of frames.entries()) {
      const piece = content.subarray(index * 8, index * 8 + 8);
      const sealPiece = index === 2 ? sealer.sealFinal : sealer.seal;
      expect(Buffer.concat(sealPiece.call(sealer, index + 1, piece))).toEqual(frame);
    }
  });

  test('frames do not depend on the order they are sealed in (workers take runs)', () => {
    const sealer = new FrameSealer(defaultSuite, key, messageId);
    const second = sealer.seal(2, content.subarray(8, 16));
    const first = sealer.seal(1, content.subarray(0, 8));
    expect(Buffer.concat(second)).toEqual(frames[1]);
    expect(Buffer.concat(first)).toEqual(frames[0]);
  });

  test('the IV is the sequence number up to its last bit', () => {
    const sealer = new FrameSealer(defaultSuite, key, messageId);
    for (const sequence of [1, 0x80000000, 0xfffffffe]) {
      const frame = Buffer.concat(sealer.seal(sequence, content.subarray(0, 8)));
      expect(frame.readUInt32BE(0)).toBe(sequence);
      expect(frame.subarray(4, 12)).toEqual(Buffer.alloc(8));
      expect(frame.readUInt32BE(12)).toBe(sequence);
    }
  });

  test('sequence number 0 (the header’s IV) and those beyond the last are never used', () => {
    const sealer = new FrameSealer(defaultSuite, key, messageId);
    for (const sequence of [-1, 0, 2 ** 32]) {
      expect(() => sealer.seal(sequence, content.subarray(0, 8)), `${sequence}`).toThrow(RangeError);
      expect(() => sealer.sealFinal(sequence, content.subarray(0, 8)), `${sequence}`).toThrow(RangeError);
    }
    // As the number of a regular frame it would be read as the mark of the final one.
    expect(() => sealer.seal(0xffffffff, content.subarray(0, 8))).toThrow(RangeError);
    expect(() => sealer.sealFinal(0xffffffff, content.subarray(0, 8))).not.toThrow();
  });
});
