/** Data keys that files share: asked for once, copied for each, bounded, wiped. */
import { afterEach, expect, test, vi } from 'vitest';
import { type SecretBytes, secretBytes } from '../../electron/envelope/bytes.ts';
import { type CacheBounds, createDataKeyCache } from '../../electron/vault/data-key-cache.ts';
import { createSharedCall } from '../../electron/vault/shared-call.ts';

interface Value {
  readonly dataKey: SecretBytes;
  readonly name: string;
}

const asked: Uint8Array[] = [];
const ask = vi.fn(async (): Promise<Value> => {
  const dataKey = secretBytes(32).fill(asked.length + 1);
  asked.push(dataKey);
  return { dataKey, name: `r-${dataKey[0]}` };
});
const zeros = secretBytes(32);
const whole: CacheBounds = { keys: 2, files: 100, bytes: 1000, age: 60_000 };

afterEach(() => void vi.useRealTimers());

function cacheWith(bounds: Partial<CacheBounds> = {}, time = { ms: 0 }) {
  ask.mockClear();
  asked.length = 0;
  const cache = createDataKeyCache<Value>({ ...whole, ...bounds }, () => time.ms);
  const take = (id: string, bytes = 0, signal?: AbortSignal) => cache.take(id, bytes, signal, ask);
  return { cache, take };
}

test('many that ask at once: one call, a copy each', async () => {
  const { cache, take } = cacheWith();
  expect(cache.ready('s', 0)).toBeNull();
  const values = await Promise.all(Array.from({ length: 50 }, () => take('s')));
  expect(ask).toHaveBeenCalledTimes(1);
  expect(new Set(values.map(({ dataKey }) => dataKey)).size).toBe(50);
  values[0]?.dataKey.fill(0);
  expect(cache.ready('s', 0)).toMatchObject({ dataKey: secretBytes(32).fill(1), name: 'r-1' });
});

test('clearing wipes the keys, also one that is on its way; then it can be used again', async () => {
  const { cache, take } = cacheWith();
  await take('s');
  const taking = take('t');
  cache.clear();
  expect(asked[0]).toEqual(zeros);
  // Each has a key of its own: one that nobody keeps.
  expect((await taking).name).toBe('r-3');
  expect(asked[1]).toEqual(zeros);
  expect([cache.ready('s', 0), cache.ready('t', 0)]).toEqual([null, null]);
  expect((await take('s')).name).toBe('r-4');
  expect(cache.ready('s', 0)?.name).toBe('r-4');
});

test('bounded in keys: the one used longest ago is wiped', async () => {
  const { cache, take } = cacheWith({ keys: 2 });
  await take('a');
  await take('b');
  cache.ready('a', 0);
  await take('c');
  expect(asked.map((key) => key[0])).toEqual([1, 0, 3]);
  expect([cache.ready('a', 0)?.name, cache.ready('b', 0), cache.ready('c', 0)?.name]).toEqual([
    'r-1',
    null,
    'r-3',
  ]);
});

test('bounded in files', async () => {
  const { cache, take } = cacheWith({ files: 3 });
  await take('s');
  expect([cache.ready('s', 0)?.name, cache.ready('s', 0)?.name]).toEqual(['r-1', 'r-1']);
  expect((await take('s')).name).toBe('r-2');
  expect(asked[0]).toEqual(zeros);
});

test('bounded in bytes, which it never goes beyond', async () => {
  const { cache, take } = cacheWith({ bytes: 1000 });
  await take('s', 600);
  expect(cache.ready('s', 400)?.name).toBe('r-1');
  expect(cache.ready('s', 1)).toBeNull();
  expect(asked[0]).toEqual(zeros);
  expect((await take('s', 1000)).name).toBe('r-2');
  // More than all: a key of its own, and the shared one stays.
  expect((await take('s', 1001)).name).toBe('r-3');
  expect(asked[1]?.[0]).toBe(2);
});

test('bounded in age', async () => {
  const time = { ms: 0 };
  const { cache, take } = cacheWith({ age: 1000 }, time);
  await take('s');
  time.ms = 1000;
  expect(cache.ready('s', 0)?.name).toBe('r-1');
  time.ms = 1001;
  expect(cache.ready('s', 0)).toBeNull();
  expect(asked[0]).toEqual(zeros);
});

test('the key is wiped when its time is over, also where nobody asks for it', async () => {
  vi.useFakeTimers();
  const { take } = cacheWith({ age: 1000 });
  await take('s');
  vi.advanceTimersByTime(1000);
  expect(asked[0]).toEqual(zeros);
  expect(vi.getTimerCount()).toBe(0);
});

test('a key service that fails: all that wait are told, the next one asks again', async () => {
  const { take } = cacheWith();
  ask.mockRejectedValueOnce(new Error('no'));
  const results = await Promise.allSettled([take('s'), take('s')]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect((await take('s')).name).toBe('r-1');
});

test('more that wait at once than one key may have files: the others have keys of their own', async () => {
  const { take } = cacheWith({ files: 3 });
  const values = await Promise.all(Array.from({ length: 5 }, () => take('s')));
  expect(values.map(({ name }) => name)).toEqual(['r-1', 'r-1', 'r-1', 'r-2', 'r-3']);
});

test('who cancels leaves the others waiting; when all have, the call is cancelled, and the next one asks anew', async () => {
  const { cache } = cacheWith();
  const signals: (AbortSignal | undefined)[] = [];
  const answers: ((value: Value) => void)[] = [];
  const slow = (signal: AbortSignal | undefined) =>
    new Promise<Value>((resolve) => {
      signals.push(signal);
      answers.push(resolve);
    });
  const people = Array.from({ length: 3 }, () => new AbortController());
  const taking = people.map(({ signal }) => cache.take('s', 0, signal, slow).catch((error) => error.code));
  people[0]?.abort();
  expect(await taking[0]).toBe('cancelled');
  expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
  people[1]?.abort();
  people[2]?.abort();
  expect(await Promise.all(taking)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  expect(signals[0]?.aborted).toBe(true);
  const late = cache.take('s', 0, undefined, slow);
  expect(signals.length).toBe(2);
  const tooLate = { dataKey: secretBytes(32).fill(8), name: 'too late' };
  answers[0]?.(tooLate);
  answers[1]?.({ dataKey: secretBytes(32).fill(9), name: 'in time' });
  expect((await late).name).toBe('in time');
  expect(tooLate.dataKey).toEqual(zeros);
});

test('who comes cancelled already is told so, and no call is begun', async () => {
  const { take } = cacheWith();
  await expect(take('s', 0, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  expect(ask).not.toHaveBeenCalled();
});

test('a call that fails when all have left it is nobody’s unhandled rejection', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  const left = new AbortController();
  const call = createSharedCall((signal) => {
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('late'))));
  });
  const joined = call.join(left.signal);
  left.abort();
  await expect(joined).rejects.toMatchObject({ code: 'cancelled' });
  const never = createSharedCall(() => Promise.reject(new Error('at once')));
  await expect(never.join(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});
