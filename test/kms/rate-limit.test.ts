/** The rate limit: nothing waits before AWS throttles; then turns in order, as many as AWS takes, and more again. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRateLimit, type RateLimit } from '../../electron/kms/rate-limit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const now = () => Date.now();
const nobody = () => undefined;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A limit at `rate` a second from now on. */
async function limitedTo(rate: number): Promise<RateLimit> {
  const limit = createRateLimit(now);
  const attempts = Array.from({ length: Math.round(rate / 0.85) + 1 }, () => limit.turn(undefined, nobody));
  const [last, ...others] = await Promise.all(attempts);
  for (const ended of others) ended(false);
  last?.(true);
  return limit;
}

/** An AWS that takes `quota` a second, on average or in each second, and answers after `latency` milliseconds. */
function aws(quota: number, kind: 'average' | 'each second', latency: number) {
  let second = 0;
  let taken = 0;
  let left = quota;
  let seen = now();
  const takes = (): boolean => {
    if (kind === 'each second') {
      const current = Math.floor(now() / 1000);
      taken = current === second ? taken + 1 : 1;
      second = current;
      return taken <= quota;
    }
    left = Math.min(quota, left + ((now() - seen) / 1000) * quota);
    seen = now();
    if (left < 1) return false;
    left -= 1;
    return true;
  };
  return async (): Promise<boolean> => {
    await sleep(latency);
    return takes();
  };
}

test('before AWS throttles nothing waits, and nobody is told of a wait', async () => {
  const limit = createRateLimit(now);
  const onWait = vi.fn();
  const ended = await Promise.all(Array.from({ length: 5000 }, () => limit.turn(undefined, onWait)));
  for (const end of ended) end(false);
  await limit.turn(undefined, onWait);
  expect(onWait).not.toHaveBeenCalled();
});

test('then turns come one by one, in the order of arrival, and who waits is told', async () => {
  const limit = await limitedTo(10);
  const order: number[] = [];
  const onWait = vi.fn();
  for (let n = 0; n < 30; n++) void limit.turn(undefined, onWait).then(() => order.push(n));
  await vi.advanceTimersByTimeAsync(1000);
  expect(order.length).toBeGreaterThanOrEqual(9);
  expect(order.length).toBeLessThan(16);
  await vi.advanceTimersByTimeAsync(5000);
  expect(order).toEqual(Array.from({ length: 30 }, (_, n) => n));
  expect(onWait.mock.calls.length).toBeGreaterThanOrEqual(29);
});

test('attempts that were under way at a cut do not cut again', async () => {
  const limit = createRateLimit(now);
  const ended = await Promise.all(Array.from({ length: 164 }, () => limit.turn(undefined, nobody)));
  ended.forEach((end, n) => {
    end(n >= 100);
  });
  let turns = 0;
  for (let n = 0; n < 200; n++) void limit.turn(undefined, nobody).then(() => turns++);
  await vi.advanceTimersByTimeAsync(1000);
  expect(turns).toBeGreaterThan(80);
  expect(turns).toBeLessThan(110);
});

test('the rate never falls below one a second', async () => {
  const limit = createRateLimit(now);
  for (let n = 0; n < 50; n++) {
    const turn = limit.turn(undefined, nobody);
    await vi.advanceTimersByTimeAsync(1001);
    (await turn)(true);
  }
});

test('who aborts leaves the line at once, and the others move up', async () => {
  const limit = await limitedTo(1);
  const controller = new AbortController();
  const first = limit.turn(undefined, nobody);
  const aborted = Array.from({ length: 100 }, () => limit.turn(controller.signal, nobody));
  const next = limit.turn(undefined, nobody);
  controller.abort();
  const results = await Promise.allSettled(aborted);
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']));
  await expect(limit.turn(controller.signal, nobody)).rejects.toThrow();
  let moved = false;
  void Promise.all([first, next]).then(() => {
    moved = true;
  });
  await vi.advanceTimersByTimeAsync(2000);
  expect(moved).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test.each([
  ['average', 0],
  ['average', 30],
  ['average', 200],
  ['each second', 30],
  ['each second', 200],
] as const)('AWS that takes 100 a second (%s, %i ms): nearly as many, and few in vain', async (kind, ms) => {
  const limit = createRateLimit(now);
  const call = aws(100, kind, ms);
  let done = 0;
  let throttled = 0;
  const started = now();
  let ended = started;
  const worker = async (): Promise<void> => {
    while (done < 10_000) {
      const end = await limit.turn(undefined, nobody);
      const taken = await call();
      end(!taken);
      if (taken) done += 1;
      else {
        throttled += 1;
        await sleep(Math.random() * 1000);
      }
    }
    ended = now();
  };
  const workers = Promise.all(Array.from({ length: 64 }, worker));
  await vi.advanceTimersByTimeAsync(600_000);
  await workers;
  // Seconds of the simulated clock: 100 would be all that AWS takes.
  expect((ended - started) / 1000).toBeLessThan(140);
  expect(throttled).toBeLessThan(500);
});
