/** Reading an answer's body into memory, which whoever answers must not be able to fill. */
import { KmsError } from './errors.ts';

/** Bytes; the largest real answers, lists of a thousand keys, have fewer than 200,000. */
const MAX_BODY = 1_048_576;

/**
 * Collects a body, as the SDK's `streamCollector`. The chunks it came in are zeroed: a data key may be in them.
 *
 * @throws KmsError `offline` for a longer one: as with a hotel's sign-in page, it is not AWS that answered. The
 * connection is closed then, because leaving the loop destroys the stream.
 */
export async function collectLimitedBody(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MAX_BODY) throw new KmsError('offline', { errorName: 'ResponseTooLarge' });
    }
    return concat(chunks, length);
  } finally {
    for (const chunk of chunks) chunk.fill(0);
  }
}

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
