/**
 * webContents: the page inside a window, as the app sees it.
 *
 * Guarantees: every URL in and out is the app's; work asked for before the page exists is done when it does;
 * after the window has gone the object says so (isDestroyed) and its promises reject.
 */
import { makeEvent } from './events.ts';
import { type CdpFrame, type FrameHost, FrameTree, type WebFrameMain } from './frames.ts';
import { codec, type Incoming, type IpcEvent, type Outgoing, receive } from './ipc-main.ts';
import { guardClass } from './missing.ts';
import { createFromBuffer, type NativeImage } from './native-image.ts';
import { Navigation } from './navigation.ts';
import { Page } from './page.ts';
import { PageSettings } from './page-settings.ts';
import { buildWorlds, type Worlds } from './preload-source.ts';
import { pages, windows, withChromium } from './runtime-state.ts';
import { session } from './session.ts';
import { openPage } from './targets.ts';
import { START_PAGE, toApp, toPage } from './urls.ts';

export interface WebPreferences {
  readonly preload?: string;
  readonly nodeIntegration?: boolean;
  readonly contextIsolation?: boolean;
  readonly nodeIntegrationInSubFrames?: boolean;
  readonly [name: string]: unknown;
}

type OpenHandler = (details: Readonly<Record<string, unknown>>) => { readonly action: string };
let lastId = 0;
let lastProcess = 4000;

export class WebContents extends PageSettings implements FrameHost {
  readonly id: number;
  readonly processId: number;
  readonly session = session.defaultSession;
  readonly preloadPath: string | undefined;
  readonly #preferences: WebPreferences;
  readonly #worlds: Worlds;
  readonly #frames: FrameTree;
  readonly #navigation: Navigation;
  readonly #ready: Promise<Page>;
  #page: Page | undefined;
  #openHandler: OpenHandler | undefined;
  #destroyed = false;
  #crashed = false;
  #title = '';

  constructor(preferences: WebPreferences, opened: (page: Page) => Promise<unknown>) {
    super();
    this.setMaxListeners(0);
    lastId += 1;
    lastProcess += 1;
    this.id = lastId;
    this.processId = lastProcess;
    if (preferences.nodeIntegration || preferences.contextIsolation === false) {
      throw new Error('nodeIntegration and contextIsolation: false are not in the stand-in');
    }
    this.#preferences = preferences;
    this.preloadPath = preferences.preload;
    this.#worlds = this.#buildWorlds();
    this.#frames = new FrameTree(this);
    this.#navigation = new Navigation(this, this.#frames);
    pages.set(this.id, this);
    this.#ready = new Promise((resolve) => {
      withChromium(async (running) => {
        const { session: target, targetId } = await openPage(running);
        const page = new Page(target, targetId, this.#worlds, {
          message: (...args) => this.#receive(...args),
          open: (url, name, features) => this.#askOpen(url, name, features),
        });
        this.#page = page;
        this.#navigation.follow(page);
        this.#follow(page);
        await Promise.all([opened(page), page.prepare(this.#frames, (frame) => this.#navigated(frame))]);
        if (this.#destroyed) this.#closeTarget();
        resolve(page);
      });
    });
  }

  #buildWorlds(): Worlds {
    const subFrames = this.#preferences.nodeIntegrationInSubFrames === true;
    try {
      return buildWorlds(this.preloadPath, subFrames);
    } catch (error) {
      console.error(`Unable to load preload script: ${this.preloadPath}\n${error}`);
      setImmediate(() => this.emit('preload-error', makeEvent({}), this.preloadPath, error));
      return buildWorlds(undefined, subFrames);
    }
  }

