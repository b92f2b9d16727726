/** Starts the process whose memory is looked at, and speaks with it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Faults } from '../engine/faulty-worker.ts';
import type { Order, Setting } from './child.ts';

export interface Child extends Disposable {
  readonly pid: number;
  /** Rejects where the order failed, or the process ended. */
  readonly ask: (order: Order) => Promise<unknown>;
}

const workers = {
  ours: new URL('../../electron/engine/thread/worker.ts', import.meta.url).href,
  faulty: new URL('../engine/faulty-worker.ts', import.meta.url).href,
};

/** `trusted` is the file of the certificate of the key service; with `faults` its threads have them. */
export async function startChild(
  setting: Omit<Setting, 'worker'>,
  trusted: string,
  faults?: Faults,
): Promise<Child> {
  const worker = faults === undefined ? workers.ours : workers.faulty;
  const child = fork(new URL('./child.ts', import.meta.url), [JSON.stringify({ ...setting, worker })], {
    execArgv: ['--expose-gc'],
    env: {
      ...process.env,
      AWS_CA_BUNDLE: undefined,
      NODE_EXTRA_CA_CERTS: trusted,
      FAULTS: JSON.stringify(faults ?? {}),
    },
  });
  const died = once(child, 'exit').then(() => Promise.reject(new Error('the child has ended')));
  // Wanted only while something is waited for.
  died.catch(() => undefined);
  const next = async (): Promise<unknown> => {
    const [{ value, error }] = await Promise.race([once(child, 'message'), died]);
    if (error !== undefined) throw new Error(error);
    return value;
  };
  await next();
  return {
    pid: child.pid ?? 0,
    ask: (order) => {
      const answer = next();
      child.send(order);
      return answer;
    },
    [Symbol.dispose]: () => child.kill(),
  };
}
