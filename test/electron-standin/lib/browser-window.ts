/**
 * BrowserWindow: a window of Chromium without tabs or address bar.
 *
 * Guarantees: the object exists at once and its getters agree with what was asked; close can be refused by a
 * listener, destroy cannot; closed comes once; a destroyed window throws "Object has been destroyed".
 */
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
import { type FrameOptions, WindowFrame } from './window-frame.ts';

interface Options extends FrameOptions {
  readonly show?: boolean;
  readonly title?: string;
  readonly webPreferences?: WebPreferences;
}

let lastId = 0;
let focused: BrowserWindow | null = null;

export class BrowserWindow extends WindowFrame {
  readonly id: number;
  readonly webContents: WebContents;
  #title: string;
  #visible: boolean;
  #minimized = false;
  #progress = -1;
  #destroyed = false;

  constructor(options: Options = {}) {
    super(options);
    lastId += 1;
    this.id = lastId;
    this.#title = options.title ?? launch.appName;
    this.#visible = options.show !== false;
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
    this.attach(windowId);
    if (this.#minimized) this.setState('minimized');
    await session.send('Emulation.setEmulatedMedia', themeOfNewPage());
  }
  protected override command(method: string, params: Readonly<Record<string, unknown>>): void {
    this.webContents.command(method, params);
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
    this.setState('normal');
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
    this.setState('minimized');
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
    this.setState('minimized');
    this.blur();
    this.emit('minimize', makeEvent({}));
  }
  restore(): void {
    this.#check();
    if (!this.#minimized) return;
    this.#minimized = false;
    this.setState('normal');
    this.emit('restore', makeEvent({}));
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
