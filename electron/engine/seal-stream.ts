/**
 * Encrypts a stream of unknown length as it comes, frame by frame, in this thread.
 *
 * Nothing of the stream is ever on disk in the clear.
 */
import type { Readable } from 'node:stream';
import { deriveKeys } from '../envelope/derive.ts';
import { FrameSealer, MAX_SEQUENCE } from '../envelope/frames.ts';
import type { NewMessage } from '../envelope/new-message.ts';
import { footerMaker } from '../envelope/signature.ts';
import { defaultSuite, signedSuite } from '../envelope/suites.ts';
import { writeHeader } from '../envelope/write-header.ts';
import { chunks } from './chunks.ts';
import { EngineError } from './errors.ts';
import type { Output } from './output.ts';
import type { JobOptions } from './request.ts';

/** Answers the length of the envelope in bytes. */
export async function sealStream(
  readable: Readable,
  output: Output,
  message: NewMessage,
  { signal, onProgress }: JobOptions,
): Promise<number> {
  const { dataKey, frameLength, messageId, signingKey } = message;
  const suite = signingKey === null ? defaultSuite : signedSuite;
  const keys = deriveKeys(suite, dataKey, messageId);
  try {
    const signature = signingKey === null ? null : footerMaker(signingKey);
    let length = 0;
    const write = async (pieces: readonly Uint8Array[]): Promise<void> => {
      for (const piece of pieces) {
        await output.write(piece, length);
        signature?.update(piece);
        length += piece.length;
      }
    };
    await write([writeHeader({ ...message, suite }, keys)]);
    const sealer = new FrameSealer(suite, keys.key, messageId);
    let sequence = 1;
    let content = 0;
    for await (const { bytes, last } of frames(readable, frameLength, signal)) {
      if (sequence > MAX_SEQUENCE - 1 && !last) throw new EngineError('limit-exceeded');
      content += bytes.length;
      await write(last ? sealer.sealFinal(sequence, bytes) : sealer.seal(sequence, bytes));
      onProgress?.('encrypting', content, content);
      sequence += 1;
    }
    const footer = signature?.footer() ?? new Uint8Array(0);
    await output.write(footer, length);
    return length + footer.length;
  } finally {
    keys.key.fill(0);
  }
}

interface Piece {
  /** Valid until the next one is asked for. */
  readonly bytes: Uint8Array;
  readonly last: boolean;
}

/** Pieces of `length` bytes, and one shorter, possibly empty, at the end. */
async function* frames(
  readable: Readable,
  length: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Piece> {
  const frame = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  try {
    for await (const chunk of chunks(readable, signal)) {
      for (let taken = 0; taken < chunk.length; ) {
        const part = chunk.subarray(taken, taken + length - filled);
        frame.set(part, filled);
        filled += part.length;
        taken += part.length;
        if (filled < length) break;
        yield { bytes: frame, last: false };
        filled = 0;
      }
    }
    yield { bytes: frame.subarray(0, filled), last: true };
  } finally {
    frame.fill(0);
  }
}
