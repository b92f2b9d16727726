/**
 * Where the frames of an envelope are, told from its length alone, so that threads can share it.
 *
 * Only for unsigned messages with frames that a thread can hold. A file that does not end as its length says (cut,
 * continued, or another frame length) has no layout: reading it from front to back then says what is wrong with it.
 */
import { contentLength, FINAL_MARK, FRAME_OVERHEAD, frameCount } from '../../envelope/frames.ts';
import type { Header } from '../../envelope/header.ts';
import type { Layout } from '../../envelope/runs.ts';
import { IV_LENGTH } from '../../envelope/suites.ts';

/** A run of frames of these lengths fits a thread's buffer; overhead outgrows the content of smaller ones. */
const MIN_FRAME_LENGTH = 64;
const MAX_FRAME_LENGTH = 1024 * 1024;

/** Fills `buffer` from `position` of the file on, as far as it goes; answers how much there was. */
type Read = (buffer: Buffer, position: number) => number;

/** `size` is that of the whole file in bytes. */
export function findLayout(read: Read, header: Header, size: number): Layout | null {
  const { frameLength, suite } = header;
  if (frameLength === null || suite.signature !== null) return null;
  if (frameLength < MIN_FRAME_LENGTH || frameLength > MAX_FRAME_LENGTH) return null;
  const content = contentLength(size - header.length, frameLength);
  if (content === null) return null;
  const frames = frameCount(content, frameLength);
  const finalLength = content - (frames - 1) * frameLength;
  const head = Buffer.alloc(4 + 4 + IV_LENGTH + 4);
  const position = header.length + (frames - 1) * (frameLength + FRAME_OVERHEAD);
  const isFinal =
    read(head, position) === head.length &&
    head.readUInt32BE(0) === FINAL_MARK &&
    head.readUInt32BE(4) === frames &&
    head.readUInt32BE(head.length - 4) === finalLength;
  return isFinal ? { size: content, frameLength } : null;
}
