import { describe, expect, test } from 'vitest';
import type { ByteSource } from '../../electron/envelope/bytes.ts';
import { deriveKeys } from '../../electron/envelope/derive.ts';
import { parseHeader, strictPolicy } from '../../electron/envelope/header.ts';
import { openBody, PIECE_LENGTH } from '../../electron/envelope/open-body.ts';
import { be32, type Message, type Recipe, suiteIds } from './reference.ts';
import { bytesOf, codeOf, dataKey, lenientPolicy, open, reference, seal, sourceOf } from './support.ts';

const join = (message: Message, frames: readonly (Buffer | undefined)[]): Buffer =>
  Buffer.concat([message.header, ...frames.map((frame) => frame ?? Buffer.alloc(0)), message.footer]);
const accepts = (recipe: Parameters<typeof reference>[0]): void => {
  const message = reference(recipe);
  const opened = open(message.bytes, { dataKey: message.dataKey, policy: lenientPolicy });
  expect(opened.content.equals(recipe.content)).toBe(true);
};

describe('accepted', () => {
  const F = 8;
  const sizes = [0, 1, F - 1, F, F + 1, 2 * F, 2 * F + 3, 50 * F];
  test.each(sizes)('our own message of %i bytes in frames of 8', (size) => {
    const content = bytesOf(size);
    expect(open(seal({ content, frameLength: F })).content.equals(content)).toBe(true);
  });

  test.each(suiteIds)('suite %i, framed and not framed, of every size', (suite) => {
    for (const size of sizes) {
      accepts({ suite, content: bytesOf(size), frameLength: F });
      accepts({ suite, content: bytesOf(size), frameLength: null });
    }
  });

  test.each(sizes)('%i bytes ending in a full or an empty final frame', (size) => {
    accepts({ content: bytesOf(size), frameLength: F, finalFrame: 'full' });
    accepts({ content: bytesOf(size), frameLength: F, finalFrame: 'empty' });
  });

  test('any IV that is stored, not only the sequence number (public vectors have others)', () => {
    for (const frameLength of [F, null]) {
      accepts({ content: bytesOf(30), frameLength, iv: (sequence) => bytesOf(12, sequence) });
    }
  });

  test('frames and blocks longer than a piece', () => {
    const content = bytesOf(2 * PIECE_LENGTH + 5);
    accepts({ content, frameLength: PIECE_LENGTH + 1 });
    accepts({ content, frameLength: 2 ** 32 - 1 });
    accepts({ content, frameLength: null });
  });

  test.each([4096, 3 * PIECE_LENGTH, null])(
    'frames of %s are read and handed on in pieces',
    (frameLength) => {
      const content = bytesOf(2 * PIECE_LENGTH + 77);
      const { bytes } = reference({ content, frameLength });
      const header = parseHeader(bytes, strictPolicy);
      const source = sourceOf(bytes.subarray(header.length));
      const taken: number[] = [];
      const given: number[] = [];
      const take: ByteSource['take'] = (length, part) => {
        taken.push(length);
        return source.take(length, part);
      };
      const { key } = deriveKeys(header.suite, dataKey, header.messageId);
      openBody(header, key, { ...source, take }, (piece) => given.push(piece.length));
      expect(Math.max(...taken, ...given)).toBeLessThanOrEqual(PIECE_LENGTH);
      expect(given.reduce((sum, length) => sum + length)).toBe(content.length);
    },
  );
});

