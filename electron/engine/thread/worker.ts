/**
 * A worker thread of the engine: moves a file, or its share of a large one, through the format, with synchronous
 * positional reads and writes.
 *
 * The data key is where the main thread has it, which zeroes it when all threads of the job have answered or are gone;
 * what is derived from it is zeroed before the answer is sent (`secrets.ts`).
 */
import { parentPort } from 'node:worker_threads';
import { attempt } from '../errors.ts';
import { answer } from './answer.ts';
import { open } from './open.ts';
import type { WorkerJob } from './protocol.ts';
import { seal } from './seal.ts';
import { runStep } from './steps.ts';

/** Bytes. A block of 32 MiB would not raise the bounds any more; this one is never touched, so it takes no memory. */
const LARGEST_BLOCK = 31 * 1024 * 1024;

function work(job: WorkerJob): unknown {
  if (job.kind === 'step') return runStep(job.step, job.args);
  return job.kind === 'seal' ? seal(job) : open(job);
}

// Node.js finds out that a key is no CryptoKey by an error of its own, for every cipher; a stack for it costs more than
// encrypting a small file. Nothing that a thread says of an error has one.
Error.stackTraceLimit = 0;

// glibc gives the end of a thread's heap back to the system, page by page to be had again for the next frame. Freeing
// one large block raises the bounds for that (mallopt(3), M_MMAP_THRESHOLD): a tenth less time for a large file.
// Node.js 20 cannot do it, and elsewhere it does nothing.
attempt(() => new ArrayBuffer(LARGEST_BLOCK).transfer?.(0));

parentPort?.on('message', (job: WorkerJob) => parentPort?.postMessage(answer(() => work(job))));
