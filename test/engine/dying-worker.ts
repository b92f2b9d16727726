/** The engine's worker, except that it dies of sources of two sizes. */
import { parentPort } from 'node:worker_threads';
import type { WorkerJob } from '../../electron/engine/thread/protocol.ts';

export const EXITS = 1313;
export const THROWS = 1314;

const listen = parentPort?.on.bind(parentPort);
if (parentPort !== null && listen !== undefined) {
  Object.assign(parentPort, {
    on: (name: string, listener: (job: WorkerJob) => void) =>
      listen(name, (job: WorkerJob) => {
        const size = job.kind === 'seal' ? job.size : 0;
        if (size === EXITS) process.exit(0);
        if (size === THROWS) throw new Error('died');
        listener(job);
      }),
  });
}
await import('../../electron/engine/thread/worker.ts');
