/**
 * One call of the key service, which ends: with an answer, a `KmsError`, when the person cancels it, or after its
 * deadline. The timeouts of the SDK are those of an attempt, and of silence: a byte now and then defers them forever.
 * When it has ended, nothing that it asked goes on.
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

/** What an attempt does: `waits` because AWS asked for it, also for the next one; `ended` without. */
export type Doing = 'works' | 'waits' | 'ended';

export interface Call {
  /** Aborts when the caller's does, at the deadline, and when the call has ended. */
  readonly signal: AbortSignal;
  readonly meter: CallMeter | undefined;
  /** Notes what an operation does: the clock of the deadline stands while one waits and no other works. */
  readonly note: (operation: object, doing: Doing) => void;
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
  const over = new AbortController();
  const clock = createClock(deadline, () => over.abort());
  const either = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  try {
    return await calls.run({ signal: either, meter, note: clock.note }, () =>
      withSignal(either, () => run(either), discard),
    );
  } catch (error) {
    if (signal?.aborted) throw new KmsError('cancelled');
    if (!over.signal.aborted) throw translateError(error, asked);
    throw new KmsError('offline', { errorName: 'TimeoutError', ...aboutCall(asked) });
  } finally {
    clock.end();
    over.abort();
  }
}

/** Runs from the start to its end, and rings after `left` milliseconds without those in which it stood. */
function createClock(left: number, ring: () => void): Pick<Call, 'note'> & { readonly end: () => void } {
  const operations = new Map<object, Doing>();
  let timer: NodeJS.Timeout | undefined;
  let since = 0;
  let ended = false;
  function stand(): void {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    left = Math.max(0, left - (performance.now() - since));
  }
  function run(): void {
    if (timer !== undefined || ended) return;
    since = performance.now();
    timer = setTimeout(ring, left);
  }
  run();
  return {
    note: (operation, doing) => {
      if (doing === 'ended') operations.delete(operation);
      else operations.set(operation, doing);
      const all = [...operations.values()];
      if (all.includes('waits') && !all.includes('works')) stand();
      else run();
    },
    end: () => {
      stand();
      ended = true;
    },
  };
}
