/**
 * What a kind of mutation is: a numbered set of mutants of a message, each of which can be made alone.
 *
 * A mutant follows from the message, its kind, its number and the run's seed, and from nothing else, so that any
 * selection of them is the same as in a full run.
 */
import type { Subject } from '../corpus.ts';

/** A number from 0 to below `limit`. */
export type Random = (limit: number) => number;

export interface Kind {
  /** Mutants of this message: all there are, or as many as a full run makes of those that are drawn. */
  readonly count: (subject: Subject) => number;
  /** Mutant `index`, below the count. May equal the message, which is then no mutant. */
  readonly make: (subject: Subject, index: number, random: Random) => Buffer;
}

export type Kinds = Readonly<Record<string, Kind>>;

/** `times` mutants for every byte of the message; `which` counts them. */
export const perByte = (
  times: number,
  make: (bytes: Buffer, at: number, which: number, random: Random) => Buffer,
): Kind => ({
  count: ({ message }) => message.bytes.length * times,
  make: ({ message }, index, random) => make(message.bytes, Math.floor(index / times), index % times, random),
});

/** One mutant for each item that a message has. */
export const perItem = <Item>(
  items: (subject: Subject) => readonly Item[],
  make: (subject: Subject, item: Item, random: Random) => Buffer,
): Kind => ({
  count: (subject) => items(subject).length,
  make: (subject, index, random) =>
    make(
      subject,
      pick(items(subject), () => index),
      random,
    ),
});

/** `times` mutants that are drawn. */
export const drawn = (times: number, make: (subject: Subject, random: Random) => Buffer): Kind => ({
  count: () => times,
  make: (subject, _, random) => make(subject, random),
});

/** The same answer for the same message, found once. */
export function remembered<Answer>(find: (subject: Subject) => Answer): (subject: Subject) => Answer {
  const found = new WeakMap<Subject, { readonly answer: Answer }>();
  return (subject) => {
    const known = found.get(subject) ?? { answer: find(subject) };
    found.set(subject, known);
    return known.answer;
  };
}

export function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[random(items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

export const randomBytes = (length: number, random: Random): Buffer =>
  Buffer.from(Uint8Array.from({ length }, () => random(256)));

/** `bytes` with `removed` bytes at `at` replaced by others. */
export const splice = (bytes: Buffer, at: number, removed: number, ...inserted: readonly Buffer[]): Buffer =>
  Buffer.concat([bytes.subarray(0, at), ...inserted, bytes.subarray(at + removed)]);

/** `value`, big-endian in `length` bytes; what does not fit is cut off. */
export const number = (value: bigint, length: number): Buffer =>
  Buffer.from(
    BigInt.asUintN(8 * length, value)
      .toString(16)
      .padStart(2 * length, '0'),
    'hex',
  );
