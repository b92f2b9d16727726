/**
 * Encrypts the body of a new message, run by run of frames, in constant memory.
 *
 * The last frame is the final one and may be empty: when the size is an exact multiple of the frame length, AWS's
 * JavaScript, C, Python and Java implementations write an empty final frame, and so do we.
 * Source: data-format/message-body.md "Framed data".
 */
import type { ByteSource } from './bytes.ts';
import { FINAL_FRAME_OVERHEAD, FRAME_OVERHEAD, type FrameSealer, frameCount } from './frames.ts';

/** Content of one run in bytes, about: what is read, encrypted and written at a time. */
const RUN_LENGTH = 1024 * 1024;

/** Plaintext bytes of each frame in new messages; docs/decisions/003-frame-length.md says why. */
export const DEFAULT_FRAME_LENGTH = 64 * 1024;

/** Receives encrypted runs in order with the content's bytes done so far; they are valid until it returns. */
export type RunSink = (run: Uint8Array, contentDone: number) => void;

/** Reads exactly `size` bytes from `source` and hands the encrypted frames to `sink`. */
export function sealBody(
  sealer: FrameSealer,
  frameLength: number,
  size: number,
  source: ByteSource,
  sink: RunSink,
): void {
  const regularFrames = frameCount(size, frameLength) - 1;
  const framesPerRun = Math.max(1, Math.floor(RUN_LENGTH / frameLength));
  const largestRun = Math.min(framesPerRun, regularFrames + 1);
  const out = Buffer.allocUnsafeSlow(largestRun * (frameLength + FRAME_OVERHEAD) + FINAL_FRAME_OVERHEAD);
  for (let frame = 0; frame < regularFrames; ) {
    const frames = Math.min(framesPerRun, regularFrames - frame);
    const content = source.take(frames * frameLength, 'source');
    let end = 0;
    for (let i = 0; i < frames; i++) {
      end = sealer.seal(frame + i + 1, content.subarray(i * frameLength, (i + 1) * frameLength), out, end);
    }
    frame += frames;
    sink(out.subarray(0, end), frame * frameLength);
  }
  const rest = source.take(size - regularFrames * frameLength, 'source');
  sink(out.subarray(0, sealer.sealFinal(regularFrames + 1, rest, out, 0)), size);
}
