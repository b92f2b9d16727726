/**
 * A worker thread of the engine: moves a file, or its share of a large one, through the format, with synchronous
 * positional reads and writes.
 *
 * The data key arrives by transfer, so that these bytes exist in this thread only, and is zeroed with the derived key
 * before the answer is sent.
 */
import { parentPort } from 'node:worker_threads';
import { wipe } from '../../envelope/bytes.ts';
import { answer } from './answer.ts';
import { runStep } from './files.ts';
import { open } from './open.ts';
import type { WorkerJob } from './protocol.ts';
import { seal } from './seal.ts';

function work(job: WorkerJob): unknown {
  if (job.kind === 'step') return runStep(job.step, job.args);
  try {
    return job.kind === 'seal' ? seal(job) : open(job);
  } finally {
    wipe(job.dataKey);
  }
}

parentPort?.on('message', (job: WorkerJob) => parentPort?.postMessage(answer(() => work(job))));
