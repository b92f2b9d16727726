/** What the envelope tests share: known bytes, a source that keeps its contract to the letter, seal and open. */
import { ByteReader, type ByteSource } from '../../electron/envelope/bytes.ts';
import type { EncryptionContext } from '../../electron/envelope/context.ts';
import { deriveKeys } from '../../electron/envelope/derive.ts';
import { EnvelopeError, type EnvelopeErrorCode } from '../../electron/envelope/errors.ts';
import { FrameSealer } from '../../electron/envelope/frames.ts';
import {
  type EncryptedDataKey,
  type Header,
  parseHeader,
  type ReadPolicy,
  strictPolicy,
  verifyHeader,
} from '../../electron/envelope/header.ts';
import { openBody } from '../../electron/envelope/open-body.ts';
import { runCount } from '../../electron/envelope/runs.ts';
import { type ReadAt, sealBody } from '../../electron/envelope/seal-body.ts';
import { defaultSuite } from '../../electron/envelope/suites.ts';
import { writeHeader } from '../../electron/envelope/write-header.ts';
import { type Message, type Recipe, referenceMessage, referenceSuites } from './reference.ts';

export const lenientPolicy: ReadPolicy = { allowUncommitted: true, maxEncryptedDataKeys: 10 };

/** The same `length` bytes for the same `seed`, without visible pattern. */
export function bytesOf(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const next = randomFrom(seed);
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = next(256);
  return bytes;
}

/** Numbers below `limit`, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

export const dataKey = bytesOf(32, 7);
export const messageId = bytesOf(32, 11);
export const kmsKey: EncryptedDataKey = {
  providerId: 'aws-kms',
  providerInfo: Buffer.from('arn:aws:kms:eu-west-1:111122223333:key/0'),
  ciphertext: Buffer.from('opaque'),
};

/** Positional reads whose bytes are really gone after the next call; `truncated` behind the end. */
export function readerOf(bytes: Uint8Array): ReadAt {
  let lent = new Uint8Array(0);
  return (offset, length) => {
    lent.fill(0xee);
    lent = Uint8Array.from(bytes.subarray(offset, offset + length));
    if (lent.length < length) throw new EnvelopeError('truncated', 'source');
    return lent;
  };
}

/** A source whose bytes are really gone after the next call, as the contract of `ByteSource` allows. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  const reader = new ByteReader(bytes);
  let lent = new Uint8Array(0);
  return {
    take: (length, part) => {
      lent.fill(0xee);
      lent = Uint8Array.from(reader.bytes(length, part));
      return lent;
    },
    atEnd: () => reader.offset === bytes.length,
  };
}

export interface SealOptions {
  readonly content: Uint8Array;
  readonly frameLength: number;
  readonly context?: EncryptionContext;
  readonly encryptedDataKeys?: readonly EncryptedDataKey[];
  readonly dataKey?: Uint8Array;
  readonly messageId?: Uint8Array;
}

/** A whole message by electron/envelope. */
export function seal(options: SealOptions): Buffer {
  const id = options.messageId ?? messageId;
  const { content, frameLength } = options;
  const keys = deriveKeys(defaultSuite, options.dataKey ?? dataKey, id);
  const fields = {
    suite: defaultSuite,
    messageId: id,
    context: options.context ?? new Map(),
    encryptedDataKeys: options.encryptedDataKeys ?? [kmsKey],
    frameLength,
  };
  const parts: Uint8Array[] = [writeHeader(fields, keys)];
  const sealer = new FrameSealer(defaultSuite, keys.key, id);
  const layout = { size: content.length, frameLength };
  sealBody(sealer, layout, Array(runCount(layout)).keys(), readerOf(content), (run) =>
    parts.push(...run.map((piece) => Uint8Array.from(piece))),
  );
  return Buffer.concat(parts);
}

export interface OpenOptions {
  readonly dataKey?: Uint8Array;
  readonly policy?: ReadPolicy;
  readonly extraContext?: EncryptionContext;
}

/** Opens a whole message with electron/envelope; content only if all of it was accepted. */
export function open(message: Uint8Array, options: OpenOptions = {}): { header: Header; content: Buffer } {
  const header = parseHeader(message, options.policy ?? strictPolicy);
  const keys = deriveKeys(header.suite, options.dataKey ?? dataKey, header.messageId);
  verifyHeader(header, keys, options.extraContext);
  const pieces: Uint8Array[] = [];
  const length = openBody(header, keys.key, sourceOf(message.subarray(header.length)), (piece) => {
    pieces.push(Uint8Array.from(piece));
  });
  const content = Buffer.concat(pieces);
  if (content.length !== length) throw new Error(`${content.length} bytes came, ${length} were reported`);
  return { header, content };
}

/** The code that `action` fails with, `accepted` when it does not fail. Any other error passes through. */
export function codeOf(action: () => unknown): EnvelopeErrorCode | 'accepted' {
  try {
    action();
    return 'accepted';
  } catch (error) {
    if (error instanceof EnvelopeError) return error.code;
    throw error;
  }
}

/** A message by the independent writer, with the test's own data key and message id. */
export function reference(
  recipe: Omit<Recipe, 'dataKey' | 'messageId' | 'suite'> & Partial<Recipe>,
): Message & { readonly dataKey: Uint8Array } {
  const suite = recipe.suite ?? 0x0478;
  const { keyLength, version } = referenceSuites[suite];
  const key = recipe.dataKey ?? dataKey.slice(0, keyLength);
  const id = recipe.messageId ?? messageId.slice(0, version === 1 ? 16 : 32);
  return { ...referenceMessage({ ...recipe, suite, dataKey: key, messageId: id }), dataKey: key };
}

/** The message with parts of its header replaced, by name; tag and all else are left as they were. */
export function withHeaderParts(message: Message, replaced: Readonly<Record<string, Uint8Array>>): Buffer {
  const names = message.headerParts.map(([name]) => name);
  for (const name of Object.keys(replaced))
    if (!names.includes(name)) throw new RangeError(`no part ${name}`);
  const header = message.headerParts.map(([name, own]) => replaced[name] ?? own);
  return Buffer.concat([...header, ...message.frames, message.footer]);
}

export const withHeaderPart = (message: Message, name: string, bytes: Uint8Array): Buffer =>
  withHeaderParts(message, { [name]: bytes });
