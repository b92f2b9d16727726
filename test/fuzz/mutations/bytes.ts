/** Mutations that know nothing of the format: bits, bytes, lengths, garbage. */
import { drawn, type Kinds, perByte, perItem, pick, type Random, randomBytes, splice } from './kind.ts';

/** Behind the end: zeroes, noise, and what looks as if it belonged there. */
const tails: readonly ((bytes: Buffer, sibling: Buffer, random: Random) => Buffer)[] = [
  ...[1, 2, 4, 16, 32, 40, 100].flatMap((length) => [
    () => Buffer.alloc(length),
    () => Buffer.alloc(length, 0xff),
    (_bytes: Buffer, _sibling: Buffer, random: Random) => randomBytes(length, random),
    (bytes: Buffer) => bytes.subarray(-length),
  ]),
  (bytes) => bytes,
  (_bytes, sibling) => sibling,
];

const anywhere = (bytes: Buffer, random: Random, longest: number): readonly [at: number, length: number] => {
  const length = 1 + random(Math.min(longest, bytes.length));
  return [random(bytes.length - length + 1), length];
};

export const byteKinds: Kinds = {
  'a bit flipped': perByte(8, (bytes, at, bit) =>
    splice(bytes, at, 1, Buffer.of((bytes[at] ?? 0) ^ (1 << bit))),
  ),
  'cut to a length': perByte(1, (bytes, at) => bytes.subarray(0, at)),
  'a byte left out': perByte(1, (bytes, at) => splice(bytes, at, 1)),
  'a byte put in': perByte(2, (bytes, at, which, random) =>
    splice(bytes, at, 0, Buffer.of(which === 0 ? 0 : random(256))),
  ),
  'a byte replaced': perByte(3, (bytes, at, which, random) =>
    splice(bytes, at, 1, Buffer.of([0x00, 0xff, random(256)][which] ?? 0)),
  ),
  'followed by more': perItem(
    () => tails,
    ({ message, sibling }, tail, random) =>
      Buffer.concat([message.bytes, tail(message.bytes, sibling.bytes, random)]),
  ),
  'bytes overwritten': drawn(600, ({ message: { bytes } }, random) => {
    const [at, length] = anywhere(bytes, random, 64);
    return splice(bytes, at, length, randomBytes(length, random));
  }),
  'bytes overwritten here and there': drawn(600, ({ message }, random) => {
    const bytes = Buffer.from(message.bytes);
    for (let left = 2 + random(7); left > 0; left--) bytes[random(bytes.length)] = random(256);
    return bytes;
  }),
  'bytes moved': drawn(400, ({ message: { bytes } }, random) => {
    const [at, length] = anywhere(bytes, random, 64);
    const rest = splice(bytes, at, length);
    return splice(rest, random(rest.length + 1), 0, bytes.subarray(at, at + length));
  }),
  'bytes doubled': drawn(300, ({ message: { bytes } }, random) => {
    const [at, length] = anywhere(bytes, random, 64);
    return splice(bytes, at, 0, bytes.subarray(at, at + length));
  }),
  garbage: drawn(50, (_, random) => randomBytes(random(600), random)),
  'garbage behind a beginning': drawn(150, ({ message: { bytes, header } }, random) =>
    splice(bytes, random(header.length), bytes.length, randomBytes(random(600), random)),
  ),
  'noise with bits of the message': drawn(100, ({ message: { bytes } }, random) =>
    Buffer.concat(
      Array.from({ length: 2 + random(6) }, () => {
        const [at, length] = anywhere(bytes, random, 64);
        return pick([bytes.subarray(at, at + length), randomBytes(length, random)], random);
      }),
    ),
  ),
};
