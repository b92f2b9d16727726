/**
 * What runs in every document, before any script of the page: `mainWorld` in the page's own world, then
 * `isolatedWorld` in the preload's. Both are self-contained source text (see preload-source.ts).
 *
 * Guarantees: the page gets what contextBridge exposes and a `window.open` that asks the app; no other trace.
 * The preload gets `require('electron')` with the sandboxed modules, and cannot be reached from the page.
 */
import type { Codec } from './codec.ts';
import type { Bridge, BridgeHandlers } from './page-bridge.ts';

export interface WorldConfig {
  /** Random names, new for each window. */
  readonly handshake: string;
  readonly post: string;
  readonly receive: string;
  readonly token: string;
  readonly startPage: string;
  readonly subFrames: boolean;
  readonly process: Readonly<Record<string, unknown>>;
}

export type MakeBridge = (node: EventTarget, own: string, other: string, handlers: BridgeHandlers) => Bridge;
export type Preload = (require: (name: string) => unknown, process: unknown, global: unknown) => void;

/** Replaced by a `debugger` statement in the source text: the page stops there until the main process answers. */
declare function standinPause(): void;

export function mainWorld(makeBridge: MakeBridge, config: WorldConfig): void {
  if (location.href === config.startPage) return;
  const freeze = (value: unknown): unknown => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value;
    if (ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
    Object.freeze(value);
    for (const key of Object.keys(value)) freeze((value as Record<string, unknown>)[key]);
    return value;
  };
  const expose = (key: unknown, value: unknown): void => {
    const name = String(key);
    if (Object.hasOwn(window, name)) {
      throw new Error('Cannot bind an API on top of an existing property on the window object');
    }
    const descriptor = { value: freeze(value), writable: false, configurable: false, enumerable: true };
    Object.defineProperty(window, name, descriptor);
  };
  const start = (event: Event): void => {
    const node = (event as MouseEvent).relatedTarget;
    event.stopImmediatePropagation();
    if (!node) return;
    const bridge = makeBridge(node, 'main', 'isolated', { expose });
    const keepsWindow = new Set(['_self', '_top', '_parent']);
    const open = new Proxy(window.open, {
      apply: (target, self, args: unknown[]) => {
        if (keepsWindow.has(String(args[1] ?? '').toLowerCase())) return Reflect.apply(target, self, args);
        const url =
          String(args[0] ?? '') === '' ? 'about:blank' : new URL(String(args[0]), document.baseURI).href;
        bridge.call('open', [url, String(args[1] ?? ''), String(args[2] ?? '')]);
        return null;
      },
    });
    Object.defineProperty(window, 'open', {
      value: open,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  };
  window.addEventListener(config.handshake, start, { once: true, capture: true });
}

export function isolatedWorld(
  makeCodec: () => Codec,
  makeBridge: MakeBridge,
  config: WorldConfig,
  preload: Preload,
): void {
  if (location.href === config.startPage) return;
  type Listener = (event: unknown, ...args: unknown[]) => void;
  const world = globalThis as unknown as Record<string, unknown>;
  const codec = makeCodec();
  const post = world[config.post] as (text: string) => void;
  delete world[config.post];

  /** Asks the main process and waits: it answers while this world is stopped in the debugger. */
  const standinAsk = (question: string, subject: unknown): string => {
    const token = config.token;
    // biome-ignore lint/style/useConst: the main process assigns it while this function is stopped
    let reply = '';
    standinPause();
    return token && question && subject !== undefined ? reply : '';
  };
  const node = document.createElement('i');
  const open = (url: unknown, name: unknown, features: unknown): void => {
    standinAsk('open', JSON.stringify([url, name, features]));
  };
  window.dispatchEvent(new MouseEvent(config.handshake, { relatedTarget: node }));
  const bridge = makeBridge(node, 'isolated', 'main', { open });

  const listeners = new Map<string, Listener[]>();
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (reason: Error) => void }>();
  let lastId = 0;
  const say = (kind: string, id: number, channel: string, args: unknown): void =>
    post(JSON.stringify({ kind, id, channel, args: codec.encode(args) }));
  const add = (channel: string, listener: Listener): unknown => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    return ipcRenderer;
  };
  const remove = (channel: string, listener: Listener): unknown => {
    const rest = (listeners.get(channel) ?? []).filter(
      (one) => one !== listener && Reflect.get(one, 'listener') !== listener,
    );
    if (rest.length > 0) listeners.set(channel, rest);
    else listeners.delete(channel);
    return ipcRenderer;
  };
  const emit = (channel: string, event: unknown, ...args: unknown[]): boolean => {
    const all = listeners.get(channel) ?? [];
    for (const listener of all) listener.call(ipcRenderer, event, ...args);
    return all.length > 0;
  };
  const once = (channel: string, listener: Listener): unknown => {
    const wrapped: Listener = (event, ...args) => {
      remove(channel, wrapped);
      listener.call(ipcRenderer, event, ...args);
    };
    return add(channel, Object.assign(wrapped, { listener }));
  };
  const ipcRenderer = {
    on: add,
    addListener: add,
    once,
    off: remove,
    removeListener: remove,
    removeAllListeners: (channel?: string): unknown => {
      if (channel === undefined) listeners.clear();
      else listeners.delete(channel);
      return ipcRenderer;
    },
    emit,
    listenerCount: (channel: string): number => listeners.get(channel)?.length ?? 0,
    listeners: (channel: string): Listener[] => [...(listeners.get(channel) ?? [])],
    eventNames: (): string[] => [...listeners.keys()],
    send: (channel: string, ...args: unknown[]): void => {
      if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
      say('send', 0, channel, args);
    },
    invoke: async (channel: string, ...args: unknown[]): Promise<unknown> => {
      if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
      lastId += 1;
      const id = lastId;
      say('invoke', id, channel, args);
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    },
  };
  const receive = (text: string): void => {
    const message = JSON.parse(text) as { kind: string; id: number; channel: string; args: string };
    const value = codec.decode(message.args);
    if (message.kind === 'event') {
      emit(message.channel, { sender: ipcRenderer, ports: [] }, ...(value as unknown[]));
      return;
    }
    const caller = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'result') caller?.resolve(value);
    else caller?.reject(new Error(`Error invoking remote method '${message.channel}': ${String(value)}`));
  };
  Object.defineProperty(globalThis, config.receive, { value: receive, enumerable: false });
  if (window !== window.top && !config.subFrames) return;

  const getPathForFile = (file: unknown): string => {
    if (!(file instanceof File))
      throw new TypeError('getPathForFile expected to receive a File object but one was not provided');
    return standinAsk('path', file);
  };
  const missing = (name: string, members: object): unknown =>
    new Proxy(members, {
      get: (target, key): unknown => {
        if (typeof key === 'symbol' || key in target || key === 'then') return Reflect.get(target, key);
        throw new Error(`${name}.${key} is not in the stand-in`);
      },
    });
  const exposeInMainWorld = (key: string, api: unknown): void => {
    bridge.call('expose', [key, api]);
  };
  const modules: Record<string, unknown> = {
    electron: missing('electron', {
      contextBridge: missing('contextBridge', { exposeInMainWorld }),
      ipcRenderer: missing('ipcRenderer', ipcRenderer),
      webUtils: missing('webUtils', { getPathForFile }),
    }),
    timers: { setTimeout, setInterval, clearTimeout, clearInterval },
    url: { URL, URLSearchParams },
  };
  const require = (name: string): unknown => {
    const found =
      modules[
        String(name)
          .replace(/^node:/, '')
          .replace(/^electron\/(renderer|common)$/, 'electron')
      ];
    if (found) return found;
    throw new Error(`module not found: ${name}`);
  };
  try {
    preload(require, config.process, globalThis);
  } catch (error) {
    console.error('Unable to load preload script', error);
    say('preload-error', 0, '', [error instanceof Error ? error : new Error(String(error))]);
  }
}
