/**
 * Data keys that several files share, so that the key service is asked once for each.
 *
 * Each file gets a copy of its own. What is kept lies in `secretBytes`, bounded in keys, files, bytes and age, and is
 * wiped at the bounds, when its time is over and by `clear`. Files that come while the key service is asked wait for
 * the same answer; a failure is told to those that wait, and not kept.
 */
import { type SecretBytes, secretCopy } from '../envelope/bytes.ts';
import { KmsError } from '../kms/errors.ts';
import { createSharedCall, type SharedCall } from './shared-call.ts';

export interface WithDataKey {
  readonly dataKey: SecretBytes;
}

/** A value, and whether it is kept for other files, too; else it is its file's own. */
export type Taken<Value> = Value & { readonly shared: boolean };

export interface CacheBounds {
  /** Keys at a time; the one that was used longest ago goes first. */
  readonly keys: number;
  /** Files of one key, and bytes of content of all of them. */
  readonly files: number;
  readonly bytes: number;
  /** Milliseconds. */
  readonly age: number;
}

export interface DataKeyCache<Value extends WithDataKey> {
  /** The key `id` for a file of up to `bytes` bytes; null where there is none, or not for one more file. */
  readonly ready: (id: string, bytes: number) => Taken<Value> | null;
  /** The same; where there is none, `ask` is, once for all that wait for this `id`. Rejects when `signal` aborts. */
  readonly take: (
    id: string,
    bytes: number,
    signal: AbortSignal | undefined,
    ask: (signal: AbortSignal | undefined) => Promise<Value>,
  ) => Promise<Taken<Value>>;
  /** Wipes all keys; those that are on their way are not kept. */
  readonly clear: () => void;
}

interface Held<Value> {
  readonly value: Value;
  readonly until: number;
  readonly timer: NodeJS.Timeout;
  files: number;
  bytes: number;
}

/** `now` answers milliseconds. */
export function createDataKeyCache<Value extends WithDataKey>(
  bounds: CacheBounds,
  now: () => number = () => performance.now(),
): DataKeyCache<Value> {
  /** In the order of their last use. */
  const held = new Map<string, Held<Value>>();
  const asked = new Map<string, SharedCall<void>>();
  let cleared = 0;

  function drop(id: string): void {
    const found = held.get(id);
    if (found === undefined) return;
    clearTimeout(found.timer);
    found.value.dataKey.fill(0);
    held.delete(id);
  }

  function keep(id: string, value: Value): void {
    drop(id);
    const [oldest] = held.keys();
    if (oldest !== undefined && held.size >= bounds.keys) drop(oldest);
    // Also where nobody asks for it any more.
    const timer = setTimeout(drop, bounds.age, id).unref();
    held.set(id, { value, until: now() + bounds.age, timer, files: 0, bytes: 0 });
  }

  function ready(id: string, bytes: number): Taken<Value> | null {
    const found = held.get(id);
    if (found === undefined) return null;
    if (found.files >= bounds.files || found.bytes + bytes > bounds.bytes || now() > found.until) {
      drop(id);
      return null;
    }
    found.files += 1;
    found.bytes += bytes;
    held.delete(id);
    held.set(id, found);
    return { ...found.value, dataKey: secretCopy(found.value.dataKey), shared: true };
  }

  function start(id: string, ask: (signal: AbortSignal) => Promise<Value>): SharedCall<void> {
    const round = cleared;
    const forget = (): void => {
      if (asked.get(id) === call) asked.delete(id);
    };
    const call = createSharedCall(async (signal) => {
      // Who comes then asks anew.
      signal.addEventListener('abort', forget);
      const value = await ask(signal).finally(forget);
      if (round === cleared && !signal.aborted) keep(id, value);
      else value.dataKey.fill(0);
    });
    asked.set(id, call);
    return call;
  }

  return {
    ready,
    take: async (id, bytes, signal, ask) => {
      if (signal?.aborted) throw new KmsError('cancelled');
      const own = async () => ({ ...(await ask(signal)), shared: false });
      if (bytes > bounds.bytes) return own();
      const given = ready(id, bytes);
      if (given !== null) return given;
      const call = asked.get(id) ?? start(id, ask);
      await call.join(signal);
      // Cleared meanwhile, or used up by the others that waited: a key of this file's own.
      return ready(id, bytes) ?? own();
    },
    clear: () => {
      cleared += 1;
      for (const id of held.keys()) drop(id);
    },
  };
}
