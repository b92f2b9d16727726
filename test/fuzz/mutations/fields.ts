/** Mutations of fields: lengths that lie, counts that do not count, fields that agree with each other and not with the tag. */
import { suiteIds } from '../../envelope/reference.ts';
import type { Subject } from '../corpus.ts';
import type { Part } from '../parts.ts';
import {
  drawn,
  type Kinds,
  number,
  perItem,
  pick,
  type Random,
  randomBytes,
  remembered,
  splice,
} from './kind.ts';

const powers = [7n, 8n, 15n, 16n, 31n, 32n, 36n, 53n, 63n, 64n].map((power) => 1n << power);

/** Where numbers break: nothing, one, the format's own constants, the ends of integer types, one more, one less. */
const extremes = (value: bigint, length: number): readonly bigint[] => [
  ...new Set(
    [0n, 1n, 2n, 3n, 12n, 16n, value - 1n, value + 1n, value * 2n, value << 8n, (1n << 36n) - 32n]
      .concat(powers.flatMap((power) => [power - 1n, power, power + 1n]))
      .filter((extreme) => extreme >= 0n && extreme < 1n << BigInt(8 * length)),
  ),
];

const valueAt = (bytes: Buffer, { at, length }: Part): bigint =>
  BigInt(`0x${bytes.toString('hex', at, at + length)}`);

interface Setting {
  readonly part: Part;
  readonly value: bigint;
}

const settings = remembered(({ parts, message }): readonly Setting[] =>
  parts
    .filter((part) => part.numeric)
    .flatMap((part) => extremes(valueAt(message.bytes, part), part.length).map((value) => ({ part, value }))),
);

const set = (bytes: Buffer, { part: { at, length }, value }: Setting): Buffer =>
  splice(bytes, at, length, number(value, length));

/** A field and the lengths that enclose it. */
interface Resizing {
  readonly part: Part;
  readonly lengths: readonly Part[];
  readonly size: number;
}

const inContext = /of the context$/;

function resizings({ parts }: Subject): readonly Resizing[] {
  const context = parts.filter(({ name }) => name === 'length of the context');
  return parts.flatMap((part, index) => {
    const before = parts[index - 1];
    if (part.numeric || before?.name !== `length of ${part.name}`) return [];
    const lengths = inContext.test(part.name) ? [before, ...context] : [before];
    return [0, part.length - 1, part.length + 1, part.length + 16, part.length * 2].map((size) => ({
      part,
      lengths,
      size,
    }));
  });
}

/** The part longer or shorter, and every length that tells of it right. */
function resize({ message }: Subject, { part, lengths, size }: Resizing, random: Random): Buffer {
  const content = message.bytes.subarray(part.at, part.at + Math.min(size, part.length));
  const more = randomBytes(Math.max(0, size - part.length), random);
  let bytes: Buffer = Buffer.from(message.bytes);
  for (const length of lengths) {
    const value = valueAt(bytes, length) + BigInt(size - part.length);
    bytes = set(bytes, { part: length, value });
  }
  return splice(bytes, part.at, part.length, content, more);
}

const named = ({ parts }: Subject, name: string): readonly Part[] =>
  parts.filter((part) => part.name === name);

/** From one part's beginning to another's end, left out or doubled, with the count and the lengths right. */
function recount(subject: Subject, counter: string, first: string, last: string, which: number): Buffer {
  const { bytes } = subject.message;
  const [count] = named(subject, counter);
  const starts = named(subject, first);
  const ends = named(subject, last);
  const index = Math.floor(which / 2);
  const start = starts[index];
  const end = starts[index + 1]?.at ?? afterLast(bytes, ends);
  if (count === undefined || start === undefined) return bytes;
  const item = bytes.subarray(start.at, end);
  const more = which % 2 === 0 ? -1 : 1;
  const whole = more < 0 ? splice(bytes, start.at, item.length) : splice(bytes, start.at, 0, item);
  const counted = set(whole, { part: count, value: valueAt(bytes, count) + BigInt(more) });
  const [context] = counter === 'pairs' ? named(subject, 'length of the context') : [];
  if (context === undefined) return counted;
  const value = valueAt(bytes, context) + BigInt(more * item.length);
  return set(counted, { part: context, value });
}

/** Behind the last part, which is left out of the list of parts where it is empty: then its length says so. */
function afterLast(bytes: Buffer, lengths: readonly Part[]): number {
  const last = lengths.at(-1);
  return last === undefined ? bytes.length : last.at + last.length + Number(valueAt(bytes, last));
}

const twiceFor =
  (name: string) =>
  (subject: Subject): readonly number[] => [...Array(2 * named(subject, name).length).keys()];

export const fieldKinds: Kinds = {
  'a number at its extremes': perItem(settings, ({ message }, setting) => set(message.bytes, setting)),
  'two numbers at their extremes': drawn(500, (subject, random) => {
    const all = settings(subject);
    return set(set(subject.message.bytes, pick(all, random)), pick(all, random));
  }),
  'a part of another length, told right': perItem(resizings, resize),
  'a pair less or twice, counted right': perItem(
    twiceFor('length of a key of the context'),
    (subject, which) =>
      recount(subject, 'pairs', 'length of a key of the context', 'length of a value of the context', which),
  ),
  'an encrypted data key less or twice, counted right': perItem(
    twiceFor('length of a provider id'),
    (subject, which) =>
      recount(
        subject,
        'encrypted data keys',
        'length of a provider id',
        'length of an encrypted data key',
        which,
      ),
  ),
  'another suite': perItem(
    () => suiteIds,
    ({ parts, message }, id) => {
      const suite = parts.find(({ name }) => name === 'suite');
      return suite === undefined ? message.bytes : set(message.bytes, { part: suite, value: BigInt(id) });
    },
  ),
};
