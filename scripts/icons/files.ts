/**
 * Pictures as files: PNG (RFC 2083), and the two containers that wrap PNGs, Windows's ICO and Apple's ICNS.
 *
 * Deterministic: the same picture gives the same bytes with the same zlib.
 */
import { crc32, deflateSync } from 'node:zlib';
import type { Picture } from './raster.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** An RGBA PNG of 8 bits a channel. Each row is filtered by "up", which suits flat areas and gradients downwards. */
export function encodePng({ size, pixels }: Picture): Buffer {
  const stride = size * 4;
  const rows = Buffer.alloc((stride + 1) * size);
  for (let row = 0; row < size; row += 1) {
    rows[row * (stride + 1)] = 2;
    for (let at = 0; at < stride; at += 1) {
      const above = row === 0 ? 0 : (pixels[(row - 1) * stride + at] ?? 0);
      rows[row * (stride + 1) + 1 + at] = (pixels[row * stride + at] ?? 0) - above;
    }
  }
  const header = Buffer.concat([uint32(size), uint32(size), Buffer.from([8, 6, 0, 0, 0])]);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ]);
}

export interface Png {
  readonly size: number;
  readonly data: Buffer;
}

/** An ICO of PNGs of up to 256 pixels. */
export function encodeIco(pngs: readonly Png[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pngs.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pngs.length, 4);
  let offset = head.length;
  for (const [index, { size, data }] of pngs.entries()) {
    const at = 6 + 16 * index;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(data.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += data.length;
  }
  return Buffer.concat([head, ...pngs.map(({ data }) => data)]);
}

/** Apple's names for PNGs of a size in pixels; the second is the half-size icon on a screen of double density. */
const ICNS_TYPES: Readonly<Record<number, readonly string[]>> = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
};

/** An ICNS of those PNGs that have a name in it. */
export function encodeIcns(pngs: readonly Png[]): Buffer {
  const entries = pngs.flatMap(({ size, data }) =>
    (ICNS_TYPES[size] ?? []).map((type) =>
      Buffer.concat([Buffer.from(type, 'latin1'), uint32(data.length + 8), data]),
    ),
  );
  const body = Buffer.concat(entries);
  return Buffer.concat([Buffer.from('icns', 'latin1'), uint32(body.length + 8), body]);
}
