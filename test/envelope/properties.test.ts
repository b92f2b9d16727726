/** What holds for every size, frame length, context, message id and data key. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveKeys } from '../../electron/envelope/derive.ts';
import { bodyLength, FrameSealer } from '../../electron/envelope/frames.ts';
import { runCount } from '../../electron/envelope/runs.ts';
import { sealBody } from '../../electron/envelope/seal-body.ts';
import { defaultSuite } from '../../electron/envelope/suites.ts';
import { kmsDataKey, suiteIds } from './reference.ts';
import {
  bytesOf,
  codeOf,
  dataKey,
  lenientPolicy,
  messageId,
  open,
  readerOf,
  reference,
  seal,
} from './support.ts';

const size = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 4000 }));
const frameLength = fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 6000 }));
const text = fc.string({ unit: 'binary', maxLength: 16 });
const pairs = fc.uniqueArray(fc.tuple(text, text), { selector: ([key]) => key, maxLength: 6 });
const id = fc.uint8Array({ minLength: 32, maxLength: 32 });

test('what is sealed opens to the same content and context, and is as long as foretold', () => {
  fc.assert(
    fc.property(size, frameLength, pairs, id, id, fc.integer(), (length, frame, context, key, own, seed) => {
      const content = bytesOf(length, seed);
      const message = seal({
        content,
        frameLength: frame,
        context: new Map(context),
        dataKey: key,
        messageId: own,
      });
      const opened = open(message, { dataKey: key });
      expect(opened.content.equals(content)).toBe(true);
      expect(opened.header.context).toEqual(new Map(context));
      expect(message.length).toBe(opened.header.length + bodyLength(length, frame));
    }),
  );
});

test('what is sealed is byte for byte the independent writer’s', () => {
  fc.assert(
    fc.property(size, frameLength, pairs, fc.integer(), (length, frame, context, seed) => {
      const content = bytesOf(length, seed);
      const sorted = context.toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      const expected = reference({ content, frameLength: frame, context: sorted });
      const message = seal({ content, frameLength: frame, context: new Map(context) });
      expect(message.equals(expected.bytes)).toBe(true);
      expect(message.includes(kmsDataKey)).toBe(true);
    }),
  );
});

test('what the independent writer writes opens, in every suite and form', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...suiteIds),
      size,
      fc.option(frameLength),
      fc.constantFrom('full' as const, 'empty' as const),
      pairs,
      fc.integer(),
      (suite, length, frame, finalFrame, context, seed) => {
        const content = bytesOf(length, seed);
        const message = reference({ suite, content, frameLength: frame, finalFrame, context });
        const opened = open(message.bytes, { dataKey: message.dataKey, policy: lenientPolicy });
        expect(opened.content.equals(content)).toBe(true);
      },
    ),
  );
});

test('a message cut anywhere, or followed by anything, is refused', () => {
  fc.assert(
    fc.property(
      size,
      frameLength,
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (length, frame, at) => {
        const message = seal({ content: bytesOf(length), frameLength: frame });
        const cut = Math.floor(at * message.length);
        expect(['truncated', 'not-an-envelope']).toContain(codeOf(() => open(message.subarray(0, cut))));
        expect(codeOf(() => open(Buffer.concat([message, message.subarray(0, cut + 1)])))).toBe(
          'trailing-bytes',
        );
      },
    ),
  );
});

test('sealing the same content twice under fresh message ids shares no frame', () => {
  fc.assert(
    fc.property(id, id, (a, b) => {
      fc.pre(!Buffer.from(a).equals(b));
      const content = bytesOf(64);
      const [first, second] = [a, b].map((own) => seal({ content, frameLength: 16, messageId: own }));
      const ciphertexts = [first, second].map((message) => message?.subarray(-40 - 3 * 48).toString('hex'));
      expect(ciphertexts[0]).not.toBe(ciphertexts[1]);
    }),
  );
});

test('every run is whole frames, whichever the frame length, and the last one ends with the final frame', () => {
  const { key } = deriveKeys(defaultSuite, dataKey, messageId);
  const lengths = fc.integer({ min: 0, max: 3_000_000 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1000, max: 2_000_000 }), (length, frame) => {
      const sealer = new FrameSealer(defaultSuite, key, messageId);
      const overheads: number[] = [];
      let done = 0;
      const layout = { size: length, frameLength: frame };
      const runs = Array(runCount(layout)).keys();
      sealBody(sealer, layout, runs, readerOf(new Uint8Array(length)), (run, _offset, content) => {
        overheads.push(Buffer.concat(run).length - content);
        done += content;
      });
      expect(done).toBe(length);
      expect((overheads.pop() ?? 0) % 32).toBe(8);
      expect(overheads.every((overhead) => overhead % 32 === 0)).toBe(true);
    }),
    { numRuns: 20 },
  );
});
