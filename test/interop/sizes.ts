/** Sizes at which messages take another form, and content of any size. */
import { bytesOf } from '../envelope/support.ts';

export const KIB = 1024;
export const MIB = KIB * KIB;

/** Around the size from which on several threads share a file, and well beyond it. */
export const large: readonly number[] = [8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 20_000_000];

/** Nothing, one byte, and on both sides of one frame, two frames and more. */
export const around = (frameLength: number): readonly number[] => [
  ...[0, 1, frameLength - 1, frameLength, frameLength + 1],
  ...[2 * frameLength, Math.floor(3.5 * frameLength)],
];

/** Noise is slow to make: every content is a part of one block, another one for another size. */
const noise = Buffer.from(bytesOf(20_000_000 + 256));

/** The same bytes for the same size, up to 20,000,000. */
export const contentOf = (size: number): Buffer => noise.subarray(size % 256, (size % 256) + size);
