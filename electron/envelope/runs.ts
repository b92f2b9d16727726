/**
 * Where the frames of a message with a fixed frame length are, in runs of about a quarter of a mebibyte.
 *
 * A run is what one thread reads, seals or opens, and writes at a time. Runs are numbered from 0; the last one ends
 * with the final frame.
 */
import { FINAL_FRAME_OVERHEAD, FRAME_OVERHEAD, frameCount } from './frames.ts';

export interface Layout {
  /** Bytes of content. */
  readonly size: number;
  /** Bytes of content in each frame but the last. */
  readonly frameLength: number;
}

export interface Run {
  /** Sequence number of its first frame. */
  readonly firstSequence: number;
  /** Its frames, the final one included. */
  readonly frames: number;
  /** Whether its last frame is the final one. */
  readonly last: boolean;
  /** Offset in the content, bytes. */
  readonly contentStart: number;
  readonly contentLength: number;
  /** Offset in the body, bytes. */
  readonly bodyStart: number;
  readonly bodyLength: number;
}

/** Content of one run in bytes, about; docs/decisions/003-frame-length.md says why. */
const RUN_LENGTH = 256 * 1024;

const framesPerRun = (frameLength: number): number => Math.max(1, Math.floor(RUN_LENGTH / frameLength));

export const runCount = ({ size, frameLength }: Layout): number =>
  Math.ceil(frameCount(size, frameLength) / framesPerRun(frameLength));

export function runAt(layout: Layout, number: number): Run {
  const { size, frameLength } = layout;
  const first = number * framesPerRun(frameLength);
  const left = frameCount(size, frameLength) - first;
  if (left <= 0) throw new RangeError('a run behind the last one');
  const frames = Math.min(framesPerRun(frameLength), left);
  const last = frames === left;
  const contentStart = first * frameLength;
  const contentLength = (last ? size : contentStart + frames * frameLength) - contentStart;
  const overhead = frames * FRAME_OVERHEAD + (last ? FINAL_FRAME_OVERHEAD - FRAME_OVERHEAD : 0);
  return {
    firstSequence: first + 1,
    frames,
    last,
    contentStart,
    contentLength,
    bodyStart: first * (frameLength + FRAME_OVERHEAD),
    bodyLength: contentLength + overhead,
  };
}
