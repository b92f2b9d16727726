/** Whatever is put, in whatever pieces, is in the file at its place; also where the system takes less than it was given. */
import fs from 'node:fs';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { Writer } from '../../electron/engine/thread/writer.ts';
import { scratch } from '../support/scratch.ts';

const short = vi.hoisted(() => ({ most: Number.POSITIVE_INFINITY }));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  const writeSync = (
    fd: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): number => real.writeSync(fd, bytes, offset, Math.min(length, short.most), position);
  return { ...real, default: real, writeSync };
});
afterEach(() => {
  short.most = Number.POSITIVE_INFINITY;
});

const KIB = 1024;
const puts = fc.array(
  fc.record({
    length: fc.oneof(
      fc.integer({ min: 0, max: 100 }),
      fc.constantFrom(64 * KIB, 256 * KIB + 16),
      fc.integer({ min: 1, max: 200 * KIB }),
    ),
    /** Bytes left out before it. */
    gap: fc.oneof(
      { weight: 4, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 70 * KIB }) },
    ),
    flush: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

test.each([
  ['all', Number.POSITIVE_INFINITY],
  ['at most 5,000 bytes', 5000],
])('where the system takes %s at a time', async (_, most) => {
  await using folder = await scratch();
  const fd = fs.openSync(folder.at('out'), 'w+');
  try {
    fc.assert(
      fc.property(puts, (all) => {
        short.most = most;
        fs.ftruncateSync(fd, 0);
        const writer = new Writer(fd);
        const expected: Buffer[] = [];
        let position = 0;
        for (const [n, { length, gap, flush }] of all.entries()) {
          const bytes = Buffer.alloc(length, n + 1);
          expected.push(Buffer.alloc(length === 0 ? 0 : gap), Buffer.from(bytes));
          if (length > 0) position += gap;
          writer.put(bytes, position);
          position += length;
          // They may be used again at once.
          bytes.fill(0xff);
          if (flush) writer.flush();
        }
        writer.flush();
        expect(writer.length).toBe(all.reduce((sum, { length }) => sum + length, 0));
        expect(fs.readFileSync(folder.at('out')).equals(Buffer.concat(expected))).toBe(true);
      }),
      { numRuns: 60 },
    );
  } finally {
    fs.closeSync(fd);
  }
});
