/**
 * Whether a series is long, told before its first item is worked on, without reading more of it than that takes.
 *
 * What does not count is not looked through without end: where little of a great deal counts, the series is taken for a
 * long one, so that neither memory nor the wait for the first item grows with it.
 */

export interface LookedAhead<Item> {
  /** Whether there are more than the limit, or so much else that it was not found out. */
  readonly more: boolean;
  /** All of them, from the first on. */
  readonly items: AsyncGenerator<Item>;
}

/** Items that do not count, of which no more are read ahead. */
export const MAX_OTHERS = 10_000;

/** Reads on until more than `limit` items that `counts` have come, `MAX_OTHERS` others, or all. */
export async function lookAhead<Item>(
  items: AsyncGenerator<Item>,
  limit: number,
  counts: (item: Item) => boolean,
): Promise<LookedAhead<Item>> {
  const read: Item[] = [];
  let found = 0;
  const isLong = (): boolean => found > limit || read.length - found >= MAX_OTHERS;
  while (Number.isFinite(limit) && !isLong()) {
    const { done, value } = await items.next();
    if (done) break;
    read.push(value);
    if (counts(value)) found += 1;
  }
  const more = isLong();
  async function* all(): AsyncGenerator<Item> {
    yield* read.splice(0);
    yield* items;
  }
  return { more, items: all() };
}
