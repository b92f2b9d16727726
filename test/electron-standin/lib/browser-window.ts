/**
 * BrowserWindow: a window of Chromium without tabs or address bar.
 *
 * Guarantees: the object exists at once and its getters agree with what was asked; close can be refused by a
 * listener, destroy cannot; closed comes once; a destroyed window throws "Object has been destroyed".
 */
import { EventEmitter } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, lastWindowClosed } from './app.ts';
import { makeEvent } from './events.ts';
import { guardClass } from './missing.ts';
import type { NativeImage } from './native-image.ts';
import { themeOfNewPage } from './native-theme.ts';
import type { Page } from './page.ts';
import { launch, windows } from './runtime-state.ts';
import { WebContents, type WebPreferences } from './web-contents.ts';

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Options extends Partial<Rectangle> {
  readonly show?: boolean;
  readonly title?: string;
  readonly minWidth?: number;
  readonly minHeight?: number;
  readonly resizable?: boolean;
  readonly autoHideMenuBar?: boolean;
  readonly backgroundColor?: string;
  readonly webPreferences?: WebPreferences;
}

let lastId = 0;
let focused: BrowserWindow | null = null;

export class BrowserWindow extends EventEmitter {
  readonly id: number;
  readonly webContents: WebContents;
  #bounds: Rectangle;
  #moved: boolean;
  #minimum: readonly [number, number];
  #title: string;
  #visible: boolean;
  #minimized = false;
  #maximized = false;
  #fullScreen = false;
  #menuBar = true;
  #background: string;
  #progress = -1;
  #destroyed = false;
  #windowId: number | undefined;

  constructor(options: Options = {}) {
    super();
    this.setMaxListeners(0);
    lastId += 1;
    this.id = lastId;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width, height };
    this.#moved = options.x !== undefined && options.y !== undefined;
    this.#minimum = [options.minWidth ?? 0, options.minHeight ?? 0];
    this.#title = options.title ?? launch.appName;
    this.#visible = options.show !== false;
    this.#background = options.backgroundColor ?? '#FFF';
    windows.set(this.id, this);
    this.webContents = new WebContents(options.webPreferences ?? {}, (page) => this.#opened(page));
    this.webContents.on('first-paint', () => this.emit('ready-to-show', makeEvent({})));
    this.webContents.on('page-title-updated', (event: { defaultPrevented: boolean }, title: string) => {
      this.emit('page-title-updated', event, title, true);
      if (!event.defaultPrevented) this.#title = title;
    });
    this.webContents.on('render-process-gone', (event: object, details: object) => {
      app.emit('render-process-gone', event, this.webContents, details);
    });
    app.emit('web-contents-created', makeEvent({}), this.webContents);
    app.emit('browser-window-created', makeEvent({}), this);
    if (this.#visible) this.#focusLater();
  }

  async #opened({ session, targetId }: Page): Promise<void> {
    const { windowId } = await session.send<{ windowId: number }>('Browser.getWindowForTarget', { targetId });
    this.#windowId = windowId;
    this.#place();
    if (this.#minimized) this.#state('minimized');
    await session.send('Emulation.setEmulatedMedia', themeOfNewPage());
  }
  #place(): void {
    const { x, y, width, height } = this.#bounds;
    const bounds = this.#moved ? { left: x, top: y, width, height } : { width, height };
    if (this.#windowId !== undefined)
      this.webContents.command('Browser.setWindowBounds', { windowId: this.#windowId, bounds });
  }
  #state(windowState: string): void {
    const windowId = this.#windowId;
    if (windowId !== undefined)
      this.webContents.command('Browser.setWindowBounds', { windowId, bounds: { windowState } });
  }
  #check(): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
  }
  #focusLater(): void {
    setImmediate(() => {
      if (!this.#destroyed && this.#visible) this.#take();
    });
  }
  #take(): void {
    if (focused === this) return;
    focused?.blur();
    focused = this;
    this.emit('focus', makeEvent({}));
    app.emit('browser-window-focus', makeEvent({}), this);
  }

