/**
 * How many attempts a second go to AWS, for all calls of one client together: as many as come, until AWS throttles;
 * then as many as it takes.
 *
 * Additive increase, multiplicative decrease. A throttled attempt cuts the rate to a share of what AWS has answered in
 * the last second, once for all that were under way at that moment: their answers say the same. From then on the rate
 * rises again, and who waits gets turns in the order of arrival.
 */

/** What a cut leaves of the rate that AWS took. */
const CUT = 0.85;
/** Share of itself, and attempts a second, by which the rate rises each second: the larger one of both. */
const RISE = 0.1;
const MIN_RISE = 5;
/** Attempts a second, however often AWS throttles. */
const MIN_RATE = 1;
/** Milliseconds of turns that a timer which comes late may still give. */
const SLACK = 50;
const SECOND = 1_000;

export interface RateLimit {
  /**
   * Waits until an attempt may go out, and calls `onWait` where that is not at once. Rejects when `signal` aborts.
   * Answers the function to tell of its answer, if there was one.
   */
  readonly turn: (
    signal: AbortSignal | undefined,
    onWait: () => void,
  ) => Promise<(throttled: boolean) => void>;
}

/** `now` answers milliseconds. */
export function createRateLimit(now: () => number = () => performance.now()): RateLimit {
  const waiting = new Set<() => void>();
  const answered = createRecent(now);
  /** Attempts a second. */
  let rate = Number.POSITIVE_INFINITY;
  let raised = 0;
  let cut = Number.NEGATIVE_INFINITY;
  /** When the next turn is. */
  let next = 0;
  let timer: NodeJS.Timeout | undefined;

  function raise(): void {
    const seconds = (now() - raised) / SECOND;
    raised = now();
    rate += Math.max(MIN_RISE, rate * RISE) * seconds;
  }

  function giveTurns(): void {
    timer = undefined;
    raise();
    for (const go of waiting) {
      const early = next - now();
      if (early > 0) {
        timer = setTimeout(giveTurns, early);
        return;
      }
      next = Math.max(next, now() - SLACK) + SECOND / rate;
      waiting.delete(go);
      go();
    }
  }

  function wait(signal: AbortSignal | undefined, onWait: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(go);
        reject(new DOMException('aborted', 'AbortError'));
      };
      const go = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      signal?.addEventListener('abort', leave, { once: true });
      waiting.add(go);
      if (timer === undefined) giveTurns();
      if (waiting.has(go)) onWait();
    });
  }

  return {
    turn: async (signal, onWait) => {
      signal?.throwIfAborted();
      if (rate !== Number.POSITIVE_INFINITY) await wait(signal, onWait);
      const sent = now();
      return (throttled) => {
        if (!throttled) answered.add();
        else if (sent > cut) {
          rate = Math.max(MIN_RATE, Math.min(rate, answered.perSecond()) * CUT);
          cut = now();
          raised = cut;
        }
      };
    },
  };
}

/** Counts what happened in the last second, near enough: the part of the second before it counts by its share. */
function createRecent(now: () => number) {
  let start = now();
  let before = 0;
  let count = 0;
  function move(): void {
    const seconds = Math.floor((now() - start) / SECOND);
    if (seconds === 0) return;
    before = seconds === 1 ? count : 0;
    count = 0;
    start += seconds * SECOND;
  }
  return {
    add: () => {
      move();
      count += 1;
    },
    perSecond: () => {
      move();
      return count + before * (1 - (now() - start) / SECOND);
    },
  };
}
