/**
 * nativeTheme. The pages follow `themeSource` through emulated media features; `system` is light here.
 *
 * Guarantees: pages opened later get the current theme; `updated` comes once per change.
 */
import { EventEmitter } from 'node:events';
import { guardClass } from './missing.ts';
import { pages } from './runtime-state.ts';

class NativeTheme extends EventEmitter {
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  readonly shouldUseDarkColorsForSystemIntegratedUI = false;
  readonly inForcedColorsMode = false;
  readonly prefersReducedTransparency = false;
  readonly shouldDifferentiateWithoutColor = false;
  #source = 'system';

  get themeSource(): string {
    return this.#source;
  }
  set themeSource(source: string) {
    if (!['system', 'light', 'dark'].includes(source))
      throw new TypeError(`Error processing argument at index 0: ${source}`);
    if (source === this.#source) return;
    this.#source = source;
    for (const page of pages.values()) page.command('Emulation.setEmulatedMedia', themeOfNewPage());
    setImmediate(() => this.emit('updated'));
  }
  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark';
  }
}
guardClass('nativeTheme', NativeTheme);
export const nativeTheme = new NativeTheme();

/** Parameters of Emulation.setEmulatedMedia for the current theme. */
export function themeOfNewPage(): Readonly<Record<string, unknown>> {
  const value = nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
  return { features: [{ name: 'prefers-color-scheme', value }] };
}
