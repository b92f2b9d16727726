/**
 * What the program does with bytes that claim to be an envelope: both of its readers, and how much each asks for.
 *
 * The memory and the work of reading are bounded by the bytes that are there, whatever their lengths say; a reader
 * that breaks this, or fails with anything but an `EnvelopeError`, is a bug, and `readBoth` throws.
 */
import { getHeapStatistics } from 'node:v8';
import { findLayout } from '../../electron/engine/thread/find-layout.ts';
import { ByteReader } from '../../electron/envelope/bytes.ts';
import type { EncryptionContext } from '../../electron/envelope/context.ts';
import { deriveKeys } from '../../electron/envelope/derive.ts';
import { EnvelopeError, type EnvelopeErrorCode } from '../../electron/envelope/errors.ts';
import { type Header, parseHeader, verifyHeader } from '../../electron/envelope/header.ts';
import { openBody, PIECE_LENGTH } from '../../electron/envelope/open-body.ts';
import { openRuns } from '../../electron/envelope/open-runs.ts';
import { runCount } from '../../electron/envelope/runs.ts';
import { lenientPolicy } from '../envelope/support.ts';

export type Outcome =
  | { readonly code: 'accepted'; readonly content: Buffer; readonly context: EncryptionContext }
  | { readonly code: EnvelopeErrorCode; readonly part: string };

export interface Reading {
  /** From front to back. */
  readonly sequential: Outcome;
  /** In runs, as threads share them; null where the bytes have no layout, and so are never read that way. */
  readonly shared: Outcome | null;
}

/** Bytes of memory for both readings: some copies of what is there (until they are collected), a piece, a run. */
const memoryFor = (length: number): number => 8 * length + 2 * PIECE_LENGTH;

/** Both readers on `bytes`, with the data key that the message was written under. */
export const readBoth = (bytes: Buffer, dataKey: Uint8Array): Reading =>
  withinMemory(memoryFor(bytes.length), () => read(bytes, dataKey));

/** Throws a `RangeError` where `work` leaves more than `limit` bytes of buffers behind, used or not. */
export function withinMemory<Result>(limit: number, work: () => Result): Result {
  const before = getHeapStatistics().external_memory;
  const result = work();
  const grown = getHeapStatistics().external_memory - before;
  if (grown > limit) throw new RangeError(`${grown} bytes of memory where ${limit} are enough`);
  return result;
}

function read(bytes: Buffer, dataKey: Uint8Array): Reading {
  let header: Header;
  let key: Uint8Array;
  try {
    header = parseHeader(bytes, lenientPolicy);
    key = verifiedKey(header, dataKey);
  } catch (error) {
    return { sequential: refusal(error), shared: null };
  }
  const sequential = outcome(header, () => readSequentially(bytes, header, key));
  const layout = findLayout(
    (buffer, position) => bytes.copy(buffer, 0, position, position + buffer.length),
    header,
    bytes.length,
  );
  if (layout === null) return { sequential, shared: null };
  const shared = outcome(header, () => {
    const content = Buffer.alloc(layout.size);
    const body = bytes.subarray(header.length);
    const runs = Array(runCount(layout)).keys();
    const readAt = (offset: number, length: number): Uint8Array => body.subarray(offset, offset + length);
    openRuns(header, key, layout, runs, readAt, (pieces, offset) => {
      let end = offset;
      for (const piece of pieces) {
        content.set(piece, end);
        end += piece.length;
      }
    });
    return content;
  });
  return { sequential, shared };
}

/**
 * The derived key of a header that holds. KMS would not answer a key of another length than it wrapped; here it is
 * made to fit, so that the reader has to notice the change by itself.
 */
function verifiedKey(header: Header, dataKey: Uint8Array): Uint8Array {
  const fitting = new Uint8Array(header.suite.keyLength);
  fitting.set(dataKey.subarray(0, fitting.length));
  const keys = deriveKeys(header.suite, fitting, header.messageId);
  verifyHeader(header, keys);
  return keys.key;
}

function readSequentially(bytes: Buffer, header: Header, key: Uint8Array): Buffer {
  const body = bytes.subarray(header.length);
  const reader = new ByteReader(body);
  const content = Buffer.alloc(body.length);
  let filled = 0;
  let takes = 0;
  const take = (length: number, part: string): Uint8Array => {
    takes += 1;
    if (length > PIECE_LENGTH) throw new RangeError(`${length} bytes asked for at once`);
    if (takes > 16 + body.length) throw new RangeError(`${takes} reads of ${body.length} bytes`);
    return reader.bytes(length, part);
  };
  const source = { take, atEnd: () => reader.offset === body.length };
  openBody(header, key, source, (piece) => {
    content.set(piece, filled);
    filled += piece.length;
  });
  return content.subarray(0, filled);
}

function outcome({ context }: Header, action: () => Buffer): Outcome {
  try {
    return { code: 'accepted', content: action(), context };
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): Outcome {
  if (error instanceof EnvelopeError) return { code: error.code, part: error.part };
  throw error;
}
