/** Reads an envelope's header from the beginning of a file, with no more bytes than a header can have. */
import type { FileHandle } from 'node:fs/promises';
import { EnvelopeError } from '../envelope/errors.ts';
import { type Header, maxHeaderLength, parseHeader, type ReadPolicy } from '../envelope/header.ts';
import { onSide } from './errors.ts';

const FIRST_READ = 16 * 1024;

/** The header of the file behind `handle`, unverified; throws what `parseHeader` throws, and `io-error`. */
export async function readHeader(handle: FileHandle, policy: ReadPolicy): Promise<Header> {
  const limit = maxHeaderLength(policy);
  for (let length = FIRST_READ; ; length = Math.min(length * 8, limit)) {
    const buffer = new Uint8Array(length);
    const bytes = buffer.subarray(0, await readFully(handle, buffer));
    try {
      return parseHeader(bytes, policy);
    } catch (error) {
      const mayGoOn = bytes.length === length && length < limit;
      if (!(mayGoOn && error instanceof EnvelopeError && error.code === 'truncated')) throw error;
    }
  }
}

async function readFully(handle: FileHandle, buffer: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await onSide('source', () =>
      handle.read(buffer, filled, buffer.length - filled, filled),
    );
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
