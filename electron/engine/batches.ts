/** Gathers requests that come while others are worked on, so that many small ones cost one message. */

/** Requests in one batch at most. */
const MAX_BATCH = 32;

/**
 * Answers a function that joins its requests to batches, of which at most `atOnce` run at a time. `run` answers as many
 * results as it got requests, in their order; where it rejects, all of its requests do.
 */
export function createBatches<Request, Result>(
  atOnce: number,
  run: (requests: readonly Request[]) => Promise<readonly Result[]>,
): (request: Request) => Promise<Result> {
  interface Waiting {
    readonly request: Request;
    readonly resolve: (result: Promise<Result>) => void;
  }
  const waiting: Waiting[] = [];
  let running = 0;

  function start(): void {
    while (running < atOnce && waiting.length > 0) {
      // What is left for the other batches that may run is theirs.
      const batch = waiting.splice(0, Math.min(MAX_BATCH, Math.ceil(waiting.length / (atOnce - running))));
      running += 1;
      const results = run(batch.map(({ request }) => request)).finally(() => {
        running -= 1;
        start();
      });
      batch.forEach(({ resolve }, index) => {
        resolve(results.then((all) => pick(all, index)));
      });
    }
  }

  return (request) =>
    new Promise<Result>((resolve) => {
      waiting.push({ request, resolve });
      // Requests of the same turn begin together.
      if (waiting.length === 1) setImmediate(start);
    });
}

function pick<Result>(results: readonly Result[], index: number): Result {
  const result = results[index];
  if (result === undefined) throw new RangeError('fewer results than requests');
  return result;
}
