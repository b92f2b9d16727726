/**
 * Encrypts the body of a new message, run by run of frames, in constant memory and in any order.
 *
 * A frame's place is known from its number, so several threads can each take runs of the same message. The last frame
 * is the final one and may be empty: when the size is an exact multiple of the frame length, AWS's JavaScript, C,
 * Python and Java implementations write an empty final frame, and so do we.
 * Source: data-format/message-body.md "Framed data".
 */
import { FINAL_FRAME_OVERHEAD, FRAME_OVERHEAD, type FrameSealer } from './frames.ts';
import { type Layout, runAt, runLength } from './runs.ts';

/** Plaintext bytes of each frame in new messages; docs/decisions/003-frame-length.md says why. */
export const DEFAULT_FRAME_LENGTH = 64 * 1024;

/** Answers exactly `length` bytes of the content from `offset` on, valid until the next call; throws where there are fewer. */
export type ReadAt = (offset: number, length: number) => Uint8Array;
/** Puts bytes, valid until it returns, at `offset` of what is made; `done` bytes of the source are through with them. */
export type WriteAt = (bytes: Uint8Array, offset: number, done: number) => void;

/** Encrypts the given `runs` of a message; `write` gets offsets in the body. Each run may be sealed once. */
export function sealBody(
  sealer: FrameSealer,
  layout: Layout,
  runs: Iterable<number>,
  read: ReadAt,
  write: WriteAt,
): void {
  const { frameLength } = layout;
  const out = Buffer.allocUnsafeSlow(
    runLength(layout) * (frameLength + FRAME_OVERHEAD) + FINAL_FRAME_OVERHEAD - FRAME_OVERHEAD,
  );
  for (const number of runs) {
    const run = runAt(layout, number);
    const content = read(run.contentStart, run.contentLength);
    let end = 0;
    for (let frame = 0; frame < run.frames; frame++) {
      const piece = content.subarray(frame * frameLength, (frame + 1) * frameLength);
      const sequence = run.firstSequence + frame;
      const final = run.last && frame === run.frames - 1;
      end = final ? sealer.sealFinal(sequence, piece, out, end) : sealer.seal(sequence, piece, out, end);
    }
    write(out.subarray(0, end), run.bodyStart, run.contentLength);
  }
}
