/** Valid messages of any size, suite, frame length and context: what one writer writes, the other's reader opens. */
import fc from 'fast-check';
import { suiteIds } from '../envelope/reference.ts';
import { bytesOf, dataKey, reference, seal } from '../envelope/support.ts';
import { askAws, type Opened, writtenByAws } from './aws.ts';
import { compare, same } from './differences.ts';
import { readBoth } from './readers.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('__proto__', 'constructor', '\u{1F600}', '\uFF61', 'A', 'a', ''),
);
const written = fc.record({
  size: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3000 })),
  frameLength: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5000 })),
  pairs: fc.uniqueArray(fc.tuple(text, text), { selector: ([key]) => key, maxLength: 6 }),
  suite: fc.constantFrom(...suiteIds),
  framed: fc.boolean(),
  finalFrame: fc.constantFrom('empty' as const, 'full' as const),
});
type Written = typeof written extends fc.Arbitrary<infer Value> ? Value : never;

const meant = ({ size, pairs }: Written): Opened => ({
  content: Buffer.from(bytesOf(size)),
  context: new Map(pairs),
});

/** Opens `message` here and there; both must get what was meant. */
async function opensAlike(message: Buffer, key: Uint8Array, expected: Opened): Promise<boolean> {
  const { sequential, shared } = readBoth(message, key);
  const theirs = await askAws(message, key);
  return (
    theirs !== null &&
    compare(sequential, theirs).agreed &&
    (shared === null || compare(shared, theirs).agreed) &&
    same(withoutPublicKey(theirs), expected)
  );
}

const withoutPublicKey = ({ content, context }: Opened): Opened => ({
  content,
  context: new Map([...context].filter(([key]) => key !== 'aws-crypto-public-key')),
});

const writers: Readonly<Record<string, (what: Written) => Promise<boolean>>> = {
  'what we write': (what) => {
    const { content, context } = meant(what);
    return opensAlike(seal({ content, context, frameLength: what.frameLength }), dataKey, meant(what));
  },
  'what AWS’s implementation writes': async (what) => {
    const message = await writtenByAws(meant(what), what.suite, what.frameLength, dataKey);
    return opensAlike(message, dataKey, meant(what));
  },
  'what the specification’s writer writes': (what) => {
    const { suite, finalFrame, pairs, framed } = what;
    const frameLength = framed ? what.frameLength : null;
    const { content } = meant(what);
    const message = reference({ suite, finalFrame, content, frameLength, context: pairs });
    return opensAlike(message.bytes, message.dataKey, meant(what));
  },
};

/** Tries `runs` messages of each writer; answers what went wrong. */
export async function exchange(seed: number, runs: number): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const [name, opens] of Object.entries(writers)) {
    const details = await fc.check(fc.asyncProperty(written, opens), { seed, numRuns: runs });
    if (details.failed) failures.push(`${name} is not opened alike: ${fc.defaultReportMessage(details)}`);
  }
  return failures;
}
