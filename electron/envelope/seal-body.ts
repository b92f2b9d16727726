/**
 * Encrypts the body of a new message, run by run of frames, in constant memory and in any order.
 *
 * A frame's place is known from its number, so several threads can each take runs of the same message. The last frame
 * is the final one and may be empty: when the size is an exact multiple of the frame length, AWS's JavaScript, C,
 * Python and Java implementations write an empty final frame, and so do we.
 * Source: data-format/message-body.md "Framed data".
 */
import type { FrameSealer } from './frames.ts';
import { type Layout, runAt } from './runs.ts';

/** Plaintext bytes of each frame in new messages; docs/decisions/003-frame-length.md says why. */
export const DEFAULT_FRAME_LENGTH = 256 * 1024;

/** Answers exactly `length` bytes of the content from `offset` on, valid until the next call; throws where there are fewer. */
export type ReadAt = (offset: number, length: number) => Uint8Array;
/** Puts pieces, one behind the other, at `offset` of what is made; `done` bytes of the source are through with them. */
export type WriteAt = (pieces: readonly Uint8Array[], offset: number, done: number) => void;

/** Encrypts the given `runs` of a message; `write` gets offsets in the body. Each run may be sealed once. */
export function sealBody(
  sealer: FrameSealer,
  layout: Layout,
  runs: Iterable<number>,
  read: ReadAt,
  write: WriteAt,
): void {
  const { frameLength } = layout;
  for (const number of runs) {
    const run = runAt(layout, number);
    const content = read(run.contentStart, run.contentLength);
    const pieces: Uint8Array[] = [];
    for (let frame = 0; frame < run.frames; frame++) {
      const piece = content.subarray(frame * frameLength, (frame + 1) * frameLength);
      const sequence = run.firstSequence + frame;
      const final = run.last && frame === run.frames - 1;
      pieces.push(...(final ? sealer.sealFinal(sequence, piece) : sealer.seal(sequence, piece)));
    }
    write(pieces, run.bodyStart, run.contentLength);
  }
}
