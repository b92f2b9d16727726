/**
 * One call of the key service, which ends: with an answer, a `KmsError`, when the person cancels it, or after its
 * deadline. The timeouts of the SDK are those of an attempt, and of silence: a byte now and then defers them forever.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { withSignal } from './abortable.ts';
import { type Asked, KmsError } from './errors.ts';
import type { CallMeter } from './port.ts';
import { aboutCall, translateError } from './translate-error.ts';

export interface CallLimits {
  /** The caller's own. */
  readonly signal: AbortSignal | undefined;
  /** Milliseconds for credentials, attempts and the waits between them, without those that AWS asked for. */
  readonly deadline: number;
  /** What the call asks of a key, for the error's details. */
  readonly asked?: Asked | undefined;
  readonly meter?: CallMeter | undefined;
}

export interface Call {
  /** Aborts when the caller's does, and at the deadline. */
  readonly signal: AbortSignal;
  readonly meter: CallMeter | undefined;
  /** Stops the clock of the deadline, and lets it go on. */
  readonly hold: () => void;
  readonly go: () => void;
}

const calls = new AsyncLocalStorage<Call>();

/** The call that the code which asks is run for; undefined outside of any. */
export const callUnderWay = (): Call | undefined => calls.getStore();

/**
 * Runs `run` under a signal that ends it. Rejects with KmsError only: `cancelled` where the caller's signal aborted,
 * `offline` (`TimeoutError`) after the deadline. `discard` gets the answer that came too late.
 */
export async function limitedCall<T>(
  { signal, deadline, asked, meter }: CallLimits,
  run: (signal: AbortSignal) => Promise<T>,
  discard?: (late: T) => void,
): Promise<T> {
  const overdue = new AbortController();
  const clock = createClock(deadline, () => overdue.abort());
  const either = signal ? AbortSignal.any([signal, overdue.signal]) : overdue.signal;
  try {
    return await calls.run({ signal: either, meter, ...clock }, () =>
      withSignal(either, () => run(either), discard),
    );
  } catch (error) {
    if (signal?.aborted) throw new KmsError('cancelled');
    if (!overdue.signal.aborted) throw translateError(error, asked);
    throw new KmsError('offline', { errorName: 'TimeoutError', ...aboutCall(asked) });
  } finally {
    clock.hold();
  }
}

/** Runs from the start, and rings after `left` milliseconds without those in which it was held. */
function createClock(left: number, ring: () => void): Pick<Call, 'hold' | 'go'> {
  let timer: NodeJS.Timeout | undefined;
  let since = 0;
  const clock = {
    hold: () => {
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      left = Math.max(0, left - (performance.now() - since));
    },
    go: () => {
      if (timer !== undefined) return;
      since = performance.now();
      timer = setTimeout(ring, left);
    },
  };
  clock.go();
  return clock;
}
