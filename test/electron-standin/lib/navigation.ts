/**
 * Where a page goes: the app's own loads, and what the page wants by itself, which the app may refuse.
 *
 * Guarantees: will-frame-navigate and will-navigate come before a document request leaves and only for
 * navigations that the page started; a refused one leaves the page as it was; loadURL settles once the document
 * has loaded or failed.
 */
import { makeEvent } from './events.ts';
import type { CdpFrame, FrameTree } from './frames.ts';
import type { Page } from './page.ts';
import { applyPermissions } from './permissions.ts';
import { type PausedRequest, serve } from './protocol.ts';
import { isCustomScheme, START_PAGE, toApp, toPage } from './urls.ts';
import type { WebContents } from './web-contents.ts';

/** Chromium's numbers for the failures that happen here (net/base/net_error_list.h). */
const NET_ERRORS: Readonly<Record<string, number>> = {
  ERR_ABORTED: -3,
  ERR_FAILED: -2,
  ERR_FILE_NOT_FOUND: -6,
  ERR_BLOCKED_BY_CLIENT: -20,
  ERR_NAME_NOT_RESOLVED: -105,
  ERR_CONNECTION_REFUSED: -102,
  ERR_UNKNOWN_URL_SCHEME: -301,
  ERR_INVALID_URL: -300,
};

export class Navigation {
  loading = false;
  readonly #contents: WebContents;
  readonly #frames: FrameTree;
  #page: Page | undefined;
  #expected = 0;
  #started = false;
  #painted = false;
  #loaded: { resolve: () => void; reject: (reason: Error) => void } | undefined;

  constructor(contents: WebContents, frames: FrameTree) {
    this.#contents = contents;
    this.#frames = frames;
  }

