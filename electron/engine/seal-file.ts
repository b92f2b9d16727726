/** Encrypts one file, or a stream, into one envelope. */

import { unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Readable, Writable } from 'node:stream';
import { PUBLIC_KEY_FIELD } from '../envelope/context.ts';
import { EnvelopeError } from '../envelope/errors.ts';
import { bodyLength, frameCount, MAX_SEQUENCE } from '../envelope/frames.ts';
import { parseHeader, strictPolicy } from '../envelope/header.ts';
import { type NewMessage, newMessage } from '../envelope/new-message.ts';
import { DEFAULT_FRAME_LENGTH } from '../envelope/seal-body.ts';
import { createSigningKey } from '../envelope/signature.ts';
import { EngineError } from './errors.ts';
import { type EngineParts, runOptions, stopIfCancelled, threadsFor, withOutput, withSource } from './job.ts';
import { authenticate } from './open-file.ts';
import type { Output } from './output.ts';
import { streamSource } from './private-file.ts';
import type { EncryptionMaterials, FileResult, JobOptions, SealRequest } from './request.ts';
import { sealStream } from './seal-stream.ts';
import { unpack } from './thread/answer.ts';
import { stillThere } from './thread/output-file.ts';
import { SHARED_SIZE } from './thread/protocol.ts';
import type { SourceFile } from './thread/source-file.ts';

/** Our own limits: any number of keys that we wrote ourselves. */
const ownPolicy = { ...strictPolicy, maxEncryptedDataKeys: 0xffff };

export async function sealFile(parts: EngineParts, request: SealRequest): Promise<FileResult> {
  const { source } = request;
  if (typeof source !== 'string') return sealReadable(parts, request, source);
  const alone = request.sign || request.check || request.onHeader !== undefined;
  const ready = alone ? null : (request.readyMaterials?.(SHARED_SIZE) ?? null);
  const made = ready === null ? null : await sealWhole(parts, request, source, ready);
  return made ?? withSource(parts, source, (file) => sealSource(parts, request, file));
}

/** A small file whose key is there already is one step of one thread; null for any other. */
async function sealWhole(
  { sealWholes, temporaries, syncFolder, allowedMode }: EngineParts,
  request: SealRequest,
  path: string,
  materials: EncryptionMaterials,
): Promise<FileResult | null> {
  const { target, onProgress } = request;
  try {
    stopIfCancelled(request);
    if (target instanceof Writable) return null;
    const folder = dirname(target.path);
    const temporary = await temporaries.nameIn(folder);
    const file = { ...materials, path, temporary, target, allowedMode };
    const made = unpack(await sealWholes(file).catch(removed(temporary)));
    if (made === null) return null;
    onProgress?.('finishing', made.size, made.size);
    await syncFolder(folder);
    return { ...made, path: stillThere(made.path) };
  } finally {
    materials.dataKey.fill(0);
  }
}

/** Removes what a thread that died has left. */
const removed = (temporary: string) => async (reason: unknown) => {
  await unlink(temporary).catch(() => undefined);
  throw reason;
};

function sealSource(parts: EngineParts, request: SealRequest, source: SourceFile): Promise<FileResult> {
  const { fd, size } = source;
  if (frameCount(size, DEFAULT_FRAME_LENGTH) > MAX_SEQUENCE) throw new EngineError('limit-exceeded');
  const shared = size >= SHARED_SIZE;
  parts.pool.prepare(threadsFor(shared));
  return sealed(parts, request, source, bodyLength(size, DEFAULT_FRAME_LENGTH), (message, output) => {
    const job = { kind: 'seal' as const, ...message, sourceFd: fd, targetFd: output.fd, size };
    return parts.pool.run(job, runOptions('encrypting', request, size, shared, output));
  });
}

function sealReadable(parts: EngineParts, request: SealRequest, readable: Readable): Promise<FileResult> {
  return sealed(parts, request, streamSource, 0, (message, output) =>
    sealStream(readable, output, message, request),
  );
}

/** Asks for the data key, has `write` write the message, checks it where that was asked for. */
function sealed(
  parts: EngineParts,
  request: SealRequest,
  source: SourceFile,
  resultSize: number,
  write: (message: NewMessage, output: Output) => Promise<number>,
): Promise<FileResult> {
  return withOutput(parts, request, source, resultSize, async (output) => {
    const signing = request.sign ? createSigningKey() : null;
    const reserved = new Map(signing === null ? [] : [[PUBLIC_KEY_FIELD, signing.publicKey]]);
    const materials = await request.materials(reserved, source === streamSource ? null : source.size);
    try {
      const message = newMessage(materials, signing?.privateKey ?? null);
      const size = await write(message, output);
      if (request.check) await check(parts, request, output, message, size);
      if (request.onHeader !== undefined) {
        const look = await parts.steps.call('look', [output.fd, size, ownPolicy]);
        request.onHeader(parseHeader(look.header, ownPolicy));
      }
      return size;
    } finally {
      materials.dataKey.fill(0);
    }
  });
}

/** Reads the envelope back, past the system's memory where it lets us, and authenticates it; else `check-failed`. */
async function check(
  parts: EngineParts,
  options: JobOptions,
  output: Output,
  { messageId, dataKey }: NewMessage,
  size: number,
): Promise<void> {
  await output.settled();
  await parts.steps.call('sync', [output.fd]);
  const direct = await output.openDirect();
  try {
    const look = await parts.steps.call('look', [output.fd, size, ownPolicy]);
    const header = parseHeader(look.header, ownPolicy);
    if (Buffer.compare(header.messageId, messageId) !== 0) throw new EngineError('check-failed');
    const envelope = { ...look, size, fd: direct?.fd ?? output.fd, direct: direct !== null };
    await authenticate(parts, { ...options, policy: ownPolicy }, envelope, dataKey, 'checking', null);
  } catch (error) {
    const wrong =
      error instanceof EnvelopeError || (error instanceof EngineError && error.code === 'io-error');
    throw wrong ? new EngineError('check-failed') : error;
  } finally {
    await direct?.close();
  }
}
