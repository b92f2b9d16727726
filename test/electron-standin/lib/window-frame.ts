/**
 * The outside of a window: where it is, how big, how it looks. Chromium's window follows the bounds and the states;
 * what a window manager or a menu bar would do is remembered only.
 *
 * Guarantees: getters answer what was set; sizes never go below the minimum.
 */
import { EventEmitter } from 'node:events';
import { makeEvent } from './events.ts';

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FrameOptions extends Partial<Rectangle> {
  readonly minWidth?: number;
  readonly minHeight?: number;
  readonly backgroundColor?: string;
  readonly autoHideMenuBar?: boolean;
}

export abstract class WindowFrame extends EventEmitter {
  #bounds: Rectangle;
  #moved: boolean;
  #minimum: readonly [number, number];
  #maximized = false;
  #fullScreen = false;
  #menuBar: boolean;
  #background: string;
  #windowId: number | undefined;

  constructor(options: FrameOptions) {
    super();
    this.setMaxListeners(0);
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width, height };
    this.#moved = options.x !== undefined && options.y !== undefined;
    this.#minimum = [options.minWidth ?? 0, options.minHeight ?? 0];
    this.#menuBar = options.autoHideMenuBar !== true;
    this.#background = options.backgroundColor ?? '#FFF';
  }

  /** Sends a DevTools command to the page of this window when it exists. */
  protected abstract command(method: string, params: Readonly<Record<string, unknown>>): void;

  /** Chromium's window is there: it gets the bounds asked for until now. */
  protected attach(windowId: number): void {
    this.#windowId = windowId;
    this.#place();
  }
  #place(): void {
    const { x, y, width, height } = this.#bounds;
    const bounds = this.#moved ? { left: x, top: y, width, height } : { width, height };
    if (this.#windowId !== undefined)
      this.command('Browser.setWindowBounds', { windowId: this.#windowId, bounds });
  }
  /** `normal`, `minimized`, `maximized` or `fullscreen`, as the protocol calls them. */
  protected setState(windowState: string): void {
    const windowId = this.#windowId;
    if (windowId !== undefined)
      this.command('Browser.setWindowBounds', { windowId, bounds: { windowState } });
  }

  maximize(): void {
    this.#maximized = true;
    this.setState('maximized');
    this.emit('maximize', makeEvent({}));
  }
  unmaximize(): void {
    this.#maximized = false;
    this.setState('normal');
    this.emit('unmaximize', makeEvent({}));
  }
  setFullScreen(on: boolean): void {
    this.#fullScreen = on;
    this.setState(on ? 'fullscreen' : 'normal');
    this.emit(on ? 'enter-full-screen' : 'leave-full-screen', makeEvent({}));
  }
  isFullScreen(): boolean {
    return this.#fullScreen;
  }
  isMaximized(): boolean {
    return this.#maximized;
  }

  setBounds(bounds: Partial<Rectangle>): void {
    const [minWidth, minHeight] = this.#minimum;
    const next = { ...this.#bounds, ...bounds };
    this.#moved ||= bounds.x !== undefined;
    this.#bounds = {
      ...next,
      width: Math.max(next.width, minWidth),
      height: Math.max(next.height, minHeight),
    };
    this.#place();
    this.emit('resize', makeEvent({}));
    this.emit('resized', makeEvent({}));
  }
  getBounds(): Rectangle {
    return { ...this.#bounds };
  }
  getNormalBounds(): Rectangle {
    return this.getBounds();
  }
  setContentBounds(bounds: Partial<Rectangle>): void {
    this.setBounds(bounds);
  }
  getContentBounds(): Rectangle {
    return this.getBounds();
  }
  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }
  getSize(): number[] {
    return [this.#bounds.width, this.#bounds.height];
  }
  setContentSize(width: number, height: number): void {
    this.setSize(width, height);
  }
  getContentSize(): number[] {
    return this.getSize();
  }
  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }
  getPosition(): number[] {
    return [this.#bounds.x, this.#bounds.y];
  }
  center(): void {
    // The stand-in leaves the place to the window manager.
  }
  setMinimumSize(width: number, height: number): void {
    this.#minimum = [width, height];
  }
  getMinimumSize(): number[] {
    return [...this.#minimum];
  }
  setMenuBarVisibility(visible: boolean): void {
    this.#menuBar = visible;
  }
  isMenuBarVisible(): boolean {
    return this.#menuBar;
  }
  setAutoHideMenuBar(hide: boolean): void {
    this.#menuBar = !hide;
  }
  setMenu(): void {
    // There is no menu bar to change.
  }
  removeMenu(): void {
    this.#menuBar = false;
  }
  setBackgroundColor(colour: string): void {
    this.#background = colour;
  }
  getBackgroundColor(): string {
    return this.#background;
  }
  setIcon(): void {
    // Chromium keeps its own.
  }
  flashFrame(): void {
    // Nothing to flash without a task bar.
  }
  setAlwaysOnTop(): void {
    // Left to the window manager.
  }
  setContentProtection(): void {
    // Screenshots cannot be prevented on Linux either.
  }
}
