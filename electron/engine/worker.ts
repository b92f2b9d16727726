/**
 * A worker thread of the engine: moves a file, or its share of a large one, through the format, with synchronous
 * positional reads and writes.
 *
 * Descriptors are opened, synced, named and closed by the main thread; the data key arrives by transfer, so that these
 * bytes exist in this thread only, and is zeroed with the derived key before the answer is sent.
 */
import { parentPort } from 'node:worker_threads';
import { EnvelopeError } from '../envelope/errors.ts';
import { Stopped } from './control.ts';
import { open } from './worker-open.ts';
import type { WorkerAnswer, WorkerJob } from './worker-protocol.ts';
import { seal } from './worker-seal.ts';

function run(job: WorkerJob): WorkerAnswer {
  try {
    return { ok: true, size: job.kind === 'seal' ? seal(job) : open(job) };
  } catch (error) {
    if (error instanceof Stopped) return error.answer;
    if (error instanceof EnvelopeError)
      return { ok: false, kind: 'envelope', code: error.code, part: error.part };
    return { ok: false, kind: 'internal' };
  } finally {
    job.dataKey.fill(0);
  }
}

parentPort?.on('message', (job: WorkerJob) => parentPort?.postMessage(run(job)));
