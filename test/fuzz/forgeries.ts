/**
 * Odd messages whose every tag and signature holds.
 *
 * Mutants end at the first tag; these get past it, to the rules behind. Which of them are messages is not for a table
 * to say: both implementations are asked, and must say the same (`differences.ts` lists where they do not).
 */
import { be16, referenceSuites } from '../envelope/reference.ts';
import { referenceSigner } from '../envelope/reference-signer.ts';
import { bytesOf } from '../envelope/support.ts';
import type { Subject } from './corpus.ts';
import { authenticated, type Frame, forged, frame, framesOf, ivOf } from './forge.ts';
import { type Kind, type Kinds, perItem } from './mutations/kind.ts';
import { kinds } from './mutations/kinds.ts';

/** The mutant's header under a new tag, before the message's own body. */
const retagged = ({ count, make }: Kind): Kind => ({
  count,
  make: (subject, index, random) => {
    const behind = subject.message.bytes.length - authenticated(subject).length;
    const mutant = make(subject, index, random);
    return forged(subject, { header: mutant.subarray(0, Math.max(0, mutant.length - behind)) });
  },
});

const renumbered = (frames: readonly Frame[]): readonly Frame[] =>
  frames.map((one, index) => ({ ...one, sequence: index + 1 }));

/** Bodies that break one rule each, or only seem to. */
const bodies: Readonly<Record<string, (frames: readonly Frame[]) => readonly Frame[]>> = {
  'numbered from 0': (frames) => frames.map((one) => ({ ...one, sequence: one.sequence - 1 })),
  'numbered from 2': (frames) => frames.map((one) => ({ ...one, sequence: one.sequence + 1 })),
  'numbered by twos': (frames) => frames.map((one) => ({ ...one, sequence: one.sequence * 2 - 1 })),
  'all numbered 1': (frames) => frames.map((one) => ({ ...one, sequence: 1 })),
  'numbered backwards': (frames) => frames.map((one, index) => ({ ...one, sequence: frames.length - index })),
  'the last one numbered like the mark': (frames) =>
    frames.map((one) => ({ ...one, sequence: one.kind === 'final' ? 0xffffffff : one.sequence })),
  'other IVs': (frames) => frames.map((one) => ({ ...one, iv: Buffer.from(bytesOf(12, one.sequence)) })),
  'one IV for all, the header’s': (frames) => frames.map((one) => ({ ...one, iv: Buffer.alloc(12) })),
  'the IV of the next': (frames) => frames.map((one) => ({ ...one, iv: ivOf(one.sequence + 1) })),
  'labelled as regular': (frames) => frames.map((one) => ({ ...one, label: 'regular' })),
  'labelled as final': (frames) => frames.map((one) => ({ ...one, label: 'final' })),
  'labelled as a block': (frames) => frames.map((one) => ({ ...one, label: 'block' })),
  'all final': (frames) => frames.map((one) => frame('final', one.sequence, one.content)),
  'all regular': (frames) => frames.map((one) => frame('regular', one.sequence, one.content)),
  'all blocks': (frames) => frames.map((one) => frame('block', one.sequence, one.content)),
  'the last left out': (frames) => frames.slice(0, -1),
  'the first left out': (frames) => renumbered(frames.slice(1)),
  'the first twice': (frames) => renumbered([...frames.slice(0, 1), ...frames]),
  'the last twice': (frames) => renumbered([...frames, ...frames.slice(-1)]),
  'an empty final frame more': (frames) => [...frames, frame('final', frames.length + 1, Buffer.alloc(0))],
  'a short frame first': (frames) => renumbered([frame('regular', 1, bytesOf(1)), ...frames]),
  'a short final frame first': (frames) => renumbered([frame('final', 1, bytesOf(1)), ...frames]),
  'a longer last one': (frames) => withLast(frames, (last) => frame(last.kind, last.sequence, bytesOf(65))),
  'a much longer last one': (frames) =>
    withLast(frames, (last) => frame(last.kind, last.sequence, bytesOf(2000))),
  'a shorter last one': (frames) => withLast(frames, (last) => frame(last.kind, last.sequence, bytesOf(1))),
  'an empty last one': (frames) => withLast(frames, (last) => frame(last.kind, last.sequence, bytesOf(0))),
  'told one byte longer': (frames) => withLast(frames, (last) => ({ ...last, length: last.length + 1 })),
  'told to be empty': (frames) => withLast(frames, (last) => ({ ...last, length: 0 })),
  'told to be endless': (frames) => withLast(frames, (last) => ({ ...last, length: 0xffffffff })),
  'told to be longer than GCM allows': (frames) =>
    withLast(frames, (last) => ({ ...last, length: 2 ** 36 - 31 })),
  'told to be longer than a number': (frames) => withLast(frames, (last) => ({ ...last, length: 2 ** 53 })),
};

