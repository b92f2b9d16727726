/** Mutations of structure: parts and frames left out, doubled, moved, and taken from another message under the same key. */
import type { Message } from '../../envelope/reference.ts';
import { be32 } from '../../envelope/reference.ts';
import { type Subject, smallSubjects } from '../corpus.ts';
import { drawn, type Kinds, perItem, pick, type Random, splice } from './kind.ts';

const slices = ({ parts, message: { bytes } }: Subject): readonly Buffer[] =>
  parts.map(({ at, length }) => bytes.subarray(at, at + length));
const indices = (subject: Subject): readonly number[] => [...subject.parts.keys()];
const pairsOf = (count: number): readonly (readonly [number, number])[] =>
  Array.from({ length: count }, (_, a) =>
    Array.from({ length: count - a - 1 }, (_, b) => [a, a + 1 + b] as const),
  ).flat();

const exchanged = <Item>(items: readonly Item[], [a, b]: readonly [number, number]): readonly Item[] =>
  items.map((item, index) => (index === a ? items[b] : index === b ? items[a] : item) ?? item);

const join = ({ header, footer }: Message, frames: readonly Buffer[]): Buffer =>
  Buffer.concat([header, ...frames, footer]);

const FINAL_MARK = be32(0xffffffff);
const isFinal = (frame: Buffer): boolean => frame.indexOf(FINAL_MARK) === 0;

/** Frames as they are, but numbered from 1 in the order in which they stand. */
const renumbered = (frames: readonly Buffer[]): readonly Buffer[] =>
  frames.map((frame, index) => splice(frame, isFinal(frame) ? 4 : 0, 4, be32(index + 1)));

/** Frames in an order, and whether they are to be numbered by it. */
interface Arrangement {
  readonly frames: readonly Buffer[];
  readonly renumber: boolean;
}

/** Everything there is to do with a list of frames but change them. */
function arrangements({ message: { frames }, sibling }: Subject): readonly Arrangement[] {
  const each = [...frames.keys()];
  const orders = [
    ...each.map((index) => frames.toSpliced(index, 1)),
    ...each.map((index) => frames.toSpliced(index, 0, ...frames.slice(index, index + 1))),
    ...each.map((index) => frames.with(index, sibling.frames[index] ?? Buffer.alloc(0))),
    ...each.map((index) => [...frames.slice(0, index), ...sibling.frames.slice(index)]),
    ...each.map((index) => [...sibling.frames.slice(0, index), ...frames.slice(index)]),
    ...pairsOf(frames.length).map((pair) => exchanged(frames, pair)),
    [...frames, ...frames],
    [...frames, ...sibling.frames],
    frames.toReversed(),
    frames.flatMap((frame, index) => [frame, sibling.frames[index] ?? frame]),
    [],
  ];
  return orders.flatMap((order) => [false, true].map((renumber) => ({ frames: order, renumber })));
}

/** A frame turned from regular to final, or from final to regular, its bytes otherwise kept. */
function turned(frame: Buffer): Buffer {
  if (isFinal(frame)) return Buffer.concat([frame.subarray(4, 20), frame.subarray(24)]);
  const length = be32(frame.length - 32);
  return Buffer.concat([FINAL_MARK, frame.subarray(0, 16), length, frame.subarray(16)]);
}

/** Which frame to turn, and whether the message is cut behind it, so that a regular frame claims to be the last. */
const turnings = ({ message: { frames }, recipe }: Subject) =>
  recipe.frameLength === null
    ? []
    : [...frames.keys()].flatMap((index) => [false, true].map((cut) => ({ index, cut })));

/** Some other message of the corpus under the same data key, as far as suites share one. */
const stranger = (random: Random): Message => {
  const { message, sibling } = pick(smallSubjects, random);
  return pick([message, sibling], random);
};

export const spliceKinds: Kinds = {
  'a part left out': perItem(indices, (subject, index) => Buffer.concat(slices(subject).toSpliced(index, 1))),
  'a part twice': perItem(indices, (subject, index) => {
    const all = slices(subject);
    return Buffer.concat(all.toSpliced(index, 0, ...all.slice(index, index + 1)));
  }),
  'a part zeroed': perItem(indices, (subject, index) =>
    Buffer.concat(slices(subject).map((part, at) => (at === index ? Buffer.alloc(part.length) : part))),
  ),
  'two parts exchanged': perItem(
    ({ parts }) => pairsOf(parts.length),
    (subject, pair) => Buffer.concat(exchanged(slices(subject), pair)),
  ),
  'a part of the sibling': perItem(indices, ({ parts, message, sibling }, index) => {
    const { at = 0, length = 0 } = parts[index] ?? {};
    return splice(message.bytes, at, length, sibling.bytes.subarray(at, at + length));
  }),
  'frames rearranged': perItem(arrangements, ({ message }, { frames, renumber }) =>
    join(message, renumber ? renumbered(frames) : frames),
  ),
  'a frame turned final, or regular': perItem(turnings, ({ message }, { index, cut }) => {
    const { frames } = message;
    const changed = frames.map((frame, at) => (at === index ? turned(frame) : frame));
    return join(message, cut ? changed.slice(0, index + 1) : changed);
  }),
  'the body of the sibling': perItem(
    () => [true, false],
    ({ message, sibling }, withFooter) =>
      Buffer.concat([message.header, ...sibling.frames, withFooter ? sibling.footer : message.footer]),
  ),
  'the footer of the sibling': perItem(
    () => [true],
    ({ message, sibling }) => Buffer.concat([message.header, ...message.frames, sibling.footer]),
  ),
  'the beginning of one, the rest of its sibling': {
    count: ({ message }) => message.bytes.length,
    make: ({ message, sibling }, at) =>
      splice(message.bytes, at, message.bytes.length, sibling.bytes.subarray(at)),
  },
  'the beginning of one, the rest of another': drawn(500, ({ message: { bytes } }, random) => {
    const other = stranger(random).bytes;
    return splice(bytes, random(bytes.length + 1), bytes.length, other.subarray(random(other.length)));
  }),
  'the header of one, the body of another': drawn(100, ({ message }, random) => {
    const other = stranger(random);
    return Buffer.concat([message.header, ...other.frames, pick([message.footer, other.footer], random)]);
  }),
  'a frame of another': drawn(100, ({ message }, random) => {
    const other = stranger(random);
    const index = random(message.frames.length);
    return join(message, message.frames.with(index, pick(other.frames, random)));
  }),
};
