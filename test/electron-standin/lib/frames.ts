/**
 * Frames of a page, as WebFrameMain objects, kept up to date from Page.frame* events.
 *
 * Guarantees: `url` and `origin` are the app's (app://…), a frame that was removed or replaced reports
 * `detached`, and there is one object per frame for as long as it lives.
 */
import type { Session } from './cdp.ts';
import { guardClass } from './missing.ts';
import { originOf, START_PAGE, toApp } from './urls.ts';

export interface CdpFrame {
  readonly id: string;
  readonly parentId?: string;
  readonly url: string;
  readonly securityOrigin?: string;
  readonly name?: string;
  readonly unreachableUrl?: string;
}

interface CdpFrameTree {
  readonly frame: CdpFrame;
  readonly childFrames?: readonly CdpFrameTree[];
}

let lastNumber = 0;

/** What a frame needs from its page. */
export interface FrameHost {
  readonly processId: number;
  readonly evaluateIn: (frameId: string, code: string) => Promise<unknown>;
  readonly sendTo: (frameId: string, channel: string, args: readonly unknown[]) => void;
}

export class WebFrameMain {
  readonly cdpId: string;
  readonly frameTreeNodeId: number;
  readonly routingId: number;
  readonly processId: number;
  readonly osProcessId: number;
  name = '';
  detached = false;
  visibilityState = 'visible';
  parent: WebFrameMain | null;
  frames: WebFrameMain[] = [];
  #pageUrl = '';
  #opaque = false;
  readonly #host: FrameHost;

  constructor(host: FrameHost, cdpId: string, parent: WebFrameMain | null) {
    lastNumber += 1;
    this.#host = host;
    this.cdpId = cdpId;
    this.parent = parent;
    this.frameTreeNodeId = lastNumber;
    this.routingId = lastNumber;
    this.processId = host.processId;
    this.osProcessId = host.processId;
  }

  get url(): string {
    return this.#pageUrl === START_PAGE ? '' : toApp(this.#pageUrl);
  }
  get origin(): string {
    return this.#opaque ? 'null' : originOf(this.#pageUrl);
  }
  get top(): WebFrameMain {
    return this.parent ? this.parent.top : this;
  }
  get framesInSubtree(): WebFrameMain[] {
    return [this, ...this.frames.flatMap((frame) => frame.framesInSubtree)];
  }
  get frameToken(): string {
    return this.cdpId;
  }
  isDestroyed(): boolean {
    return this.detached;
  }
  send(channel: string, ...args: unknown[]): void {
    this.#host.sendTo(this.cdpId, channel, args);
  }
  executeJavaScript(code: string): Promise<unknown> {
    return this.#host.evaluateIn(this.cdpId, code);
  }
  /** Called by the tree when the frame shows another document. */
  show(frame: CdpFrame): void {
    this.#pageUrl = frame.url;
    this.#opaque = frame.securityOrigin === '://' || frame.securityOrigin === 'null';
    this.name = frame.name ?? '';
  }
}
guardClass('WebFrameMain', WebFrameMain);

/** The frames of one page. `main` exists from the start, before the page does. */
export class FrameTree {
  main: WebFrameMain;
  readonly #host: FrameHost;
  readonly #frames = new Map<string, WebFrameMain>();

  constructor(host: FrameHost) {
    this.#host = host;
    this.main = new WebFrameMain(host, '', null);
  }

  get(cdpId: string): WebFrameMain | undefined {
    return this.#frames.get(cdpId);
  }

  /** Follows a session's frames; `navigated` is told of every new document. */
  async follow(session: Session, mainId: string, navigated: (frame: CdpFrame) => void): Promise<void> {
    this.main = new WebFrameMain(this.#host, mainId, null);
    this.#frames.set(mainId, this.main);
    session.on('Page.frameAttached', (event: { frameId: string; parentFrameId: string }) => {
      this.#add(event.frameId, event.parentFrameId);
    });
    session.on('Page.frameDetached', (event: { frameId: string; reason: string }) => {
      if (event.reason !== 'swap') this.#remove(event.frameId);
    });
    session.on('Page.frameNavigated', ({ frame }: { frame: CdpFrame }) => {
      this.#show(frame);
      navigated(frame);
    });
    session.on('Page.navigatedWithinDocument', (event: { frameId: string; url: string }) => {
      this.#frames.get(event.frameId)?.show({ id: event.frameId, url: event.url });
    });
    const { frameTree } = await session.send<{ frameTree: CdpFrameTree }>('Page.getFrameTree');
    this.#showAll(frameTree);
  }

  #showAll(tree: CdpFrameTree): void {
    this.#show(tree.frame);
    for (const child of tree.childFrames ?? []) this.#showAll(child);
  }

  #show(frame: CdpFrame): void {
    if (frame.parentId !== undefined) this.#add(frame.id, frame.parentId);
    this.#frames.get(frame.id)?.show(frame);
    if (frame.parentId === undefined) for (const child of [...this.main.frames]) this.#remove(child.cdpId);
  }

  #add(cdpId: string, parentId: string): void {
    const parent = this.#frames.get(parentId);
    if (!parent || this.#frames.has(cdpId)) return;
    const frame = new WebFrameMain(this.#host, cdpId, parent);
    parent.frames.push(frame);
    this.#frames.set(cdpId, frame);
  }

  #remove(cdpId: string): void {
    const frame = this.#frames.get(cdpId);
    if (!frame) return;
    for (const child of [...frame.frames]) this.#remove(child.cdpId);
    frame.detached = true;
    this.#frames.delete(cdpId);
    if (frame.parent) frame.parent.frames = frame.parent.frames.filter((other) => other !== frame);
  }
}
