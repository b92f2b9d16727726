/** Many jobs, some at a time, whose results are told in the order in which they were started. */

/** Results that wait for an earlier one, at most: what bounds the memory when one job takes long. */
const MAX_WAITING = 1000;

/**
 * Runs `job` for each item, at most `limit` at once, and calls `tell` with each result, in the order of the items.
 *
 * Items are taken when there is room for their job. `job` must not reject and `tell` not throw; what `items` throws is
 * thrown when the jobs that run have ended and are told.
 */
export async function inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  limit: number,
  job: (item: Item) => Promise<Result>,
  tell: (result: Result) => void,
): Promise<void> {
  const running = new Set<Promise<unknown>>();
  let waiting = 0;
  let told = Promise.resolve();
  try {
    for await (const item of items) {
      const result = job(item);
      const slot = result.finally(() => running.delete(slot));
      running.add(slot);
      waiting += 1;
      told = Promise.all([result, told]).then(([value]) => {
        waiting -= 1;
        tell(value);
      });
      if (waiting >= MAX_WAITING) await told;
      while (running.size >= limit) await Promise.race(running);
    }
  } finally {
    await Promise.all(running);
    await told;
  }
}
