/**
 * A DevTools-protocol client over the two pipes of `--remote-debugging-pipe` (file descriptors 3 and 4 of
 * Chromium, messages ended by a zero byte). One connection carries every session (flat mode).
 *
 * Guarantees: answers go to the caller that asked, in order; after the pipe ends every open and later call
 * rejects; sessions claimed by a `route` (the DevTools server's clients) get their raw text and nothing else.
 */
import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';

export type Params = Readonly<Record<string, unknown>>;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Params;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: Error) => void;
  readonly method: string;
}

/** One DevTools session; `id` is undefined for the browser's own. Emits each event under its method name. */
export class Session extends EventEmitter {
  readonly id: string | undefined;
  readonly #connection: Connection;

  constructor(connection: Connection, id: string | undefined) {
    super();
    this.setMaxListeners(0);
    this.#connection = connection;
    this.id = id;
  }

  /** Sends one command. Rejects with the browser's message, or when the session or the browser has gone. */
  send<Result = unknown>(method: string, params: Params = {}): Promise<Result> {
    return this.#connection.send(method, params, this.id) as Promise<Result>;
  }

  /** Sends a command whose failure does not matter (the page may be closing). */
  post(method: string, params: Params = {}): void {
    this.send(method, params).catch(() => undefined);
  }
}

/** A raw receiver of the sessions that belong to one DevTools client. */
export type Route = (text: string, sessionId: string) => void;

export class Connection {
  readonly browser: Session;
  /** Called once, when Chromium's end of the pipe closes. */
  onClose: () => void = () => undefined;
  readonly routes = new Map<string, Route>();
  readonly #sessions = new Map<string, Session>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #toBrowser: Writable;
  #parts: Buffer[] = [];
  #lastId = 0;
  #closed = false;

  constructor(toBrowser: Writable, fromBrowser: Readable) {
    this.browser = new Session(this, undefined);
    this.#toBrowser = toBrowser;
    toBrowser.on('error', () => undefined);
    fromBrowser.on('error', () => undefined);
    fromBrowser.on('data', (chunk: Buffer) => this.#receive(chunk));
    fromBrowser.on('close', () => this.#end());
  }

  session(id: string): Session {
    const known = this.#sessions.get(id);
    if (known) return known;
    const made = new Session(this, id);
    this.#sessions.set(id, made);
    return made;
  }

  forget(id: string): void {
    this.#sessions.delete(id);
  }

  send(method: string, params: Params, sessionId: string | undefined): Promise<unknown> {
    if (this.#closed) return Promise.reject(new Error(`${method}: Chromium has gone`));
    this.#lastId += 1;
    const id = this.#lastId;
    this.raw(JSON.stringify(sessionId ? { id, method, params, sessionId } : { id, method, params }));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, method }));
  }

  /** Writes one message as it is; the caller owns its session. */
  raw(text: string): void {
    if (!this.#closed) this.#toBrowser.write(`${text}\0`);
  }

  #receive(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
      this.#parts.push(chunk.subarray(start, end));
      const text = Buffer.concat(this.#parts).toString('utf8');
      this.#parts = [];
      start = end + 1;
      this.#dispatch(text);
    }
    if (start < chunk.length) this.#parts.push(chunk.subarray(start));
  }

  #dispatch(text: string): void {
    const message = JSON.parse(text) as Message;
    const route = message.sessionId === undefined ? undefined : this.routes.get(message.sessionId);
    if (route && message.sessionId !== undefined) {
      route(text, message.sessionId);
      return;
    }
    if (message.id !== undefined) {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error) waiting?.reject(new Error(`${waiting.method}: ${message.error.message}`));
      else waiting?.resolve(message.result);
      return;
    }
    if (message.method === undefined) return;
    const session = message.sessionId === undefined ? this.browser : this.session(message.sessionId);
    session.emit(message.method, message.params ?? {});
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { reject, method } of this.#waiting.values())
      reject(new Error(`${method}: Chromium has gone`));
    this.#waiting.clear();
    this.onClose();
  }
}
