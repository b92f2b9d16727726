/** Runs of frames, in any order: what is opened is whole and authentic, or nothing of the run is handed out. */
import { describe, expect, test } from 'vitest';
import { deriveKeys } from '../../electron/envelope/derive.ts';
import { parseHeader } from '../../electron/envelope/header.ts';
import { openRuns } from '../../electron/envelope/open-runs.ts';
import { runCount } from '../../electron/envelope/runs.ts';
import {
  bytesOf,
  codeOf,
  dataKey,
  kmsKey,
  lenientPolicy,
  messageId,
  readerOf,
  reference,
  seal,
} from './support.ts';

const SIZE = 625_000;
const FRAME = 25_000;

function openAll(
  message: Buffer,
  size: number,
  frameLength: number,
  order: (runs: number[]) => number[] = (runs) => runs,
) {
  const header = parseHeader(message, lenientPolicy);
  const { key } = deriveKeys(header.suite, dataKey, header.messageId);
  const layout = { size, frameLength };
  const content = Buffer.alloc(size, 0xaa);
  let done = 0;
  const runs = order([...Array(runCount(layout)).keys()]);
  const body = readerOf(message.subarray(header.length));
  openRuns(header, key, layout, runs, body, (bytes, offset, read) => {
    content.set(Buffer.concat(bytes), offset);
    done += read;
  });
  expect(done).toBe(message.length - header.length);
  return content;
}

test.each([
  [0, 8],
  [7, 8],
  [8, 8],
  [9, 8],
  [SIZE, FRAME],
  [10 * FRAME, FRAME],
  [3_000_000, 1_048_576],
])('%i bytes in frames of %i come back, forwards and backwards', (size, frameLength) => {
  const content = bytesOf(size);
  const message = seal({ content, frameLength });
  expect(openAll(message, size, frameLength).equals(content)).toBe(true);
  expect(openAll(message, size, frameLength, (runs) => runs.reverse()).equals(content)).toBe(true);
});

test('foreign IVs are read', () => {
  const content = bytesOf(32);
  const iv = (sequence: number): Uint8Array => Buffer.alloc(12, sequence + 5);
  const { bytes } = reference({ content, frameLength: 8, iv });
  expect(openAll(bytes, 32, 8).equals(content)).toBe(true);
});

describe('refused, and nothing of the run is handed out', () => {
  const content = bytesOf(SIZE);
  const message = seal({ content, frameLength: FRAME });
  const headerLength = parseHeader(message, lenientPolicy).length;
  const frameAt = (frame: number): number => headerLength + frame * (FRAME + 32);

  function refused(changed: Buffer, number: number): string {
    const header = parseHeader(changed, lenientPolicy);
    const { key } = deriveKeys(header.suite, dataKey, messageId);
    let handedOut = 0;
    const code = codeOf(() =>
      openRuns(
        header,
        key,
        { size: SIZE, frameLength: FRAME },
        [number],
        readerOf(changed.subarray(headerLength)),
        (bytes) => {
          handedOut += bytes.length;
        },
      ),
    );
    expect(handedOut).toBe(0);
    return code;
  }
  const flipped = (at: number): Buffer => {
    const copy = Buffer.from(message);
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
    return copy;
  };

  test.each([
    ['sequence number', 0, 'invalid-envelope'],
    ['IV', 4, 'tampered'],
    ['content', 16, 'tampered'],
    ['tag', FRAME + 31, 'tampered'],
  ])('a changed %s', (_, offset, code) => {
    expect(refused(flipped(frameAt(3) + offset), 0)).toBe(code);
    expect(refused(flipped(frameAt(12) + offset), 1)).toBe(code);
  });

  test.each([
    ['mark', 0],
    ['sequence number', 4],
    ['length', 20],
  ])('a changed %s of the final frame', (_, offset) => {
    expect(refused(flipped(frameAt(25) + offset), 2)).toBe('invalid-envelope');
  });

  test('frames in each other’s places', () => {
    const swapped = Buffer.from(message);
    message.copy(swapped, frameAt(1), frameAt(2), frameAt(3));
    message.copy(swapped, frameAt(2), frameAt(1), frameAt(2));
    expect(refused(swapped, 0)).toBe('invalid-envelope');
  });

  test('a frame of another message', () => {
    const other = seal({
      content,
      frameLength: FRAME,
      messageId: bytesOf(32, 99),
      encryptedDataKeys: [kmsKey],
    });
    const spliced = Buffer.from(message);
    other.copy(spliced, frameAt(4), frameAt(4), frameAt(5));
    expect(refused(spliced, 0)).toBe('tampered');
  });
});
