/** Reading an answer's body, with which whoever answers must be able neither to fill the memory nor to hold anybody up. */
import type { Readable } from 'node:stream';
import { failed } from './tunnel.ts';

/** Bytes; the largest real answers, pages of a hundred accounts, have some ten thousand. */
const MAX_BODY = 1_048_576;
/** Milliseconds for the whole body. */
const TIME_LIMIT = 15_000;

/**
 * Collects a body, as the SDK's `streamCollector`. Rejects with an Error whose `code` is ResponseTooLarge or ETIMEDOUT,
 * or the system's; the connection is closed then.
 */
export async function collectAnswer(body: Readable, timeLimit = TIME_LIMIT): Promise<Uint8Array> {
  const limit = setTimeout(() => body.destroy(failed('ETIMEDOUT')), timeLimit);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      length += chunk.length;
      if (length > MAX_BODY) throw failed('ResponseTooLarge');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(limit);
  }
}
