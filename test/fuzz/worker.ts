/** One thread of `npm run test:fuzz`: takes messages from a counter that all share, answers the figures of each. */
import { parentPort, workerData } from 'node:worker_threads';
import { fuzz } from './campaign.ts';
import { fullRun } from './plan.ts';

export interface WorkerInput {
  readonly seed: number;
  /** One Int32: the number of the next message. */
  readonly counter: SharedArrayBuffer;
}

const { seed, counter }: WorkerInput = workerData;
const assignments = fullRun(seed);
for (;;) {
  const assignment = assignments[Atomics.add(new Int32Array(counter), 0, 1)];
  if (assignment === undefined) break;
  parentPort?.postMessage(await fuzz(assignment.subject, assignment.plan));
}