const withLast = (frames: readonly Frame[], change: (last: Frame) => Frame): readonly Frame[] =>
  frames.map((one, index) => (index === frames.length - 1 ? change(one) : one));

type Pair = readonly [key: Buffer | string, value: Buffer | string];
const sized = (text: Buffer | string): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([be16(bytes.length), bytes]);
};
const serialized = (pairs: readonly Pair[], count = pairs.length): Buffer =>
  Buffer.concat([be16(count), ...pairs.flatMap(([key, value]) => [sized(key), sized(value)])]);

const PUBLIC_KEY = 'aws-crypto-public-key';
const point = (base64: string): Buffer => Buffer.from(base64, 'base64');
const p256 = referenceSigner({ curve: 'P-256', hash: 'sha256' }, bytesOf(1)).publicKey;

/** Contexts, each beside the public key that the suite asks for. */
const contexts: Readonly<Record<string, (own: readonly Pair[]) => Buffer>> = {
  'no pair': (own) => serialized(own),
  unsorted: (own) => serialized([['b', '1'], ...own, ['a', '2']]),
  'the same key twice': (own) => serialized([['a', '1'], ['a', '2'], ...own]),
  'the same pair twice': (own) => serialized([['a', '1'], ['a', '1'], ...own]),
  'a key that is no UTF-8': (own) => serialized([[Buffer.of(0xff), 'x'], ...own]),
  'a value that is no UTF-8': (own) => serialized([['x', Buffer.of(0xc3)], ...own]),
  'half a surrogate pair': (own) => serialized([['x', Buffer.from('eda080', 'hex')], ...own]),
  'an overlong character': (own) => serialized([['x', Buffer.from('c0af', 'hex')], ...own]),
  'a byte order mark': (own) => serialized([['\uFEFFx', '\uFEFF'], ...own]),
  'keys of a prototype': (own) => serialized([['__proto__', 'x'], ['constructor', 'y'], ...own]),
  'an empty key and value': (own) => serialized([['', ''], ...own]),
  'a reserved key': (own) => serialized([['aws-crypto-other', 'x'], ...own]),
  'one pair more than there are': (own) => serialized([['a', 'b'], ...own], own.length + 2),
  'one pair less than there are': (own) => serialized([['a', 'b'], ...own], own.length),
  'a byte behind the pairs': (own) => Buffer.concat([serialized([['a', 'b'], ...own]), Buffer.of(0)]),
  'no public key': () => serialized([['a', 'b']]),
  'a public key where there is none': (own) => serialized([[PUBLIC_KEY, p256], ...own]),
  'a public key of another curve': (own) => serialized(own.map(([key]) => [key, p256])),
  'a public key without padding': (own) =>
    serialized(own.map(([key, value]) => [key, String(value).replace(/=+$/, '')])),
  'a public key in URL’s base64': (own) =>
    serialized(own.map(([key, value]) => [key, point(String(value)).toString('base64url')])),
  'a public key with white space': (own) => serialized(own.map(([key, value]) => [key, ` ${value}\n`])),
  'a public key with something behind': (own) => serialized(own.map(([key, value]) => [key, `${value}==!`])),
  'a public key with a byte behind': (own) =>
    serialized(
      own.map(([key, value]) => [
        key,
        Buffer.concat([point(String(value)), Buffer.of(0)]).toString('base64'),
      ]),
    ),
  'a public key of zeroes': (own) =>
    serialized(
      own.map(([key, value]) => [key, Buffer.alloc(point(String(value)).length).toString('base64')]),
    ),
  'an empty public key': (own) => serialized(own.map(([key]) => [key, ''])),
};

function withContext(subject: Subject, name: string): Buffer {
  const { signature } = referenceSuites[subject.recipe.suite];
  const own: readonly Pair[] =
    signature === null ? [] : [[PUBLIC_KEY, referenceSigner(signature, subject.recipe.messageId).publicKey]];
  const context = sized(contexts[name]?.(own) ?? Buffer.alloc(0));
  return forged(subject, { header: authenticated(subject, { context }) });
}

/** Every mutation there is, of the header alone, under a tag that holds. */
export const retaggedKinds: Kinds = Object.fromEntries(
  Object.entries(kinds).map(([name, kind]) => [`header under a new tag: ${name}`, retagged(kind)]),
);

/** Each rule of the format broken once, and things that look like it and are allowed. */
export const ruleKinds: Kinds = {
  'frames under new tags': perItem(
    () => Object.keys(bodies),
    (subject, name) => forged(subject, { frames: bodies[name]?.(framesOf(subject)) ?? [] }),
  ),
  'context under a new tag': perItem(() => Object.keys(contexts), withContext),
};
