/** A stream from outside as bytes, with this layer's errors. */
import { addAbortSignal, type Readable } from 'node:stream';
import { EngineError, systemError, systemErrorName } from './errors.ts';

/** Throws `cancelled` when `signal` aborts, and the codes of a source that fails. */
export async function* chunks(
  readable: Readable,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (signal !== undefined) addAbortSignal(signal, readable);
  try {
    for await (const chunk of readable)
      yield chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
  } catch (error) {
    const name = systemErrorName(error);
    if (signal?.aborted) throw new EngineError('cancelled');
    throw name === null ? error : systemError('source', name);
  }
}
