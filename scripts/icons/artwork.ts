/**
 * The app's icon: an envelope closed by a seal that is a keyhole. Blue as the app's accent, with a white seal, so that
 * it stands out on light and dark; up to 32 pixels it is drawn larger and bolder, without what would only blur.
 */
import {
  both,
  type Color,
  circle,
  grown,
  type Layer,
  polygon,
  roundedBox,
  type Shape,
  stroke,
  union,
} from './raster.ts';

const BODY = [hex(0x2a73d6), hex(0x1a55a8)] as const;
const FLAP = [hex(0x78b0f8), hex(0x2f78dd)] as const;
const EDGE = [hex(0x123f80), hex(0x123f80)] as const;
const SEAL = [hex(0xffffff), hex(0xf1f5fb)] as const;
const KEYHOLE = [hex(0x123f80), hex(0x0f356d)] as const;

interface Measures {
  readonly side: number;
  readonly top: number;
  readonly corner: number;
  /** Height of the seal's middle, and its radius. */
  readonly seal: number;
  readonly radius: number;
  /** Radius of the keyhole's round part. */
  readonly hole: number;
}

const LARGE: Measures = { side: 0.035, top: 0.15, corner: 0.085, seal: 0.545, radius: 0.19, hole: 0.062 };
const SMALL: Measures = { side: 0, top: 0.125, corner: 0.11, seal: 0.5625, radius: 0.27, hole: 0.095 };

/** The layers, back to front, for a picture of so many pixels. */
export function artwork(size: number): readonly Layer[] {
  const small = size <= 32;
  const { side, top, corner, seal, radius, hole } = small ? SMALL : LARGE;
  const body = roundedBox({ x: side, y: top }, { x: 1 - side, y: 1 - top }, corner);
  const flap = polygon([
    { x: side - 0.02, y: top + 0.02 },
    { x: 0.5, y: top - 0.5 },
    { x: 1 - side + 0.02, y: top + 0.02 },
    { x: 0.5, y: seal + 0.075 },
  ]);
  const disc = circle({ x: 0.5, y: seal }, radius);
  const edge = small ? 0.03 : 0.012;
  const low = 1 - top - corner * 0.45;
  const folds = union(
    stroke({ x: side + corner * 0.45, y: low }, { x: 0.5, y: seal - 0.04 }, edge),
    stroke({ x: 1 - side - corner * 0.45, y: low }, { x: 0.5, y: seal - 0.04 }, edge),
  );
  return [
    { shape: body, fill: BODY },
    ...(small ? [] : [{ shape: both(folds, body), fill: EDGE, opacity: 0.45 }]),
    { shape: both(grown(flap, edge), body), fill: EDGE, opacity: 0.5 },
    { shape: both(flap, body), fill: FLAP },
    { shape: grown(disc, small ? 0.02 : 0.014), fill: EDGE, opacity: 0.35 },
    { shape: disc, fill: SEAL },
    { shape: keyhole(seal, hole), fill: KEYHOLE },
  ];
}

function keyhole(middle: number, radius: number): Shape {
  const top = middle - radius * 0.7;
  return union(
    circle({ x: 0.5, y: top }, radius),
    polygon([
      { x: 0.5 - radius * 0.4, y: top },
      { x: 0.5 + radius * 0.4, y: top },
      { x: 0.5 + radius * 0.85, y: middle + radius * 1.7 },
      { x: 0.5 - radius * 0.85, y: middle + radius * 1.7 },
    ]),
  );
}

function hex(rgb: number): Color {
  return [rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff];
}
