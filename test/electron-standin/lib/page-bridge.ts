/**
 * The contextBridge between the two JavaScript worlds of a page. `makeBridge` is self-contained source text that
 * runs once in each world; the two ends share a DOM node that is in no document, so the page can neither see nor
 * guess the channel. Events on it are synchronous, and Chromium clones their `detail` from world to world.
 *
 * Guarantees: values are deep copies (File and other platform objects are cloned, prototypes of classes go);
 * functions become functions that call across, promises become promises, thrown errors arrive as errors; what
 * cannot be cloned throws "An object could not be cloned.".
 */

export interface Bridge {
  /** Calls the handler that the other world gave that name, with copied arguments. */
  readonly call: (name: string, args: readonly unknown[]) => unknown;
}

export type BridgeHandlers = Readonly<Record<string, (...args: unknown[]) => unknown>>;

type Wire =
  | { readonly t: 'value'; readonly v: unknown }
  | { readonly t: 'ref'; readonly id: number }
  | { readonly t: 'function'; readonly id: number }
  | { readonly t: 'promise'; readonly id: number }
  | {
      readonly t: 'object' | 'array';
      readonly id: number;
      readonly e: readonly (readonly [string, Wire])[];
      readonly n: number;
    }
  | { readonly t: 'error'; readonly name: string; readonly message: string; readonly stack: string };

interface Packet {
  readonly kind: 'call' | 'function' | 'settle';
  readonly name: string;
  readonly id: number;
  readonly ok: boolean;
  readonly value: Wire;
}

export function makeBridge(node: EventTarget, own: string, other: string, handlers: BridgeHandlers): Bridge {
  type Callable = (...args: unknown[]) => unknown;
  const dispatch = node.dispatchEvent.bind(node);
  const listen = node.addEventListener.bind(node);
  const Carrier = CustomEvent;
  const refuse = (): never => {
    throw new TypeError('An object could not be cloned.');
  };
  const locals = new Map<number, Callable>();
  const remotes = new Map<number, Callable>();
  const numbers = new WeakMap<object, number>();
  const pending = new Map<number, { resolve: Callable; reject: Callable }>();
  let lastId = 0;

  const pack = (value: unknown, seen: Map<object, number>, depth: number): Wire => {
    if (depth > 1000)
      throw new TypeError(
        'Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.',
      );
    if (typeof value === 'symbol') return { t: 'value', v: undefined };
    if (typeof value === 'function') {
      let id = numbers.get(value);
      if (id === undefined) {
        lastId += 1;
        id = lastId;
        numbers.set(value, id);
        locals.set(id, value as Callable);
      }
      return { t: 'function', id };
    }
    if (typeof value !== 'object' || value === null) return { t: 'value', v: value };
    const known = seen.get(value);
    if (known !== undefined) return { t: 'ref', id: known };
    if (value instanceof Promise) {
      lastId += 1;
      const id = lastId;
      value.then(
        (result: unknown) => settle(id, true, result),
        (reason: unknown) => settle(id, false, reason),
      );
      return { t: 'promise', id };
    }
    if (value instanceof Error)
      return { t: 'error', name: value.name, message: value.message, stack: value.stack ?? '' };
    const isArray = Array.isArray(value);
    if (!isArray && Object.prototype.toString.call(value) !== '[object Object]')
      return { t: 'value', v: value };
    const id = seen.size;
    seen.set(value, id);
    const source = value as Record<string, unknown>;
    const keys = Object.keys(source).filter((key) => typeof source[key] !== 'symbol');
    const e = keys.map((key) => [key, pack(source[key], seen, depth + 1)] as const);
    return { t: isArray ? 'array' : 'object', id, e, n: isArray ? value.length : 0 };
  };

  const unpack = (wire: Wire, made: Map<number, object>): unknown => {
    if (wire.t === 'value') return wire.v;
    if (wire.t === 'ref') return made.get(wire.id);
    if (wire.t === 'function') return remote(wire.id);
    if (wire.t === 'promise') {
      return new Promise((resolve, reject) => pending.set(wire.id, { resolve, reject }));
    }
    if (wire.t === 'error') {
      const error = new Error(wire.message);
      error.stack = wire.stack;
      return error;
    }
    const target: object = wire.t === 'array' ? new Array(wire.n) : {};
    made.set(wire.id, target);
    for (const [key, value] of wire.e) {
      const descriptor = { value: unpack(value, made), writable: true, enumerable: true, configurable: true };
      Object.defineProperty(target, key, descriptor);
    }
    return target;
  };

  const send = (packet: Packet): unknown => {
    let answer: Packet | undefined;
    const take = (event: Event): void => {
      const { detail } = event as CustomEvent<Packet | null>;
      answer = detail ?? undefined;
    };
    listen(`${own}-answer`, take, { once: true });
    dispatch(new Carrier(other, { detail: packet }));
    node.removeEventListener(`${own}-answer`, take);
    if (answer === undefined) return refuse();
    const value = unpack(answer.value, new Map());
    if (answer.ok) return value;
    throw value;
  };
  const settle = (id: number, ok: boolean, value: unknown): void => {
    try {
      send({ kind: 'settle', name: '', id, ok, value: pack(value, new Map(), 0) });
    } catch (error) {
      send({ kind: 'settle', name: '', id, ok: false, value: pack(error, new Map(), 0) });
    }
  };
  const remote = (id: number): Callable => {
    const known = remotes.get(id);
    if (known) return known;
    const made = (...args: unknown[]): unknown =>
      send({ kind: 'function', name: '', id, ok: true, value: pack(args, new Map(), 0) });
    remotes.set(id, made);
    return made;
  };
  const run = (packet: Packet): unknown => {
    const value = unpack(packet.value, new Map());
    if (packet.kind === 'settle') {
      const waiting = pending.get(packet.id);
      pending.delete(packet.id);
      return (packet.ok ? waiting?.resolve : waiting?.reject)?.(value) && undefined;
    }
    const target = packet.kind === 'call' ? handlers[packet.name] : locals.get(packet.id);
    return target?.(...(value as unknown[]));
  };

  listen(own, (event) => {
    const { detail } = event as CustomEvent<Packet | null>;
    const answer = (ok: boolean, value: unknown): void => {
      const packet: Packet = { kind: 'call', name: '', id: 0, ok, value: pack(value, new Map(), 0) };
      dispatch(new Carrier(`${other}-answer`, { detail: packet }));
    };
    if (detail === null) return;
    try {
      answer(true, run(detail));
    } catch (error) {
      answer(false, error);
    }
  });
  return {
    call: (name, args) => send({ kind: 'call', name, id: 0, ok: true, value: pack(args, new Map(), 0) }),
  };
}
