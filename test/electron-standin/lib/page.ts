/**
 * One page in Chromium: its DevTools session, its JavaScript contexts, the scripts of both worlds, the questions
 * that a preload asks synchronously.
 *
 * Guarantees: the scripts are in place before the first document of the app; messages reach the document they
 * were meant for or nobody; a question stops the page only until it is answered.
 */
import type { Session } from './cdp.ts';
import type { FrameTree } from './frames.ts';
import type { Incoming, Outgoing } from './ipc-main.ts';
import { ASKING_FUNCTION, ISOLATED_WORLD, type Worlds } from './preload-source.ts';

interface Context {
  readonly frameId: string;
  readonly isolated: boolean;
}

export interface PageEvents {
  /** A message of a preload; `alive` tells whether its document still exists. */
  readonly message: (
    incoming: Incoming,
    frameId: string,
    alive: () => boolean,
    answer: (reply: Outgoing) => void,
  ) => void;
  /** window.open: the address, the name, the features. Answered by refusing. */
  readonly open: (url: string, name: string, features: string) => void;
}

interface RemoteValue {
  readonly result: { readonly value?: unknown; readonly objectId?: string; readonly description?: string };
  readonly exceptionDetails?: {
    readonly text: string;
    readonly exception?: { readonly description?: string };
  };
}

export class Page {
  readonly session: Session;
  readonly targetId: string;
  readonly #contexts = new Map<number, Context>();
  readonly #worlds: Worlds;
  readonly #events: PageEvents;
  #paused = false;
  #later: (() => void)[] = [];

  constructor(session: Session, targetId: string, worlds: Worlds, events: PageEvents) {
    this.session = session;
    this.targetId = targetId;
    this.#worlds = worlds;
    this.#events = events;
  }

  /** Prepares the waiting target: after this, documents get both scripts and events flow. */
  async prepare(frames: FrameTree, navigated: Parameters<FrameTree['follow']>[2]): Promise<void> {
    const { session } = this;
    const { config, main, isolated } = this.#worlds;
    this.#listen();
    const name = config.post;
    const follow = frames.follow(session, this.targetId, navigated);
    await Promise.all([
      session.send('Page.enable'),
      session.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      session.send('Runtime.enable'),
      session.send('DOM.enable'),
      session.send('Debugger.enable'),
      session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      session.send('Runtime.addBinding', { name, executionContextName: ISOLATED_WORLD }),
      session.send('Page.addScriptToEvaluateOnNewDocument', { source: main }),
      session.send('Page.addScriptToEvaluateOnNewDocument', { source: isolated, worldName: ISOLATED_WORLD }),
      session.send('Runtime.runIfWaitingForDebugger'),
      follow,
    ]);
  }

  #listen(): void {
    const { session } = this;
    type Created = {
      context: { id: number; name: string; auxData: { frameId: string; isDefault: boolean } };
    };
    session.on('Runtime.executionContextCreated', ({ context }: Created) => {
      const isolated = context.name === ISOLATED_WORLD;
      if (isolated || context.auxData.isDefault) {
        this.#contexts.set(context.id, { frameId: context.auxData.frameId, isolated });
      }
    });
    session.on('Runtime.executionContextDestroyed', (event: { executionContextId: number }) => {
      this.#contexts.delete(event.executionContextId);
    });
    session.on('Runtime.executionContextsCleared', () => this.#contexts.clear());
    session.on(
      'Runtime.bindingCalled',
      (event: { name: string; payload: string; executionContextId: number }) => {
        if (event.name !== this.#worlds.config.post) return;
        const id = event.executionContextId;
        const incoming = JSON.parse(event.payload) as Incoming;
        const alive = (): boolean => this.#contexts.has(id);
        const frameId = this.#contexts.get(id)?.frameId ?? '';
        this.#events.message(incoming, frameId, alive, (reply) => this.#deliver(id, reply));
      },
    );
    session.on(
      'Debugger.paused',
      (event: { callFrames: { callFrameId: string; functionName: string }[] }) => {
        this.#answer(event.callFrames[0]).catch(() => undefined);
      },
    );
    session.on('Debugger.resumed', () => {
      this.#paused = false;
      for (const work of this.#later.splice(0)) work();
    });
  }

  async #answer(top: { callFrameId: string; functionName: string } | undefined): Promise<void> {
    this.#paused = true;
    try {
      if (top?.functionName === ASKING_FUNCTION) await this.#reply(top.callFrameId);
    } finally {
      this.session.post('Debugger.resume');
    }
  }

  async #reply(callFrameId: string): Promise<void> {
    const read = (expression: string, returnByValue: boolean): Promise<RemoteValue> =>
      this.session.send('Debugger.evaluateOnCallFrame', {
        callFrameId,
        expression,
        returnByValue,
        silent: true,
      });
    const { result } = await read(`[token, question, typeof subject === 'string' ? subject : '']`, true);
    const [token, question, subject] = result.value as [string, string, string];
    if (token !== this.#worlds.config.token) return;
    let reply = '';
    if (question === 'open') {
      const [url, name, features] = JSON.parse(subject) as [string, string, string];
      this.#events.open(url, name, features);
    } else {
      const { objectId } = (await read('subject', false)).result;
      reply = (await this.session.send<{ path: string }>('DOM.getFileInfo', { objectId })).path;
    }
    await read(`reply = ${JSON.stringify(reply)}`, true);
  }

  #deliver(contextId: number, reply: Outgoing): void {
    if (this.#paused) {
      this.#later.push(() => this.#deliver(contextId, reply));
      return;
    }
    if (!this.#contexts.has(contextId)) return;
    const expression = `${this.#worlds.config.receive}(${JSON.stringify(JSON.stringify(reply))})`;
    // Not silent: what the page throws on the way is the page's own error, and tests look for those.
    this.session.post('Runtime.evaluate', { contextId, expression });
  }

  /** Sends to the preload of a frame, if it has one. */
  deliverToFrame(frameId: string, message: Outgoing): void {
    for (const [id, context] of this.#contexts) {
      if (context.isolated && context.frameId === frameId) this.#deliver(id, message);
    }
  }

  /** Evaluates in the page's own world and waits for promises. Rejects with what the code threw. */
  async evaluate(frameId: string, expression: string, userGesture: boolean): Promise<unknown> {
    const found = [...this.#contexts].find(([, context]) => !context.isolated && context.frameId === frameId);
    if (!found) throw new Error('Render frame was disposed before WebFrameMain could be accessed');
    const [contextId] = found;
    const options = { contextId, expression, userGesture, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.session.send<RemoteValue>('Runtime.evaluate', options);
    if (!exceptionDetails) return result.value;
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }
}
