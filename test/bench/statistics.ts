/** The few statistics of the bench, pure. */

/** The middle value, or the mean of the two middle ones. Throws a RangeError where there is none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError('no values');
  return (lower + upper) / 2;
}

/** The smallest value that at least `share` (0 to 1) of all values do not exceed. Throws a RangeError where there is none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('no values');
  return found;
}

/**
 * The median of `values[i] / base[i]` over the rounds that both took part in; null where there is none.
 *
 * Taken round by round, so that a disk that is slow for a minute is slow for both.
 */
export function medianRatio(values: readonly number[], base: readonly number[]): number | null {
  const ratios = values.flatMap((value, round) => {
    const other = base[round];
    return other === undefined ? [] : [value / other];
  });
  return ratios.length === 0 ? null : median(ratios);
}

/**
 * How long events that arrive at an event loop wait, from the gaps between the firings of a timer of `step`.
 *
 * A gap of 20 steps made not one event wait but all that arrived in it, so it counts as waits of 20, 19, … steps;
 * counting it once would hide long gaps from every percentile. The step itself is included: an idle loop has
 * waits of one step.
 */
export function waits(gaps: readonly number[], step: number): readonly number[] {
  return gaps.flatMap((gap) =>
    Array.from({ length: Math.max(1, Math.floor(gap / step)) }, (_, passed) => gap - passed * step),
  );
}
