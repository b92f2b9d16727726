/**
 * Decrypts a file, or this thread's share of one, or only authenticates it.
 *
 * What is written is complete and authentic only when all threads of the job have answered that they are done.
 */
import { deriveKeys } from '../../envelope/derive.ts';
import { EnvelopeError } from '../../envelope/errors.ts';
import { type Header, parseHeader, verifyHeader } from '../../envelope/header.ts';
import { openBody } from '../../envelope/open-body.ts';
import { openRuns } from '../../envelope/open-runs.ts';
import { type Layout, runCount } from '../../envelope/runs.ts';
import { Control } from './control.ts';
import type { OpenJob } from './protocol.ts';
import { directReader, FileSource, type ReadFile, reader } from './reader.ts';
import { secrets } from './secrets.ts';
import { Writer } from './writer.ts';

/** Answers the bytes of content that this thread found authentic. */
export const open = (job: OpenJob): number =>
  secrets.during(() => {
    const header = parseHeader(job.header, job.policy);
    const keys = deriveKeys(header.suite, job.dataKey, header.messageId, secrets);
    verifyHeader(header, keys);
    const read = job.direct ? directReader(job.sourceFd) : reader(job.sourceFd);
    // Read back from the disk, the header must be there, too.
    if (job.direct && !read(0, header.length).equals(job.header))
      throw new EnvelopeError('tampered', 'header');
    return job.layout === null
      ? openInOrder(job, header, keys.key, read)
      : openShare(job, header, keys.key, read, job.layout);
  });

function openInOrder(job: OpenJob, header: Header, key: Uint8Array, read: ReadFile): number {
  const target = new Writer(job.targetFd);
  openBody(header, key, new FileSource(read, new Control(job), header.length), (content) =>
    target.put(content, target.length),
  );
  target.flush();
  return target.length;
}

function openShare(job: OpenJob, header: Header, key: Uint8Array, read: ReadFile, layout: Layout): number {
  const control = new Control(job);
  const target = new Writer(job.targetFd);
  openRuns(
    header,
    key,
    layout,
    control.claim(runCount(layout), () => target.flush()),
    (offset, length) => read(header.length + offset, length),
    (pieces, offset, done) => {
      let position = offset;
      for (const piece of pieces) {
        target.put(piece, position);
        position += piece.length;
      }
      control.progress(done);
    },
  );
  return target.length;
}