  follow(page: Page): void {
    this.#page = page;
    const { session } = page;
    session.on('Fetch.requestPaused', (paused: PausedRequest) => {
      if (paused.resourceType === 'Document' && !this.#allows(paused)) {
        session.post('Fetch.failRequest', { requestId: paused.requestId, errorReason: 'Aborted' });
        return;
      }
      this.#serve(page, paused).catch(() => undefined);
    });
    session.on('Page.frameRequestedNavigation', (event: { frameId: string; url: string }) =>
      this.#foreign(event),
    );
    session.on('Page.domContentEventFired', () => {
      if (this.#started) this.#contents.emit('dom-ready', makeEvent({}));
    });
    session.on('Page.lifecycleEvent', (event: { name: string; frameId: string }) => {
      if (event.name === 'firstPaint' && event.frameId === this.#frames.main.cdpId) this.#paint();
    });
    session.on('Page.loadEventFired', () => this.#finish());
    session.on('Page.navigatedWithinDocument', (event: { frameId: string; url: string }) => {
      const isMain = event.frameId === this.#frames.main.cdpId;
      this.#contents.emit('did-navigate-in-page', makeEvent({}), toApp(event.url), isMain);
    });
  }

  async #serve(page: Page, paused: PausedRequest): Promise<void> {
    if (paused.resourceType === 'Document') await applyPermissions(this.#contents, paused.request.url);
    await serve(page.session, paused);
  }

  expect(): void {
    this.#expected += 1;
  }

  async load(ready: Promise<Page>, url: string): Promise<void> {
    this.loading = true;
    const { session } = await ready;
    this.expect();
    const loaded = new Promise<void>((resolve, reject) => {
      this.#loaded = { resolve, reject };
    });
    loaded.catch(() => undefined);
    this.#contents.emit('did-start-loading');
    type Answer = { errorText?: string; loaderId?: string };
    const answer = await session.send<Answer>('Page.navigate', { url: toPage(url) });
    if (answer.errorText === undefined) {
      if (answer.loaderId !== undefined) await loaded;
      return;
    }
    this.loading = false;
    this.#expected = 0;
    let name = answer.errorText.replace('net::', '');
    if (name === 'ERR_ADDRESS_UNREACHABLE' && isCustomScheme(new URL(url).protocol.slice(0, -1))) {
      name = 'ERR_UNKNOWN_URL_SCHEME';
    }
    this.#contents.emit('did-fail-load', makeEvent({}), NET_ERRORS[name] ?? -2, name, url, true);
    throw Object.assign(new Error(`${name} (${NET_ERRORS[name] ?? -2}) loading '${url}'`), {
      code: name,
      errno: NET_ERRORS[name] ?? -2,
      url,
    });
  }

  reload(ready: Promise<Page>): void {
    this.expect();
    ready.then((page) => page.session.post('Page.reload')).catch(() => undefined);
  }

  committed(frame: CdpFrame): void {
    const url = toApp(frame.url);
    if (frame.unreachableUrl !== undefined) {
      const isMain = frame.parentId === undefined;
      this.#contents.emit(
        'did-fail-load',
        makeEvent({}),
        -2,
        'ERR_FAILED',
        toApp(frame.unreachableUrl),
        isMain,
      );
    }
    if (frame.parentId !== undefined) {
      this.#contents.emit('did-frame-navigate', makeEvent({}), url, 200, 'OK', false);
      return;
    }
    if (!this.#started) this.#page?.session.post('Page.resetNavigationHistory');
    this.#started = true;
    this.loading = true;
    this.#contents.emit('did-navigate', makeEvent({}), url, 200, 'OK');
    this.#contents.emit('did-frame-navigate', makeEvent({}), url, 200, 'OK', true);
  }

  gone(): void {
    this.#loaded?.reject(new Error(`ERR_FAILED (-2) loading '${this.#contents.getURL()}'`));
  }

  #finish(): void {
    if (!this.#started) return;
    this.loading = false;
    this.#contents.emit('did-frame-finish-load', makeEvent({}), true);
    this.#contents.emit('did-finish-load');
    this.#contents.emit('did-stop-loading');
    this.#loaded?.resolve();
    this.#paint();
  }

  #paint(): void {
    if (!this.#started || this.#painted) return;
    this.#painted = true;
    this.#contents.emit('first-paint');
  }

  #allows(paused: PausedRequest & { readonly redirectedRequestId?: string }): boolean {
    const frame = this.#frames.get(paused.frameId);
    const isMainFrame = paused.frameId === this.#frames.main.cdpId;
    const url = toApp(paused.request.url);
    if (paused.redirectedRequestId !== undefined) return this.#ask(['will-redirect'], url, paused.frameId);
    if (isMainFrame && this.#expected > 0) {
      this.#expected -= 1;
      return true;
    }
    // The first document of a sub-frame is the parent's content, and is asked about all the same, as in Electron.
    if (!frame && !isMainFrame) return this.#ask(['will-frame-navigate'], url, paused.frameId);
    return this.#ask(
      isMainFrame ? ['will-frame-navigate', 'will-navigate'] : ['will-frame-navigate'],
      url,
      paused.frameId,
    );
  }

  #ask(names: readonly string[], url: string, frameId: string): boolean {
    const isMainFrame = frameId === this.#frames.main.cdpId;
    const frame = this.#frames.get(frameId) ?? null;
    return names.every((name) => {
      const details = makeEvent({ url, isSameDocument: false, isMainFrame, frame, initiator: frame });
      this.#contents.emit(name, details, url, false, isMainFrame, frame?.processId, frame?.routingId);
      return !details.defaultPrevented;
    });
  }

  /** A page may name a custom scheme itself (`location = 'app://vault/'`): Chromium would not know it. */
  #foreign({ frameId, url }: { frameId: string; url: string }): void {
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? '';
    const isOurs = isCustomScheme(scheme);
    if (url === START_PAGE || (!isOurs && scheme !== 'data' && scheme !== 'mailto')) return;
    const isMain = frameId === this.#frames.main.cdpId;
    const allowed = this.#ask(
      isMain ? ['will-frame-navigate', 'will-navigate'] : ['will-frame-navigate'],
      url,
      frameId,
    );
    if (!allowed || !isOurs) return;
    if (isMain) this.expect();
    this.#page?.session.post('Page.navigate', { url: toPage(url), frameId });
  }
}