  get targetId(): string | undefined {
    return this.#page?.targetId;
  }
  get mainFrame(): WebFrameMain {
    return this.#frames.main;
  }
  get navigationHistory(): { canGoBack: () => boolean; clear: () => void } {
    return { canGoBack: () => false, clear: () => this.#page?.session.post('Page.resetNavigationHistory') };
  }

  // Addresses
  loadURL(url: string): Promise<void> {
    return this.#navigation.load(this.#ready, url);
  }
  getURL(): string {
    return this.mainFrame.url;
  }
  getTitle(): string {
    return this.#title;
  }
  isLoading(): boolean {
    return this.#navigation.loading;
  }
  isLoadingMainFrame(): boolean {
    return this.#navigation.loading;
  }
  reload(): void {
    this.#navigation.reload(this.#ready);
  }
  reloadIgnoringCache(): void {
    this.reload();
  }
  stop(): void {
    this.#page?.session.post('Page.stopLoading');
  }
  /** A DevTools client (Playwright) is about to navigate: not the page's own doing. */
  expectNavigation(): void {
    this.#navigation.expect();
  }

  // Scripts and messages
  executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    return this.#ready.then((page) => page.evaluate(this.mainFrame.cdpId, code, userGesture));
  }
  evaluateIn(frameId: string, code: string): Promise<unknown> {
    return this.#ready.then((page) => page.evaluate(frameId, code, false));
  }
  send(channel: string, ...args: unknown[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    this.sendTo(this.mainFrame.cdpId, channel, args);
  }
  sendTo(frameId: string, channel: string, args: readonly unknown[]): void {
    const message: Outgoing = { kind: 'event', id: 0, channel, args: codec.encode(args) };
    this.#page?.deliverToFrame(frameId, message);
  }

  // State
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  isCrashed(): boolean {
    return this.#crashed;
  }
  isFocused(): boolean {
    return this.#window()?.isFocused() ?? false;
  }
  focus(): void {
    this.#window()?.focus();
  }
  getType(): string {
    return 'window';
  }
  getLastWebPreferences(): WebPreferences {
    return {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      ...this.#preferences,
    };
  }
  getOSProcessId(): number {
    return this.processId;
  }
  getProcessId(): number {
    return this.processId;
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }
  async capturePage(): Promise<NativeImage> {
    const page = await this.#ready;
    const { data } = await page.session.send<{ data: string }>('Page.captureScreenshot', { format: 'png' });
    return createFromBuffer(Buffer.from(data, 'base64'));
  }
  /** Kills the page's process; the app hears of it as of a crash. */
  forcefullyCrashRenderer(): void {
    this.#page?.session.post('Page.crash');
  }
  close(options: { readonly waitForBeforeUnload?: boolean } = {}): void {
    void options;
    this.#window()?.close();
  }
  /** Sends a command to the page when it exists. */
  command(method: string, params: Readonly<Record<string, unknown>>): void {
    this.#ready.then((page) => page.session.post(method, params)).catch(() => undefined);
  }

  // Called by the stand-in
  titled(title: string): void {
    const { url } = this.mainFrame;
    // Until the document names itself Chromium shows its address.
    if (title === '' || title === this.#title || url === '' || toPage(url).endsWith(title)) return;
    this.#title = title;
    this.emit('page-title-updated', makeEvent({ title, explicitSet: true }), title, true);
  }
  /** The page has gone, whoever closed it. */
  gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    pages.delete(this.id);
    for (const frame of this.mainFrame.framesInSubtree) frame.detached = true;
    this.#navigation.gone();
    this.#window()?.gone();
    this.emit('destroyed');
    this.#closeTarget();
  }

  #closeTarget(): void {
    const targetId = this.#page?.targetId;
    if (targetId)
      withChromium((running) => running.connection.browser.send('Target.closeTarget', { targetId }));
  }
  #window() {
    return [...windows.values()].find((one) => one.webContents === this);
  }
  #navigated(frame: CdpFrame): void {
    if (frame.url !== START_PAGE) this.#navigation.committed(frame);
  }
  #follow(page: Page): void {
    const { session: target } = page;
    type Called = { type: string; args: { value?: unknown; description?: string }[] };
    target.on('Runtime.consoleAPICalled', ({ type, args }: Called) => {
      const message = args.map((arg) => String(arg.value ?? arg.description ?? '')).join(' ');
      const level = ({ error: 'error', warning: 'warning', debug: 'debug' } as const)[type] ?? 'info';
      const details = { message, level, lineNumber: 0, sourceId: this.getURL(), frame: this.mainFrame };
      this.emit('console-message', makeEvent(details), level, message, 0, this.getURL());
    });
    target.on('Page.domContentEventFired', () => {
      const title = page.evaluate(this.mainFrame.cdpId, 'document.title', false);
      title.then((text) => this.titled(String(text))).catch(() => undefined);
    });
    target.on('Inspector.targetCrashed', () => {
      this.#crashed = true;
      this.emit('render-process-gone', makeEvent({}), { reason: 'crashed', exitCode: 5 });
    });
    target.on('Page.windowOpen', (event: { url: string; windowName: string; windowFeatures: string[] }) => {
      this.#askOpen(event.url, event.windowName, event.windowFeatures.join(','));
    });
  }
  #askOpen(pageUrl: string, frameName: string, features: string): void {
    const url = toApp(pageUrl);
    const referrer = { url: this.getURL(), policy: 'strict-origin-when-cross-origin' };
    const details = { url, frameName, features, disposition: 'foreground-tab', referrer };
    const { action } = this.#openHandler?.(details) ?? { action: 'allow' };
    if (action !== 'deny')
      console.error(`stand-in: window.open('${url}') was allowed, but is not in the stand-in`);
  }
  #receive(
    incoming: Incoming,
    frameId: string,
    alive: () => boolean,
    answer: (reply: Outgoing) => void,
  ): void {
    if (this.#destroyed) return;
    const frame = this.#frames.get(frameId);
    const details = {
      type: 'frame' as const,
      sender: this as WebContents,
      get senderFrame(): WebFrameMain | null {
        return frame && alive() && !frame.detached ? frame : null;
      },
      processId: this.processId,
      frameId: frame?.routingId ?? 0,
      reply: (channel: string, ...args: unknown[]): void => this.sendTo(frameId, channel, args),
      ports: [],
      returnValue: undefined,
      defaultPrevented: false,
      preventDefault: (): void => {
        details.defaultPrevented = true;
      },
    };
    const event: IpcEvent = details;
    void receive(incoming, event, answer);
  }

  static fromId(id: number): WebContents | undefined {
    return pages.get(id);
  }
  static fromDevToolsTargetId(targetId: string): WebContents | undefined {
    return [...pages.values()].find((page) => page.targetId === targetId);
  }
  static fromFrame(frame: WebFrameMain): WebContents | undefined {
    return [...pages.values()].find((page) => page.mainFrame === frame.top);
  }
  static getAllWebContents(): WebContents[] {
    return [...pages.values()];
  }
  static getFocusedWebContents(): WebContents | null {
    return [...pages.values()].find((page) => page.isFocused()) ?? null;
  }
}
guardClass('webContents', WebContents);
