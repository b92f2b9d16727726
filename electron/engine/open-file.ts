/** Decrypts one envelope into a file or a stream, or authenticates it and writes nothing. */
import type { FileHandle } from 'node:fs/promises';
import { concat, wipe } from '../envelope/bytes.ts';
import { contentLength } from '../envelope/frames.ts';
import type { Header } from '../envelope/header.ts';
import { findLayout } from './find-layout.ts';
import { type EngineParts, runOptions, SHARED_SIZE, withOutput } from './job.ts';
import type { OutputFile } from './output-file.ts';
import { withSpooled } from './private-file.ts';
import { readHeader } from './read-header.ts';
import type { FileResult, OpenRequest, ReadRequest, Stage } from './request.ts';
import { type SourceFile, withSource } from './source-file.ts';

export const openFile = (parts: EngineParts, request: OpenRequest): Promise<FileResult> =>
  withEnvelope(parts, request, async (source) => {
    const header = await readHeader(source.handle, request.policy);
    const content = contentLength(source.size - header.length, header.frameLength) ?? 0;
    return withOutput(parts, request, source, content, async (output) =>
      authenticate(
        parts,
        request,
        whole(source),
        header,
        await request.dataKey(header),
        'decrypting',
        output,
      ),
    );
  });

export const verifyFile = (parts: EngineParts, request: ReadRequest): Promise<number> =>
  withEnvelope(parts, request, async (source) => {
    const header = await readHeader(source.handle, request.policy);
    request.onProgress?.('waiting-for-key', 0, source.size);
    const dataKey = await request.dataKey(header);
    const size = await authenticate(parts, request, whole(source), header, dataKey, 'checking', null);
    await source.verifyUnchanged();
    return size;
  });

function withEnvelope<T>(
  { temporaries }: EngineParts,
  { source, signal }: ReadRequest,
  work: (source: SourceFile) => Promise<T>,
): Promise<T> {
  return typeof source === 'string'
    ? withSource(source, work)
    : withSpooled(temporaries, source, signal, work);
}

interface EnvelopeFile {
  /** What threads read; `direct` where it was opened with O_DIRECT. */
  readonly fd: number;
  readonly direct: boolean;
  readonly handle: FileHandle;
  /** Bytes. */
  readonly size: number;
}

const whole = ({ handle, size }: SourceFile): EnvelopeFile => ({
  fd: handle.fd,
  handle,
  size,
  direct: false,
});

/** Proves all of the envelope, and writes its content where there is an `output`; answers the content's length. */
export async function authenticate(
  { pool }: EngineParts,
  request: Pick<ReadRequest, 'policy' | 'signal' | 'onProgress' | 'pause'>,
  { fd, direct, handle, size }: EnvelopeFile,
  header: Header,
  dataKey: Uint8Array<ArrayBuffer>,
  stage: Stage,
  output: OutputFile | null,
): Promise<number> {
  const headerIv = header.suite.version === 1 ? header.iv : new Uint8Array(0);
  try {
    const layout = size < SHARED_SIZE ? null : await findLayout(handle, header, size);
    const job = {
      kind: 'open' as const,
      sourceFd: fd,
      direct,
      size,
      targetFd: output?.handle.fd ?? null,
      header: concat([header.authenticated, headerIv, header.tag]),
      policy: request.policy,
      layout,
      dataKey,
    };
    return await pool.run(job, runOptions(stage, request, size, layout !== null, output));
  } finally {
    wipe(dataKey);
  }
}
