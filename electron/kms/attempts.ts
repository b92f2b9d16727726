/**
 * Every attempt that a client makes for a call: it waits for its turn, is counted, and tells whether AWS throttled it.
 *
 * Waits that AWS asked for do not count towards the call's deadline.
 */
import { type KMSClient, KMSServiceException } from '@aws-sdk/client-kms';
import { isThrottlingError } from '@smithy/core/retry';
import { callUnderWay } from './limited-call.ts';
import type { RateLimit } from './rate-limit.ts';

/** Of KMS, for a moment: the SDK knows them only by the status that they usually come with. */
const passing = new Set(['DependencyTimeoutException', 'KeyUnavailableException', 'KMSInternalException']);

export function paceAttempts({ middlewareStack }: KMSClient, limit: RateLimit): void {
  middlewareStack.add(
    (next) => async (args) => {
      const call = callUnderWay();
      call?.hold();
      const ended = await limit.turn(call?.signal, () => call?.meter?.slowed());
      call?.go();
      call?.meter?.sent();
      try {
        const result = await next(args);
        ended(false);
        return result;
      } catch (error) {
        if (!(error instanceof KMSServiceException)) throw error;
        if (passing.has(error.name)) Object.assign(error, { $retryable: { throttling: false } });
        const throttled = isThrottled(error);
        ended(throttled);
        if (throttled) {
          call?.meter?.slowed();
          call?.hold();
        }
        throw error;
      }
    },
    // Within the retries, and behind the signature, which outlives any wait for a turn by minutes.
    { step: 'finalizeRequest', priority: 'low', name: 'paceAttempts', override: true },
  );
}

const isThrottled = ({ name, message, $metadata }: KMSServiceException): boolean =>
  isThrottlingError({ name, message, $metadata });
