/**
 * Decrypts and authenticates runs of frames of an unsigned message, in constant memory and in any order.
 *
 * Frames authenticate independently; their places, order and number are given by the layout, so a message all of whose
 * runs were opened is whole. Nothing of a run is handed out before all its frames are authentic. Accepts any IV;
 * refuses a frame that is not what its place asks for. `open-body.ts` reads what has no such layout.
 * Source: data-format/message-body.md "Framed data".
 */
import { ByteReader } from './bytes.ts';
import { EnvelopeError } from './errors.ts';
import { contentDecipher, FINAL_MARK, finishContent } from './frames.ts';
import type { Header } from './header.ts';
import { type Layout, runAt } from './runs.ts';
import type { ReadAt, WriteAt } from './seal-body.ts';
import { IV_LENGTH, TAG_LENGTH } from './suites.ts';

/**
 * Opens the given `runs`; `read` answers bytes of the body, `write` gets offsets in the content.
 *
 * `key` is the derived key of a header that `verifyHeader` has accepted. Throws `truncated`, `tampered`,
 * `invalid-envelope`.
 */
export function openRuns(
  header: Header,
  key: Uint8Array,
  layout: Layout,
  runs: Iterable<number>,
  read: ReadAt,
  write: WriteAt,
): void {
  for (const number of runs) {
    const run = runAt(layout, number);
    const reader = new ByteReader(read(run.bodyStart, run.bodyLength));
    const pieces: Uint8Array[] = [];
    for (let frame = 0; frame < run.frames; frame++) {
      const final = run.last && frame === run.frames - 1;
      const length = final ? run.contentLength - frame * layout.frameLength : layout.frameLength;
      pieces.push(openFrame(header, key, reader, run.firstSequence + frame, final, length));
    }
    write(pieces, run.contentStart, run.bodyLength);
  }
}

/** The content of the next frame, which must have this place and length. */
function openFrame(
  header: Header,
  key: Uint8Array,
  reader: ByteReader,
  sequence: number,
  final: boolean,
  length: number,
): Uint8Array {
  const part = `frame ${sequence}`;
  if (final && reader.u32(part) !== FINAL_MARK) throw new EnvelopeError('invalid-envelope', part);
  if (reader.u32(part) !== sequence) throw new EnvelopeError('invalid-envelope', part);
  const iv = reader.bytes(IV_LENGTH, part);
  if (final && reader.u32(part) !== length) throw new EnvelopeError('invalid-envelope', part);
  const decipher = contentDecipher(header, key, final ? 'final' : 'frame', sequence, length, iv);
  const content = decipher.update(reader.bytes(length, part));
  finishContent(decipher, reader.bytes(TAG_LENGTH, part), part);
  return content;
}
