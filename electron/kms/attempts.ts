/**
 * Every attempt that a client makes for a call: it waits for its turn, is counted, and tells whether AWS throttled it.
 *
 * Waits that AWS asked for do not count towards the call's deadline: for a turn, and after a throttled attempt until the
 * next one begins. All else does, an identity and a signature among it.
 */
import { type KMSClient, KMSServiceException } from '@aws-sdk/client-kms';
import { isThrottlingError } from '@smithy/core/retry';
import { callUnderWay } from './limited-call.ts';
import type { RateLimit } from './rate-limit.ts';

/** Of KMS, for a moment: the SDK knows them only by the status that they usually come with. */
const passing = new Set(['DependencyTimeoutException', 'KeyUnavailableException', 'KMSInternalException']);

export function paceAttempts({ middlewareStack }: KMSClient, limit: RateLimit): void {
  function time<Args, Result>(next: (args: Args) => Promise<Result>, operation: object) {
    return async (args: Args): Promise<Result> => {
      const call = callUnderWay();
      let throttled = false;
      call?.note(operation, 'works');
      try {
        return await next(args);
      } catch (error) {
        throttled = isThrottled(error);
        if (throttled) call?.meter?.slowed();
        throw error;
      } finally {
        call?.note(operation, throttled ? 'waits' : 'ended');
      }
    };
  }
  middlewareStack.addRelativeTo(time, {
    relation: 'after',
    toMiddleware: 'retryMiddleware',
    name: 'timeAttempts',
    override: true,
  });
  middlewareStack.add(
    (next, operation) => async (args) => {
      const call = callUnderWay();
      call?.note(operation, 'waits');
      const ended = await limit.turn(call?.signal, () => call?.meter?.slowed());
      call?.note(operation, 'works');
      call?.meter?.sent();
      try {
        const result = await next(args);
        ended(false);
        return result;
      } catch (error) {
        if (!(error instanceof KMSServiceException)) throw error;
        if (passing.has(error.name)) Object.assign(error, { $retryable: { throttling: false } });
        ended(isThrottled(error));
        throw error;
      }
    },
    // Within the retries, and behind the signature, which outlives any wait for a turn by minutes.
    { step: 'finalizeRequest', priority: 'low', name: 'paceAttempts', override: true },
  );
}

function isThrottled(error: unknown): boolean {
  if (!(error instanceof KMSServiceException)) return false;
  const { name, message, $metadata } = error;
  return isThrottlingError({ name, message, $metadata });
}
