/** nativeImage: enough to pass icons on and to look at screenshots. PNG only; sizes come from the PNG header. */
import { readFileSync } from 'node:fs';
import { guard, guardClass } from './missing.ts';

export class NativeImage {
  readonly #png: Buffer;
  constructor(png: Buffer) {
    this.#png = png;
  }
  isEmpty(): boolean {
    return this.#png.length === 0;
  }
  toPNG(): Buffer {
    return Buffer.from(this.#png);
  }
  toDataURL(): string {
    return `data:image/png;base64,${this.#png.toString('base64')}`;
  }
  getSize(): { width: number; height: number } {
    if (this.#png.length < 24) return { width: 0, height: 0 };
    return { width: this.#png.readUInt32BE(16), height: this.#png.readUInt32BE(20) };
  }
  getAspectRatio(): number {
    const { width, height } = this.getSize();
    return height === 0 ? 1 : width / height;
  }
  resize(): NativeImage {
    return this;
  }
  setTemplateImage(): void {
    // macOS only.
  }
}
guardClass('NativeImage', NativeImage);

export function createFromBuffer(buffer: Buffer): NativeImage {
  return new NativeImage(buffer);
}

export const nativeImage = guard('nativeImage', {
  createEmpty: (): NativeImage => new NativeImage(Buffer.alloc(0)),
  createFromBuffer,
  createFromPath(file: string): NativeImage {
    try {
      return new NativeImage(readFileSync(file));
    } catch {
      return new NativeImage(Buffer.alloc(0));
    }
  },
  createFromDataURL: (url: string): NativeImage =>
    new NativeImage(Buffer.from(url.split(',')[1] ?? '', 'base64')),
});
