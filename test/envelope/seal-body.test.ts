import { describe, expect, test } from 'vitest';
import { deriveKeys } from '../../electron/envelope/derive.ts';
import { bodyLength, FrameSealer } from '../../electron/envelope/frames.ts';
import { runCount } from '../../electron/envelope/runs.ts';
import { DEFAULT_FRAME_LENGTH, sealBody } from '../../electron/envelope/seal-body.ts';
import { defaultSuite } from '../../electron/envelope/suites.ts';
import { bytesOf, codeOf, dataKey, messageId, readerOf, reference, seal } from './support.ts';

const { key } = deriveKeys(defaultSuite, dataKey, messageId);
const sealer = new FrameSealer(defaultSuite, key, messageId);

describe('a whole message is byte for byte what the specification says', () => {
  const frame = 8;
  const sizes = [0, 1, frame - 1, frame, frame + 1, 2 * frame - 1, 2 * frame, 2 * frame + 1, 100 * frame];
  test.each(sizes)('%i bytes in frames of 8', (size) => {
    const content = bytesOf(size);
    expect(seal({ content, frameLength: frame })).toEqual(reference({ content, frameLength: frame }).bytes);
  });

  test.each([1, 3, 16, 4096, DEFAULT_FRAME_LENGTH, 1_048_576, 1_048_577])(
    'several frames and runs, in frames of %i',
    (frameLength) => {
      const content = bytesOf(frameLength < 4096 ? 5000 : 3_000_000);
      const expected = reference({ content, frameLength });
      expect(seal({ content, frameLength }).equals(expected.bytes)).toBe(true);
    },
  );

  test('an exact multiple ends with an empty final frame, as in AWS’s JavaScript, C, Python and Java', () => {
    const message = seal({ content: bytesOf(16), frameLength: 8 });
    expect(message.subarray(-40, -36)).toEqual(Buffer.from('ffffffff', 'hex'));
    expect(message.readUInt32BE(message.length - 36), 'sequence number').toBe(3);
    expect(message.readUInt32BE(message.length - 20), 'length').toBe(0);
  });
});

test('runs add up to the length known before, in any order, and progress to the size', () => {
  for (const [size, frameLength] of [
    [0, 8],
    [8, 8],
    [2_500_000, 4096],
    [2_097_152, 65_536],
  ] as const) {
    const layout = { size, frameLength };
    const body = Buffer.alloc(bodyLength(size, frameLength), 0xaa);
    let done = 0;
    const backwards = [...Array(runCount(layout)).keys()].reverse();
    sealBody(sealer, layout, backwards, readerOf(bytesOf(size)), (run, offset, content) => {
      body.set(Buffer.concat(run), offset);
      done += content;
    });
    expect(done).toBe(size);
    const whole = seal({ content: bytesOf(size), frameLength });
    expect(whole.subarray(-body.length).equals(body)).toBe(true);
  }
});

test('a source that shrank is an error', () => {
  const layout = { size: 21, frameLength: 8 };
  expect(codeOf(() => sealBody(sealer, layout, [0], readerOf(bytesOf(20)), () => {}))).toBe('truncated');
});

test('a run behind the last one is refused', () => {
  const layout = { size: 21, frameLength: 8 };
  expect(() => sealBody(sealer, layout, [1], readerOf(bytesOf(21)), () => {})).toThrow(RangeError);
});
