/**
 * A worker thread of the engine: moves a file, or its share of a large one, through the format, with synchronous
 * positional reads and writes.
 *
 * Threads that work on one file claim its runs of frames from a counter that they share. Descriptors are opened,
 * synced, named and closed by the main thread; the data key arrives by transfer, so that these bytes exist in this
 * thread only, and is zeroed with the derived key before the answer is sent.
 */
import { parentPort } from 'node:worker_threads';
import { type DerivedKeys, deriveKeys } from '../envelope/derive.ts';
import { EnvelopeError } from '../envelope/errors.ts';
import { FrameSealer } from '../envelope/frames.ts';
import { parseHeader, verifyHeader, writeHeader } from '../envelope/header.ts';
import { openBody } from '../envelope/open-body.ts';
import { openRuns } from '../envelope/open-runs.ts';
import { runCount } from '../envelope/runs.ts';
import { sealBody } from '../envelope/seal-body.ts';
import { defaultSuite } from '../envelope/suites.ts';
import {
  Control,
  FileSource,
  GatheredTarget,
  readBuffer,
  readFully,
  Stopped,
  writeFully,
} from './worker-io.ts';
import type { OpenJob, SealJob, WorkerAnswer, WorkerJob } from './worker-protocol.ts';

/** Answers the bytes written by this thread; the one that gets the first run writes the header, too. */
function seal(job: SealJob, keys: DerivedKeys): number {
  const control = new Control(job.control);
  const header = writeHeader({ suite: defaultSuite, ...job }, keys);
  const sealer = new FrameSealer(defaultSuite, keys.key, job.messageId);
  let written = 0;
  const read = (offset: number, length: number): Uint8Array => {
    // One byte more than the last run's content must not be there.
    const last = offset + length === job.size;
    const wanted = readBuffer.subarray(0, length + (last ? 1 : 0));
    if (readFully(job.sourceFd, wanted, offset) !== length)
      throw new Stopped({ ok: false, kind: 'source-changed' });
    return readBuffer.subarray(0, length);
  };
  sealBody(sealer, job, control.claim(runCount(job)), read, (run, offset, done) => {
    if (offset === 0) writeFully(job.targetFd, header, 0);
    writeFully(job.targetFd, run, header.length + offset);
    written += run.length + (offset === 0 ? header.length : 0);
    control.progress(done);
  });
  return written;
}

function sealWithKey(job: SealJob): number {
  const keys = deriveKeys(defaultSuite, job.dataKey, job.messageId);
  try {
    return seal(job, keys);
  } finally {
    keys.key.fill(0);
  }
}

function open(job: OpenJob): number {
  const control = new Control(job.control);
  const header = parseHeader(job.header, job.policy);
  const keys = deriveKeys(header.suite, job.dataKey, header.messageId);
  try {
    verifyHeader(header, keys);
    if (job.layout === null) {
      const target = new GatheredTarget(job.targetFd);
      const source = new FileSource(job, control, header.length);
      openBody(header, keys.key, source, (content) => target.put(content));
      target.flush();
      return target.length;
    }
    let written = 0;
    const read = (offset: number, length: number): Uint8Array => {
      const bytes = readBuffer.subarray(0, length);
      return bytes.subarray(0, readFully(job.sourceFd, bytes, header.length + offset));
    };
    openRuns(
      header,
      keys.key,
      job.layout,
      control.claim(runCount(job.layout)),
      read,
      (content, offset, done) => {
        writeFully(job.targetFd, content, offset);
        written += content.length;
        control.progress(done);
      },
    );
    return written;
  } finally {
    keys.key.fill(0);
  }
}

function run(job: WorkerJob): WorkerAnswer {
  try {
    return { ok: true, size: job.kind === 'seal' ? sealWithKey(job) : open(job) };
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
