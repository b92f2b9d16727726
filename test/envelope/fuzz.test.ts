/**
 * Structured mutations: messages that are changed where the format has fields, not only anywhere.
 *
 * Every run has a new seed, which is printed; `FUZZ_SEED=… npx vitest run test/envelope/fuzz.test.ts` repeats it.
 */
import { expect, test } from 'vitest';
import type { ByteSource } from '../../electron/envelope/bytes.ts';
import { deriveKeys } from '../../electron/envelope/derive.ts';
import { EnvelopeError } from '../../electron/envelope/errors.ts';
import { parseHeader, verifyHeader } from '../../electron/envelope/header.ts';
import { openBody, PIECE_LENGTH } from '../../electron/envelope/open-body.ts';
import { be16, be32, type Message, suiteIds } from './reference.ts';
import { bytesOf, lenientPolicy, randomFrom, reference, sourceOf } from './support.ts';

const MUTANTS = 6000;
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
const random = randomFrom(seed);
const pick = <Item>(items: readonly Item[]): Item => {
  const item = items[random(items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
};

const messages = suiteIds.flatMap((suite) =>
  [8, 1, null].map(
    (frameLength) =>
    reference({ suite, content: bytesOf(20, suite), frameLength, context: [['a', 'b'], ['c', '']] }), // biome-ignore format: one line
  ),
);

const edgeCounts = [0, 1, 2, 3, 0x7f, 0xff, 0x7fff, 0x8000, 0xffff];
const edgeLengths = [0, 1, 7, 8, 9, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
type Mutation = (message: Message) => Buffer;
const patch = (bytes: Buffer, at: number, value: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  value.copy(copy, Math.min(at, copy.length));
  return copy;
};
const partsOf = ({ headerParts, frames, footer }: Message): Buffer[] => [
  ...headerParts.map(([, part]) => part),
  ...frames,
  footer,
];
const mutations: Readonly<Record<string, Mutation>> = {
  'flip a bit': ({ bytes }) => {
    const at = random(bytes.length);
    return patch(bytes, at, Buffer.of((bytes[at] ?? 0) ^ (1 << random(8))));
  },
  'a field of two bytes': ({ bytes }) => patch(bytes, random(bytes.length - 1), be16(pick(edgeCounts))),
  'a field of four bytes': ({ bytes }) => patch(bytes, random(bytes.length - 3), be32(pick(edgeLengths))),
  'a field of eight bytes': ({ bytes }) =>
    patch(bytes, random(bytes.length - 7), Buffer.concat([be32(pick(edgeLengths)), be32(pick(edgeLengths))])),
  'random bytes in a part': (message) => {
    const parts = partsOf(message);
    const place = random(parts.length);
    return Buffer.concat(
      parts.map((part, at) => (at === place ? Buffer.from(bytesOf(part.length, random(1e9))) : part)),
    );
  },
  'a part left out': (message) =>
    Buffer.concat(partsOf(message).toSpliced(random(partsOf(message).length), 1)),
  'a part twice': (message) =>
    Buffer.concat(partsOf(message).flatMap((part) => (random(8) ? [part] : [part, part]))),
  'two parts exchanged': (message) => {
    const parts = partsOf(message);
    const [a, b] = [random(parts.length), random(parts.length)];
    return Buffer.concat(parts.map((part, at) => (at === a ? parts[b] : at === b ? parts[a] : part) ?? part));
  },
  'a part of another message': (message) => {
    const [parts, foreign] = [partsOf(message), partsOf(pick(messages))];
    const place = random(parts.length);
    return Buffer.concat(parts.map((part, at) => (at === place ? (foreign[place] ?? part) : part)));
  },
  'cut, and perhaps filled up': ({ bytes }) =>
    Buffer.concat([bytes.subarray(0, random(bytes.length)), bytesOf(random(2) * random(64), random(1e9))]),
};

/** Hands out what is asked for, and remembers the most that was asked for at once. */
function measured(source: ByteSource, largest: { request: number }): ByteSource {
  const take: ByteSource['take'] = (length, part) => {
    largest.request = Math.max(largest.request, length);
    return source.take(length, part);
  };
  return { take, atEnd: source.atEnd };
}

test('no mutant is accepted, each is refused with a code, and none makes us ask for much memory', () => {
  const largest = { request: 0 };
  const codes = new Map<string, number>();
  let changed = 0;
  const message = { current: pick(messages) };
  const attempt = (mutant: Buffer): string => {
    const header = parseHeader(mutant, lenientPolicy);
    // KMS answers the key that was wrapped; its length must be the suite's before anything is derived from it.
    if (message.current.dataKey.length !== header.suite.keyLength) return 'a suite of another key length';
    const keys = deriveKeys(header.suite, message.current.dataKey, header.messageId);
    verifyHeader(header, keys);
    openBody(header, keys.key, measured(sourceOf(mutant.subarray(header.length)), largest), () => {});
    return 'accepted';
  };
  for (let run = 0; run < MUTANTS; run++) {
    message.current = pick(messages);
    const name = pick(Object.keys(mutations));
    const mutant = mutations[name]?.(message.current) ?? message.current.bytes;
    if (mutant.equals(message.current.bytes)) continue;
    changed++;
    const code = outcome(() => attempt(mutant));
    codes.set(code, (codes.get(code) ?? 0) + 1);
    if (code === 'accepted')
      expect.unreachable(`seed ${seed}, run ${run}, ${name}: ${mutant.toString('hex')}`);
  }
  const counts = [...codes].sort().map(([code, count]) => `${code} ${count}`);
  console.info(`fuzz: seed ${seed}, ${changed} mutants: ${counts.join(', ')}`);
  expect(changed).toBeGreaterThan(MUTANTS / 2);
  expect(largest.request).toBeLessThanOrEqual(PIECE_LENGTH);
});

function outcome(action: () => string): string {
  try {
    return action();
  } catch (error) {
    if (error instanceof EnvelopeError) return error.code;
    throw new Error(`seed ${seed}: not an EnvelopeError`, { cause: error });
  }
}
