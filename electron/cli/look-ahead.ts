/** Whether a series is long, told before its first item is worked on, without reading more of it than that takes. */

export interface LookedAhead<Item> {
  /** Whether there are more than the limit. */
  readonly more: boolean;
  /** All of them, from the first on. */
  readonly items: AsyncGenerator<Item>;
}

/** Reads on until more than `limit` items that `counts` have come, or all have. */
export async function lookAhead<Item>(
  items: AsyncGenerator<Item>,
  limit: number,
  counts: (item: Item) => boolean,
): Promise<LookedAhead<Item>> {
  const read: Item[] = [];
  let found = 0;
  while (Number.isFinite(limit) && found <= limit) {
    const { done, value } = await items.next();
    if (done) break;
    read.push(value);
    if (counts(value)) found += 1;
  }
  async function* all(): AsyncGenerator<Item> {
    yield* read;
    yield* items;
  }
  return { more: found > limit, items: all() };
}
