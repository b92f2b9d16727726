/** Encrypts one file, or a stream, into one envelope. */
import type { Readable } from 'node:stream';
import { wipe } from '../envelope/bytes.ts';
import { PUBLIC_KEY_FIELD } from '../envelope/context.ts';
import { EnvelopeError } from '../envelope/errors.ts';
import { bodyLength, frameCount, MAX_SEQUENCE } from '../envelope/frames.ts';
import { strictPolicy } from '../envelope/header.ts';
import { DEFAULT_FRAME_LENGTH } from '../envelope/seal-body.ts';
import { createSigningKey } from '../envelope/signature.ts';
import { EngineError } from './errors.ts';
import { type EngineParts, type Origin, runOptions, SHARED_SIZE, withOutput } from './job.ts';
import { authenticate } from './open-file.ts';
import type { OutputFile } from './output-file.ts';
import { readHeader } from './read-header.ts';
import type { FileResult, JobOptions, SealRequest } from './request.ts';
import { type NewMessage, newMessage, sealStream } from './seal-stream.ts';
import { anonymous, type SourceFile, withSource } from './source-file.ts';

/** A header with our own limits: any number of keys that we wrote ourselves. */
const ownPolicy = { ...strictPolicy, maxEncryptedDataKeys: 0xffff };

export async function sealFile(parts: EngineParts, request: SealRequest): Promise<FileResult> {
  const { source } = request;
  return typeof source === 'string'
    ? withSource(source, (file) => sealSource(parts, request, file))
    : sealReadable(parts, request, source);
}

function sealSource(parts: EngineParts, request: SealRequest, source: SourceFile): Promise<FileResult> {
  const { size } = source;
  if (frameCount(size, DEFAULT_FRAME_LENGTH) > MAX_SEQUENCE) throw new EngineError('limit-exceeded');
  const resultSize = bodyLength(size, DEFAULT_FRAME_LENGTH);
  return sealed(parts, request, source, resultSize, (message, output) => {
    const job = {
      kind: 'seal' as const,
      ...message,
      sourceFd: source.handle.fd,
      targetFd: output.handle.fd,
      size,
    };
    return parts.pool.run(job, runOptions('encrypting', request, size, size >= SHARED_SIZE, output));
  });
}

function sealReadable(parts: EngineParts, request: SealRequest, readable: Readable): Promise<FileResult> {
  return sealed(parts, request, anonymous, 0, (message, output) =>
    sealStream(readable, output, message, request),
  );
}

/** Asks for the data key, has `write` write the message, checks it where that was asked for. */
function sealed(
  parts: EngineParts,
  request: SealRequest,
  origin: Origin,
  resultSize: number,
  write: (message: NewMessage, output: OutputFile) => Promise<number>,
): Promise<FileResult> {
  return withOutput(parts, request, origin, resultSize, async (output) => {
    const signing = request.sign ? createSigningKey() : null;
    const reserved = new Map(signing === null ? [] : [[PUBLIC_KEY_FIELD, signing.publicKey]]);
    const materials = await request.materials(reserved);
    const copy = request.check ? new Uint8Array(materials.dataKey) : null;
    try {
      const message = newMessage(materials, signing?.privateKey ?? null);
      const size = await write(message, output);
      if (copy !== null) await check(parts, request, output, message, copy, size);
      return size;
    } finally {
      if (copy !== null) wipe(copy);
      wipe(materials.dataKey);
    }
  });
}

/** Reads the envelope back, past the system's memory where it lets us, and authenticates it; else `check-failed`. */
async function check(
  parts: EngineParts,
  options: JobOptions,
  output: OutputFile,
  { messageId }: NewMessage,
  dataKey: Uint8Array<ArrayBuffer>,
  size: number,
): Promise<void> {
  await output.sync();
  const direct = await output.openDirect();
  try {
    const header = await readHeader(output.handle, ownPolicy);
    if (Buffer.compare(header.messageId, messageId) !== 0) throw new EngineError('check-failed');
    const envelope = {
      fd: (direct ?? output.handle).fd,
      handle: output.handle,
      size,
      direct: direct !== null,
    };
    await authenticate(parts, { ...options, policy: ownPolicy }, envelope, header, dataKey, 'checking', null);
  } catch (error) {
    const wrong =
      error instanceof EnvelopeError || (error instanceof EngineError && error.code === 'io-error');
    throw wrong ? new EngineError('check-failed') : error;
  } finally {
    await direct?.close();
  }
}
