/** Reads an envelope's header from the beginning of a file, with no more bytes than a header can have. */
import { EnvelopeError } from '../../envelope/errors.ts';
import { type Header, maxHeaderLength, parseHeader, type ReadPolicy } from '../../envelope/header.ts';
import { readFully } from './read-fully.ts';

const FIRST_READ = 16 * 1024;

/** The header of the file behind `fd`, unverified; throws what `parseHeader` throws, and `io-error`. */
export function readHeader(fd: number, policy: ReadPolicy): Header {
  const limit = maxHeaderLength(policy);
  for (let length = FIRST_READ; ; length = Math.min(length * 8, limit)) {
    const buffer = Buffer.alloc(length);
    const bytes = buffer.subarray(0, readFully(fd, buffer, 0));
    try {
      return parseHeader(bytes, policy);
    } catch (error) {
      const mayGoOn = bytes.length === length && length < limit;
      if (!(mayGoOn && error instanceof EnvelopeError && error.code === 'truncated')) throw error;
    }
  }
}
