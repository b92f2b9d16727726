/**
 * Mutations of the signature that keep its numbers but not their encoding, and the reverse.
 *
 * One is left out on purpose: (r, n − s) is as good a signature as (r, s), to us and to AWS's implementation, because
 * ECDSA has it so; docs/format.md says what follows, malleable.test.ts shows it.
 */
import { be16, type Message } from '../../envelope/reference.ts';
import { signatureDer } from '../../envelope/reference-signer.ts';
import type { Subject } from '../corpus.ts';
import { type Kinds, perItem } from './kind.ts';

export interface Signature {
  /** The integers as DER encodes them, without tag and length. */
  readonly r: Buffer;
  readonly s: Buffer;
}

export function readSignature({ footer }: Message): Signature {
  const rLength = footer.readUInt8(5);
  return { r: footer.subarray(6, 6 + rLength), s: footer.subarray(8 + rLength) };
}

const tagged = (tag: number, ...content: readonly Buffer[]): Buffer => {
  const bytes = Buffer.concat(content);
  return Buffer.concat([Buffer.of(tag, bytes.length), bytes]);
};
const integer = (bytes: Buffer): Buffer => tagged(2, bytes);
const sequence = (...items: readonly Buffer[]): Buffer => tagged(0x30, ...items);
const zero = Buffer.of(0);
export const toNumber = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);
const unpadded = (bytes: Buffer): Buffer => (bytes[0] === 0 ? bytes.subarray(1) : bytes);
const padded = (bytes: Buffer): Buffer => Buffer.concat([zero, bytes]);

const variants: Readonly<Record<string, (signature: Signature) => Buffer>> = {
  'r padded': ({ r, s }) => sequence(integer(padded(r)), integer(s)),
  's padded': ({ r, s }) => sequence(integer(r), integer(padded(s))),
  'r without the byte that keeps it positive': ({ r, s }) => sequence(integer(unpadded(r)), integer(s)),
  's without the byte that keeps it positive': ({ r, s }) => sequence(integer(r), integer(unpadded(s))),
  'a long length of the sequence': ({ r, s }) => {
    const content = Buffer.concat([integer(r), integer(s)]);
    return Buffer.concat([Buffer.of(0x30, 0x81, content.length), content]);
  },
  'a longer length of the sequence': ({ r, s }) => {
    const content = Buffer.concat([integer(r), integer(s)]);
    return Buffer.concat([Buffer.of(0x30, 0x82, 0, content.length), content]);
  },
  'a long length of r': ({ r, s }) => sequence(Buffer.concat([Buffer.of(2, 0x81, r.length), r]), integer(s)),
  'a long length of s': ({ r, s }) => sequence(integer(r), Buffer.concat([Buffer.of(2, 0x81, s.length), s])),
  'a sequence without a length': ({ r, s }) =>
    Buffer.concat([Buffer.of(0x30, 0x80), integer(r), integer(s), Buffer.alloc(2)]),
  'a set': ({ r, s }) => tagged(0x31, integer(r), integer(s)),
  'bit strings': ({ r, s }) => sequence(tagged(3, r), tagged(3, s)),
  'a byte in the sequence, behind the integers': ({ r, s }) => sequence(integer(r), integer(s), zero),
  'a third integer': ({ r, s }) => sequence(integer(r), integer(s), integer(s)),
  'a byte behind the sequence': ({ r, s }) => Buffer.concat([sequence(integer(r), integer(s)), zero]),
  'the sequence in a sequence': ({ r, s }) => sequence(sequence(integer(r), integer(s))),
  'r and s without DER': ({ r, s }) => Buffer.concat([unpadded(r), unpadded(s)]),
  'r and s exchanged': ({ r, s }) => sequence(integer(s), integer(r)),
  'r twice': ({ r }) => sequence(integer(r), integer(r)),
  'r alone': ({ r }) => sequence(integer(r)),
  'r = 0': ({ s }) => sequence(integer(zero), integer(s)),
  's = 0': ({ r }) => sequence(integer(r), integer(zero)),
  'r = s = 1': () => signatureDer(1n, 1n),
  'r + 1': ({ r, s }) => signatureDer(toNumber(r) + 1n, toNumber(s)),
  's + 1': ({ r, s }) => signatureDer(toNumber(r), toNumber(s) + 1n),
  '2r, 2s': ({ r, s }) => signatureDer(toNumber(r) * 2n, toNumber(s) * 2n),
  nothing: () => Buffer.alloc(0),
};

const applicable = ({ message }: Subject): readonly string[] =>
  message.footer.length === 0 ? [] : Object.keys(variants);

export const signatureKinds: Kinds = {
  'another encoding of the signature, or another signature': perItem(applicable, ({ message }, name) => {
    const signature = variants[name]?.(readSignature(message)) ?? Buffer.alloc(0);
    return Buffer.concat([message.header, ...message.frames, be16(signature.length), signature]);
  }),
};
