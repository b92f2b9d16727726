/**
 * Structured clone as text, for values that cross the DevTools protocol between a page and the main process.
 * `makeCodec` is self-contained: it runs here and, as source text, in the isolated world of every page.
 *
 * Guarantees: what the structured-clone algorithm keeps is kept (undefined, NaN, -0, BigInt, Date, RegExp, Map,
 * Set, ArrayBuffer and its views, Error with its cause, holes, cycles, shared references); what it refuses
 * throws Electron's own "An object could not be cloned.".
 */

export interface Codec {
  readonly encode: (value: unknown) => string;
  readonly decode: (text: string) => unknown;
}

type Wire = string | number | boolean | null | { readonly s: string; readonly v?: string | number };
type Entries = readonly (readonly [Wire, Wire])[];
interface Node {
  readonly k: string;
  readonly text?: string;
  readonly flags?: string;
  readonly number?: number | null;
  readonly entries?: Entries;
  readonly items?: readonly Wire[];
}

export function makeCodec(): Codec {
  const refuse = (): never => {
    throw new Error('An object could not be cloned.');
  };
  const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);
  const views: Record<string, new (buffer: ArrayBuffer) => ArrayBufferView> = {
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    DataView,
  };
  const errors: Record<string, ErrorConstructor> = {
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  };
  const toText = (bytes: Uint8Array): string => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 0x2000) {
      text += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
    }
    return btoa(text);
  };
  const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

  const encode = (root: unknown): string => {
    const nodes: Node[] = [];
    const known = new Map<object, number>();
    const put = (value: unknown): Wire => {
      if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
      if (value === undefined) return { s: 'undefined' };
      if (typeof value === 'bigint') return { s: 'bigint', v: value.toString() };
      if (typeof value === 'number') {
        if (Number.isFinite(value) && !Object.is(value, -0)) return value;
        return { s: 'number', v: Object.is(value, -0) ? '-0' : String(value) };
      }
      if (typeof value !== 'object') return refuse();
      const seen = known.get(value);
      if (seen !== undefined) return { s: 'ref', v: seen };
      const index = nodes.length;
      known.set(value, index);
      nodes.push({ k: 'pending' });
      nodes[index] = describe(value);
      return { s: 'ref', v: index };
    };
    const pairs = (value: object): Entries =>
      Object.keys(value).map((key) => [key, put((value as Record<string, unknown>)[key])] as const);
    const describe = (value: object): Node => {
      const tag = tagOf(value);
      if (Array.isArray(value)) return { k: 'array', number: value.length, entries: pairs(value) };
      if (tag === 'Date') return { k: 'date', number: (value as Date).getTime() };
      if (tag === 'RegExp')
        return { k: 'regexp', text: (value as RegExp).source, flags: (value as RegExp).flags };
      if (tag === 'Map')
        return {
          k: 'map',
          entries: [...(value as Map<unknown, unknown>)].map(([a, b]) => [put(a), put(b)] as const),
        };
      if (tag === 'Set') return { k: 'set', items: [...(value as Set<unknown>)].map(put) };
      if (tag === 'ArrayBuffer') return { k: 'buffer', text: toText(new Uint8Array(value as ArrayBuffer)) };
      if (ArrayBuffer.isView(value) && tag in views) {
        return {
          k: 'view',
          flags: tag,
          text: toText(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)),
        };
      }
      if (tag === 'Error' && value instanceof Error) {
        const name = value.name in errors ? value.name : 'Error';
        const cause = Object.hasOwn(value, 'cause') ? [put(value.cause)] : [];
        return { k: 'error', flags: name, items: [put(value.message), put(value.stack ?? ''), ...cause] };
      }
      if (tag === 'Boolean' || tag === 'Number' || tag === 'String' || tag === 'BigInt') {
        return { k: 'boxed', items: [put(value.valueOf())] };
      }
      if (tag !== 'Object' && tag !== 'Arguments') return refuse();
      return { k: 'object', entries: pairs(value) };
    };
    const top = put(root);
    return JSON.stringify({ top, nodes });
  };

  const decode = (text: string): unknown => {
    const { top, nodes } = JSON.parse(text) as { top: Wire; nodes: readonly Node[] };
    const made = new Map<number, object>();
    const take = (wire: Wire | undefined): unknown => {
      if (wire === null || wire === undefined || typeof wire !== 'object') return wire;
      if (wire.s === 'undefined') return undefined;
      if (wire.s === 'bigint') return BigInt(wire.v ?? 0);
      if (wire.s === 'number') return Number(wire.v);
      const index = Number(wire.v);
      return made.get(index) ?? build(index, nodes[index] as Node);
    };
    const keep = <T extends object>(index: number, value: T): T => {
      made.set(index, value);
      return value;
    };
    const fill = (target: object, entries: Entries = []): object => {
      for (const [key, value] of entries) {
        const descriptor = { value: take(value), writable: true, enumerable: true, configurable: true };
        Object.defineProperty(target, String(key), descriptor);
      }
      return target;
    };
    const build = (index: number, node: Node): object => {
      const { k: kind, text: body = '', flags = '', entries = [], items = [] } = node;
      if (kind === 'array') return fill(keep(index, new Array(node.number ?? 0)), entries);
      if (kind === 'date') return keep(index, new Date(node.number ?? Number.NaN));
      if (kind === 'regexp') return keep(index, new RegExp(body, flags));
      if (kind === 'buffer') return keep(index, toBytes(body).buffer);
      if (kind === 'view') return keep(index, new (views[flags] ?? Uint8Array)(toBytes(body).buffer));
      if (kind === 'boxed') return keep(index, Object(take(items[0])) as object);
      if (kind === 'map') {
        const map = keep(index, new Map<unknown, unknown>());
        for (const [key, value] of entries) map.set(take(key), take(value));
        return map;
      }
      if (kind === 'set') {
        const set = keep(index, new Set<unknown>());
        for (const item of items) set.add(take(item));
        return set;
      }
      if (kind === 'error') {
        const error = keep(index, new (errors[flags] ?? Error)(String(take(items[0]))));
        const hidden = { writable: true, enumerable: false, configurable: true };
        Object.defineProperty(error, 'stack', { value: take(items[1]), ...hidden });
        if (items.length > 2) Object.defineProperty(error, 'cause', { value: take(items[2]), ...hidden });
        return error;
      }
      return fill(keep(index, {}), entries);
    };
    return take(top);
  };

  return { encode, decode };
}
