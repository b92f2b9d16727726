/** Decrypts one envelope into a file or a stream, or authenticates it and writes nothing. */
import type { SecretBytes } from '../envelope/bytes.ts';
import { contentLength } from '../envelope/frames.ts';
import { type Header, parseHeader } from '../envelope/header.ts';
import { type EngineParts, runOptions, stopIfCancelled, threadsFor, withOutput, withSource } from './job.ts';
import type { Output } from './output.ts';
import { withSpooled } from './private-file.ts';
import type { FileResult, Inspection, InspectRequest, OpenRequest, ReadRequest, Stage } from './request.ts';
import type { SourceFile } from './thread/source-file.ts';
import type { Look } from './thread/steps.ts';

export const openFile = (parts: EngineParts, request: OpenRequest): Promise<FileResult> =>
  withEnvelope(parts, request, (source, envelope, header) => {
    parts.pool.prepare(threadsFor(envelope.layout !== null));
    const content = contentLength(source.size - header.length, header.frameLength) ?? 0;
    return withOutput(parts, request, source, content, async (output) => {
      const dataKey = await request.dataKey(header);
      return authenticate(parts, request, envelope, dataKey, 'decrypting', output);
    });
  });

export const verifyFile = (parts: EngineParts, request: ReadRequest): Promise<number> =>
  withEnvelope(parts, request, async (source, envelope, header) => {
    stopIfCancelled(request);
    parts.pool.prepare(threadsFor(envelope.layout !== null));
    request.onProgress?.('waiting-for-key', 0, source.size);
    const dataKey = await request.dataKey(header);
    const size = await authenticate(parts, request, envelope, dataKey, 'checking', null);
    await parts.steps.call('verifyUnchanged', [source]);
    return size;
  });

/** The header, unverified, and the size of the whole envelope in bytes. */
export const inspectFile = (parts: EngineParts, request: InspectRequest): Promise<Inspection> =>
  withEnvelope(parts, request, async ({ size }, _envelope, header) => ({ header, size }));

function withEnvelope<T>(
  parts: EngineParts,
  { source, signal, policy }: InspectRequest,
  work: (source: SourceFile, envelope: Envelope, header: Header) => Promise<T>,
): Promise<T> {
  const look = async (file: SourceFile): Promise<T> => {
    const found = await parts.steps.call('look', [file.fd, file.size, policy]);
    const envelope = { ...found, fd: file.fd, size: file.size, direct: false };
    return work(file, envelope, parseHeader(found.header, policy));
  };
  return typeof source === 'string'
    ? withSource(parts, source, look)
    : withSpooled(parts.temporaries, source, signal, look);
}

export interface Envelope extends Look {
  readonly fd: number;
  /** Whether it was opened with O_DIRECT. */
  readonly direct: boolean;
  /** Bytes. */
  readonly size: number;
}

/**
 * Proves all of the envelope, and writes its content where there is an `output`; answers the content's length. Zeroes the
 * data key.
 */
export async function authenticate(
  { pool }: EngineParts,
  request: Pick<ReadRequest, 'policy' | 'signal' | 'onProgress' | 'pause'>,
  { fd, ...envelope }: Envelope,
  dataKey: SecretBytes,
  stage: Stage,
  output: Output | null,
): Promise<number> {
  const { policy } = request;
  const job = {
    kind: 'open' as const,
    ...envelope,
    sourceFd: fd,
    targetFd: output?.fd ?? null,
    policy,
    dataKey,
  };
  try {
    return await pool.run(job, runOptions(stage, request, envelope.size, envelope.layout !== null, output));
  } finally {
    dataKey.fill(0);
  }
}
