/** The committed icons are what scripts/icons.ts draws. Pixels are compared: zlib's bytes may differ by machine. */
import { readdirSync, readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { artwork } from '../../scripts/icons/artwork.ts';
import { encodePng } from '../../scripts/icons/files.ts';
import { draw } from '../../scripts/icons/raster.ts';

const folder = new URL('../../build/', import.meta.url);
const sizes = [16, 24, 32, 48, 64, 96, 128, 256, 512];
const committed = (name: string): Buffer => readFileSync(new URL(name, folder));

/** Width, height and filtered rows of one of our own PNGs, which have a single IDAT chunk. */
function rows(png: Buffer): readonly [width: number, height: number, data: Buffer] {
  const at = png.indexOf('IDAT');
  return [
    png.readUInt32BE(16),
    png.readUInt32BE(20),
    inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4))),
  ];
}

describe('icons', () => {
  it.each(sizes)('%i pixels are as drawn', (size) => {
    const [width, height, data] = rows(committed(`icons/${size}x${size}.png`));
    const [, , drawn] = rows(encodePng(draw(size, artwork(size))));
    expect([width, height]).toEqual([size, size]);
    expect(data.equals(drawn)).toBe(true);
  });

  it('come in these sizes and no others', () => {
    expect(readdirSync(new URL('icons/', folder)).sort()).toEqual(
      sizes.map((size) => `${size}x${size}.png`).sort(),
    );
  });

  it('are in the containers of Windows and macOS as they are', () => {
    const [ico, icns] = [committed('icon.ico'), committed('icon.icns')];
    for (const size of [16, 32, 128, 256]) {
      const png = committed(`icons/${size}x${size}.png`);
      expect(ico.includes(png)).toBe(true);
      expect(icns.includes(png)).toBe(true);
    }
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    expect(ico.readUInt16LE(4)).toBe(sizes.length - 1);
  });
});
