/** When a call is tried again: each on its own account, longer and longer, with full jitter. */
import { afterEach, expect, test, vi } from 'vitest';
import { batchRetries } from '../../electron/kms/retries.ts';

afterEach(() => void vi.restoreAllMocks());

type ErrorType = 'THROTTLING' | 'TRANSIENT' | 'SERVER_ERROR' | 'CLIENT_ERROR';

/** Waits in milliseconds before each further attempt of one call that meets these errors; null when it is given up. */
async function waits(strategy: ReturnType<typeof batchRetries>, ...errors: readonly ErrorType[]) {
  let token = await strategy.acquireInitialRetryToken('');
  const found: (number | null)[] = [];
  for (const errorType of errors) {
    try {
      token = await strategy.refreshRetryTokenForRetry(token, { errorType });
      found.push(token.getRetryDelay());
    } catch {
      found.push(null);
      break;
    }
  }
  return found;
}

test('waits double, from longer ones where AWS throttles, up to 20 seconds', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const strategy = batchRetries({ failed: 9, throttled: 9 });
  const seven = <T>(one: T): readonly T[] => Array.from({ length: 7 }, () => one);
  expect(await waits(strategy, ...seven('TRANSIENT' as const))).toEqual([50, 100, 200, 400, 800, 1600, 3200]);
  expect(await waits(strategy, ...seven('THROTTLING' as const))).toEqual([
    ...[1000, 2000, 4000, 8000, 16_000],
    ...[20_000, 20_000],
  ]);
});

test('full jitter: any wait down to none', async () => {
  vi.spyOn(Math, 'random').mockReturnValueOnce(0).mockReturnValueOnce(0.25);
  expect(await waits(batchRetries({ failed: 3, throttled: 3 }), 'THROTTLING', 'THROTTLING')).toEqual([
    0, 500,
  ]);
});

test('each kind of error has a limit of its own, which counts the first attempt', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const strategy = batchRetries({ failed: 2, throttled: 3 });
  expect(await waits(strategy, 'TRANSIENT', 'TRANSIENT')).toEqual([0, null]);
  expect(await waits(strategy, 'THROTTLING', 'TRANSIENT', 'THROTTLING', 'THROTTLING')).toEqual([
    0,
    0,
    0,
    null,
  ]);
});

test('a thousand calls that are throttled at once are all tried again: no budget runs dry', async () => {
  const strategy = batchRetries({ failed: 5, throttled: 12 });
  const all = await Promise.all(
    Array.from({ length: 1000 }, () => waits(strategy, 'THROTTLING', 'THROTTLING', 'THROTTLING')),
  );
  expect(all.flat()).not.toContain(null);
});

test.each(['SERVER_ERROR', 'CLIENT_ERROR'] as const)('%s is not tried again', async (errorType) => {
  expect(await waits(batchRetries({ failed: 5, throttled: 5 }), errorType)).toEqual([null]);
});
