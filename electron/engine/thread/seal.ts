/**
 * Encrypts a file, or this thread's share of one, and signs it.
 *
 * A signature needs the message in order. Alone, a thread hashes each run as it writes it; in a team, the first thread
 * writes nothing and hashes what the others have written, close behind them.
 */
import { type DerivedKeys, deriveKeys } from '../../envelope/derive.ts';
import { bodyLength, FrameSealer } from '../../envelope/frames.ts';
import { runAt, runCount } from '../../envelope/runs.ts';
import { sealBody } from '../../envelope/seal-body.ts';
import { type FooterMaker, footerMaker } from '../../envelope/signature.ts';
import { defaultSuite, signedSuite } from '../../envelope/suites.ts';
import { writeHeader } from '../../envelope/write-header.ts';
import { EngineError } from '../errors.ts';
import { Control } from './control.ts';
import type { SealJob } from './protocol.ts';
import { reader } from './reader.ts';
import { secrets } from './secrets.ts';
import { Writer } from './writer.ts';

/** Answers the bytes of the message that this thread made. */
export const seal = (job: SealJob): number =>
  secrets.during(() => {
    const suite = job.signingKey === null ? defaultSuite : signedSuite;
    // Zeroed by the main thread: nothing may be encrypted under a key that everybody knows.
    if (job.dataKey.every((byte) => byte === 0)) throw new EngineError('internal');
    const keys = deriveKeys(suite, job.dataKey, job.messageId, secrets);
    const header = writeHeader({ suite, ...job }, keys);
    const control = new Control(job);
    if (job.signingKey === null) return sealRuns(job, keys, header, control, null);
    const signature = footerMaker(job.signingKey);
    signature.update(header);
    if (job.members === 1) {
      return sealRuns(job, keys, header, control, signature) + writeFooter(job, header, signature);
    }
    if (job.member > 0) return sealRuns(job, keys, header, control, null);
    hashRuns(job, header, control, signature);
    return writeFooter(job, header, signature);
  });

/** Seals the runs that this thread gets; the one that gets the first run writes the header, too. */
function sealRuns(
  job: SealJob,
  keys: DerivedKeys,
  header: Uint8Array,
  control: Control,
  signature: FooterMaker | null,
): number {
  const sealer = new FrameSealer(
    job.signingKey === null ? defaultSuite : signedSuite,
    keys.key,
    job.messageId,
  );
  const readSource = reader(job.sourceFd);
  const target = new Writer(job.targetFd);
  const read = (offset: number, length: number): Uint8Array => {
    // One byte more than the last run's content must not be there.
    const last = offset + length === job.size;
    const bytes = readSource(offset, length + (last ? 1 : 0));
    if (bytes.length !== length) throw new EngineError('source-changed');
    return bytes;
  };
  const runs = control.claim(runCount(job), () => target.flush());
  sealBody(sealer, job, runs, read, (run, offset, done) => {
    if (offset === 0) target.put(header, 0);
    let position = header.length + offset;
    for (const piece of run) {
      target.put(piece, position);
      signature?.update(piece);
      position += piece.length;
    }
    if (job.signingKey === null || signature !== null) control.progress(done);
  });
  return target.length;
}

function hashRuns(job: SealJob, header: Uint8Array, control: Control, signature: FooterMaker): void {
  const readTarget = reader(job.targetFd);
  for (const number of control.follow(runCount(job))) {
    const run = runAt(job, number);
    const written = readTarget(header.length + run.bodyStart, run.bodyLength);
    if (written.length !== run.bodyLength) throw new EngineError('io-error', 'ShortRead');
    signature.update(written);
    control.progress(run.contentLength);
  }
}

function writeFooter(job: SealJob, header: Uint8Array, signature: FooterMaker): number {
  const target = new Writer(job.targetFd);
  target.put(signature.footer(), header.length + bodyLength(job.size, job.frameLength));
  target.flush();
  return target.length;
}