describe('refused', () => {
  const content = bytesOf(20);
  const recipe = { content, frameLength: 8 } as const;
  const message = reference(recipe);
  const [one, two, three] = message.frames;
  const codeFor = (bytes: Uint8Array): string => codeOf(() => open(bytes));
  const codeForRecipe = (more: Partial<Recipe>): string => codeFor(reference({ ...recipe, ...more }).bytes);

  test.each<readonly [string, string, Buffer]>([
    ['frames swapped', 'invalid-envelope', join(message, [two, one, three])],
    ['a frame left out', 'invalid-envelope', join(message, [one, three])],
    ['the first frame left out', 'invalid-envelope', join(message, [two, three])],
    ['a frame twice', 'invalid-envelope', join(message, [one, one, two, three])],
    ['the final frame first', 'invalid-envelope', join(message, [three, one, two])],
    ['no final frame', 'truncated', join(message, [one, two])],
    ['no frame', 'truncated', join(message, [])],
    ['the final frame twice', 'trailing-bytes', join(message, [one, two, three, three])],
    ['a frame after the final one', 'trailing-bytes', join(message, [one, two, three, two])],
    ['one byte after the end', 'trailing-bytes', join(message, [one, two, three, Buffer.of(0)])],
    ['two messages', 'trailing-bytes', Buffer.concat([message.bytes, message.bytes])],
  ])('%s', (_, code, bytes) => {
    expect(codeFor(bytes)).toBe(code);
  });

  test('a message cut anywhere is truncated', () => {
    for (const whole of [
      message,
      reference({ content, frameLength: null }),
      reference({ ...recipe, suite: 0x0578 }),
    ]) {
      for (let length = 1; length < whole.bytes.length; length++) {
        const code = codeFor(whole.bytes.subarray(0, length));
        if (code !== 'truncated') expect.unreachable(`${length} of ${whole.bytes.length} bytes: ${code}`);
      }
    }
  });

  test.each<readonly [string, NonNullable<Recipe['sequence']>]>([
    ['from zero', (right) => right - 1],
    ['from two', (right) => right + 1],
    ['backwards', (right) => 4 - right],
    ['always one', () => 1],
    ['with a gap', (right) => (right === 1 ? 1 : right + 1)],
  ])('sequence numbers %s, though every tag holds', (_, sequence) => {
    expect(codeForRecipe({ sequence })).toBe('invalid-envelope');
  });

  test('a final frame longer than a frame, though its tag holds', () => {
    const long = reference({ ...recipe, frameLength: 64 });
    const short = reference({ ...recipe, frameLength: 8, content: bytesOf(1) });
    expect(codeFor(Buffer.concat([short.header, ...long.frames]))).toBe('invalid-envelope');
  });

  test('frames of another message, under the same data key or another', () => {
    const sameKey = reference({ ...recipe, messageId: bytesOf(32, 50) });
    const sameId = reference({ ...recipe, dataKey: bytesOf(32, 51) });
    const otherContent = reference({ ...recipe, content: bytesOf(20, 52) });
    for (const other of [sameKey, sameId]) {
      for (let place = 0; place < 3; place++) {
        const frames = message.frames.map((frame, index) => (index === place ? other.frames[index] : frame));
        expect(codeFor(join(message, frames))).toBe('tampered');
      }
      expect(codeFor(Buffer.concat([message.header, ...other.frames]))).toBe('tampered');
    }
    // Same key, id and number with other content: what a writer must never make, and no reader can tell.
    expect(codeFor(join(message, [otherContent.frames[0], two, three]))).toBe('accepted');
  });

  test('a regular frame passed off as the final one, and the other way round', () => {
    const cut = Buffer.concat([be32(0xffffffff), one?.subarray(0, 16) ?? Buffer.alloc(0), be32(8)]);
    expect(codeFor(join(message, [cut, one?.subarray(16)]))).toBe('tampered');
    const full = reference({ content: bytesOf(16), frameLength: 8, finalFrame: 'full' });
    const last = full.frames[1] ?? Buffer.alloc(0);
    const asRegular = Buffer.concat([last.subarray(4, 20), last.subarray(24)]);
    const empty = reference({ content: bytesOf(16), frameLength: 8 });
    expect(codeFor(join(empty, [empty.frames[0], asRegular, empty.frames[2]]))).toBe('tampered');
  });

  test('a block passed off as a frame', () => {
    const block = reference({ content: bytesOf(8), frameLength: null });
    const framed = reference({ content: bytesOf(8), frameLength: 8, finalFrame: 'full' });
    const [body = Buffer.alloc(0)] = block.frames;
    const frame = Buffer.concat([
      be32(0xffffffff),
      be32(1),
      body.subarray(0, 12),
      be32(8),
      body.subarray(20),
    ]);
    expect(codeFor(Buffer.concat([framed.header, frame]))).toBe('tampered');
  });

  test('the wrong data key', () => {
    expect(codeOf(() => open(message.bytes, { dataKey: bytesOf(32, 60) }))).toBe('key-commitment-failed');
    expect(dataKey).not.toEqual(bytesOf(32, 60));
  });

  test('a block longer than GCM allows, before anything of it is read', () => {
    const block = reference({ content: bytesOf(8), frameLength: null });
    const at = block.header.length + 12;
    for (const [length, code] of [
      [2n ** 36n - 32n, 'truncated'],
      [2n ** 36n - 31n, 'limit-exceeded'],
      [2n ** 64n - 1n, 'limit-exceeded'],
    ] as const) {
      const bytes = Buffer.from(block.bytes);
      bytes.writeBigUInt64BE(length, at);
      expect(codeFor(bytes)).toBe(code);
    }
  });

  test('the error names the frame', () => {
    const bytes = Buffer.from(message.bytes);
    const at = message.header.length + (one?.length ?? 0) + 20;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    expect(() => open(bytes)).toThrow('tampered: frame 2');
  });
});
