/** One call for several that want the same answer: it goes on as long as one of them waits for it. */
import { KmsError } from '../kms/errors.ts';

export interface SharedCall<Value> {
  /** The answer, or `cancelled` (KmsError) as soon as `signal` aborts. */
  readonly join: (signal: AbortSignal | undefined) => Promise<Value>;
}

/** Starts `run`, whose signal aborts when all that joined have been cancelled. */
export function createSharedCall<Value>(run: (signal: AbortSignal) => Promise<Value>): SharedCall<Value> {
  const abandoned = new AbortController();
  const answer = run(abandoned.signal);
  // Where all have left, nobody is there to hear of its failure.
  answer.catch(() => undefined);
  let waiting = 0;
  return {
    join: (signal) =>
      new Promise((resolve, reject) => {
        const leave = (): void => {
          waiting -= 1;
          if (waiting === 0) abandoned.abort();
          reject(new KmsError('cancelled'));
        };
        waiting += 1;
        if (signal?.aborted) return leave();
        signal?.addEventListener('abort', leave, { once: true });
        answer.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave));
      }),
  };
}
