/**
 * A tiny rasterizer: shapes as signed distances, painted in layers, antialiased by sampling.
 *
 * Points are in a square of 0 to 1, y downwards. A shape answers a point's distance to its border: negative inside.
 * Only +, −, ×, ÷ and sqrt are used, so every machine computes the same pixels.
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}
export type Shape = (point: Point) => number;
export type Color = readonly [red: number, green: number, blue: number];

export interface Layer {
  readonly shape: Shape;
  /** From the top of the picture to its bottom. */
  readonly fill: readonly [Color, Color];
  readonly opacity?: number;
}

/** 8-bit RGBA, row by row. */
export interface Picture {
  readonly size: number;
  readonly pixels: Uint8Array;
}

const length = (x: number, y: number): number => Math.sqrt(x * x + y * y);

export function circle(center: Point, radius: number): Shape {
  return ({ x, y }) => length(x - center.x, y - center.y) - radius;
}

export function roundedBox(from: Point, to: Point, corner: number): Shape {
  const center = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const half = { x: (to.x - from.x) / 2 - corner, y: (to.y - from.y) / 2 - corner };
  return ({ x, y }) => {
    const dx = Math.abs(x - center.x) - half.x;
    const dy = Math.abs(y - center.y) - half.y;
    return length(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - corner;
  };
}

/** A line from one point to another, with round ends. */
export function stroke(from: Point, to: Point, width: number): Shape {
  const along = { x: to.x - from.x, y: to.y - from.y };
  const square = along.x * along.x + along.y * along.y;
  return ({ x, y }) => {
    const at = ((x - from.x) * along.x + (y - from.y) * along.y) / square;
    const t = Math.min(1, Math.max(0, at));
    return length(x - from.x - along.x * t, y - from.y - along.y * t) - width / 2;
  };
}

/** A convex polygon, its corners clockwise. */
export function polygon(corners: readonly Point[]): Shape {
  const sides = corners.map((from, index) => {
    const to = corners[(index + 1) % corners.length] ?? from;
    const size = length(to.x - from.x, to.y - from.y);
    return { from, normal: { x: (to.y - from.y) / size, y: (from.x - to.x) / size } };
  });
  return ({ x, y }) =>
    Math.max(...sides.map(({ from, normal }) => (x - from.x) * normal.x + (y - from.y) * normal.y));
}

export const union =
  (...shapes: readonly Shape[]): Shape =>
  (point) =>
    Math.min(...shapes.map((shape) => shape(point)));

export const both =
  (...shapes: readonly Shape[]): Shape =>
  (point) =>
    Math.max(...shapes.map((shape) => shape(point)));

/** The shape, larger by `by` on every side; smaller where it is negative. */
export const grown =
  (shape: Shape, by: number): Shape =>
  (point) =>
    shape(point) - by;

/** How much of a pixel is inside, from samples in a grid. */
const GRID = 6;

function coverage(shape: Shape, column: number, row: number, size: number): number {
  const reach = 1 / size;
  const distance = shape({ x: (column + 0.5) / size, y: (row + 0.5) / size });
  if (distance > reach) return 0;
  if (distance < -reach) return 1;
  let inside = 0;
  for (let sample = 0; sample < GRID * GRID; sample += 1) {
    const x = (column + ((sample % GRID) + 0.5) / GRID) / size;
    const y = (row + (Math.floor(sample / GRID) + 0.5) / GRID) / size;
    if (shape({ x, y }) <= 0) inside += 1;
  }
  return inside / (GRID * GRID);
}

/** Paints the layers over each other on nothing. */
export function draw(size: number, layers: readonly Layer[]): Picture {
  const pixels = new Uint8Array(size * size * 4);
  for (let index = 0; index < size * size; index += 1) {
    const row = Math.floor(index / size);
    const down = (row + 0.5) / size;
    const color = [0, 0, 0];
    let alpha = 0;
    for (const { shape, fill, opacity = 1 } of layers) {
      const over = coverage(shape, index % size, row, size) * opacity;
      const [top, bottom] = fill;
      for (const channel of [0, 1, 2] as const) {
        const paint = top[channel] + (bottom[channel] - top[channel]) * down;
        color[channel] = (color[channel] ?? 0) * (1 - over) + paint * over;
      }
      alpha = alpha * (1 - over) + over;
    }
    const straight = color.map((value) => (alpha === 0 ? 0 : Math.round(value / alpha)));
    pixels.set([...straight, Math.round(alpha * 255)], index * 4);
  }
  return { size, pixels };
}