  loadURL(url: string): Promise<void> {
    this.#check();
    return this.webContents.loadURL(url);
  }
  loadFile(file: string): Promise<void> {
    return this.loadURL(pathToFileURL(path.resolve(launch.appPath, file)).href);
  }
  reload(): void {
    this.webContents.reload();
  }
  show(): void {
    this.#check();
    const was = this.#visible;
    this.#visible = true;
    this.#state('normal');
    if (!was) this.emit('show', makeEvent({}));
    this.focus();
  }
  showInactive(): void {
    this.#check();
    this.#visible = true;
    this.emit('show', makeEvent({}));
  }
  hide(): void {
    this.#check();
    if (!this.#visible) return;
    this.#visible = false;
    this.#state('minimized');
    this.blur();
    this.emit('hide', makeEvent({}));
  }
  focus(): void {
    this.#check();
    this.webContents.command('Page.bringToFront', {});
    this.#take();
  }
  blur(): void {
    if (focused !== this) return;
    focused = null;
    this.emit('blur', makeEvent({}));
    app.emit('browser-window-blur', makeEvent({}), this);
  }
  minimize(): void {
    this.#check();
    this.#minimized = true;
    this.#state('minimized');
    this.blur();
    this.emit('minimize', makeEvent({}));
  }
  restore(): void {
    this.#check();
    if (!this.#minimized) return;
    this.#minimized = false;
    this.#state('normal');
    this.emit('restore', makeEvent({}));
  }
  maximize(): void {
    this.#maximized = true;
    this.#state('maximized');
    this.emit('maximize', makeEvent({}));
  }
  unmaximize(): void {
    this.#maximized = false;
    this.#state('normal');
    this.emit('unmaximize', makeEvent({}));
  }
  setFullScreen(on: boolean): void {
    this.#fullScreen = on;
    this.#state(on ? 'fullscreen' : 'normal');
    this.emit(on ? 'enter-full-screen' : 'leave-full-screen', makeEvent({}));
  }
  isFullScreen(): boolean {
    return this.#fullScreen;
  }
  isMaximized(): boolean {
    return this.#maximized;
  }
  isMinimized(): boolean {
    return this.#minimized;
  }
  isVisible(): boolean {
    this.#check();
    return this.#visible;
  }
  isFocused(): boolean {
    return focused === this;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  close(): void {
    this.#check();
    const event = makeEvent({});
    this.emit('close', event);
    if (!event.defaultPrevented) setImmediate(() => this.destroy());
  }
  destroy(): void {
    this.webContents.gone();
  }
  /** The page has gone, and the window with it. */
  gone(): void {
    if (this.#destroyed) return;
    this.blur();
    this.#destroyed = true;
    windows.delete(this.id);
    this.emit('closed', makeEvent({}));
    if (windows.size === 0) lastWindowClosed();
  }

  setTitle(title: string): void {
    this.#check();
    this.#title = title;
  }
  getTitle(): string {
    return this.#title;
  }
  get title(): string {
    return this.#title;
  }
  set title(title: string) {
    this.#title = title;
  }
  setProgressBar(progress: number): void {
    this.#check();
    this.#progress = progress;
  }
  /** Not Electron's: what setProgressBar was last given, for people who debug. */
  get recordedProgress(): number {
    return this.#progress;
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
  getMediaSourceId(): string {
    return `window:${this.id}:0`;
  }
  capturePage(): Promise<NativeImage> {
    return this.webContents.capturePage();
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows.values()];
  }
  static getFocusedWindow(): BrowserWindow | null {
    return focused;
  }
  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...windows.values()].find((window) => window.webContents === contents) ?? null;
  }
  static fromId(id: number): BrowserWindow | null {
    return windows.get(id) ?? null;
  }
}

guardClass('BrowserWindow', BrowserWindow);
