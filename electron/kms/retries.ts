/**
 * When a call is tried again: the SDK's standard rules, for batches.
 *
 * Which errors are tried again is the SDK's to say, and so are the waits: exponential, with full jitter. Its budget of
 * retries for all calls together is not used: in a batch that meets throttling it runs dry, and most of the files fail.
 * What keeps a batch from flooding AWS is the rate limit (rate-limit.ts); here only each call has its bounds.
 */
import type { KMSClientConfig } from '@aws-sdk/client-kms';
import { MAXIMUM_RETRY_DELAY, Retry } from '@smithy/core/retry';

export interface MaxAttempts {
  /** Attempts of a call at most, the first one included, that may end in an error on the way or in AWS. */
  readonly failed: number;
  /** Attempts of a call at most that AWS may throttle. */
  readonly throttled: number;
}

type RetryStrategy = Extract<
  NonNullable<KMSClientConfig['retryStrategy']>,
  { readonly acquireInitialRetryToken: unknown }
>;
type Token = Awaited<ReturnType<RetryStrategy['acquireInitialRetryToken']>>;

/** Throttling apart: what is wrong for a moment should not look like an outage, nor the other way round. */
const firstDelays = { failed: Retry.delay(), throttled: Retry.throttlingDelay() };

export function batchRetries(max: MaxAttempts): RetryStrategy {
  const counts = new WeakMap<Token, MaxAttempts>();
  function token(count: MaxAttempts, delay: number): Token {
    const made = { getRetryCount: () => count.failed + count.throttled, getRetryDelay: () => delay };
    counts.set(made, count);
    return made;
  }
  return {
    acquireInitialRetryToken: async () => token({ failed: 0, throttled: 0 }, 0),
    refreshRetryTokenForRetry: async (used, { errorType }) => {
      const count = counts.get(used);
      if (count === undefined || errorType === 'CLIENT_ERROR' || errorType === 'SERVER_ERROR')
        throw new Error('not to be tried again');
      const kind = errorType === 'THROTTLING' ? 'throttled' : 'failed';
      const next = { ...count, [kind]: count[kind] + 1 };
      if (next[kind] >= max[kind]) throw new Error('tried often enough');
      const longest = Math.min(firstDelays[kind] * 2 ** count[kind], MAXIMUM_RETRY_DELAY);
      return token(next, Math.random() * longest);
    },
    recordSuccess: () => undefined,
  };
}
