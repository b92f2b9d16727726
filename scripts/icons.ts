/**
 * `npm run icons`: draws the app's icon into build/: PNGs of 16 to 512 pixels for Linux, icon.ico for Windows and
 * icon.icns for macOS. The files are committed; test/package compares them with what is drawn.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { artwork } from './icons/artwork.ts';
import { encodeIcns, encodeIco, encodePng, type Png } from './icons/files.ts';
import { draw } from './icons/raster.ts';

const SIZES = [16, 24, 32, 48, 64, 96, 128, 256, 512] as const;

const folder = path.resolve(import.meta.dirname, '..', 'build');
const pngs: readonly Png[] = SIZES.map((size) => ({ size, data: encodePng(draw(size, artwork(size))) }));

mkdirSync(path.join(folder, 'icons'), { recursive: true });
for (const { size, data } of pngs) writeFileSync(path.join(folder, 'icons', `${size}x${size}.png`), data);
writeFileSync(path.join(folder, 'icon.ico'), encodeIco(pngs.filter(({ size }) => size <= 256)));
writeFileSync(path.join(folder, 'icon.icns'), encodeIcns(pngs));
console.log(`drawn: ${folder} (${SIZES.join(', ')} pixels)`);
