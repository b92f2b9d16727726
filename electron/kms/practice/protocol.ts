/**
 * AWS JSON 1.1, as KMS speaks it: a request's operation and input out of HTTP, an output or an exception into it.
 *
 * Every outcome is a response as KMS would give it, with a request id; only what is no `PracticeException` rejects.
 * This file is the one place where plaintext keys become base64 text, because the protocol carries them so: once in
 * the JSON that is made here, whose source bytes are zeroed right after.
 */
import { randomUUID } from 'node:crypto';
import { HttpResponse } from '@smithy/core/transport';
import { malformed, PracticeException } from './exception.ts';
import { type Input, parseInput } from './input.ts';
import type { Output, OutputValue } from './operation.ts';

const TARGET = /^TrentService\.([A-Za-z]{1,64})$/;
const CONTENT_TYPE = 'application/x-amz-json-1.1';
const MAX_BODY = 1_048_576;

export interface KmsRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text, bytes or nothing; anything else is refused. */
  readonly body?: unknown;
}

/** The operation of a name such as `ListKeys`, for one request; undefined where there is none. */
export type FindOperation = (name: string) => ((input: Input) => Promise<Output>) | undefined;

/** Runs the operation that a request names; rejects with what an operation throws that is no `PracticeException`. */
export async function answerRequest(
  request: KmsRequest,
  now: () => Date,
  find: FindOperation,
): Promise<HttpResponse> {
  try {
    const run = findOperation(request, find);
    const output = await run(parseInput(bodyText(request.body)));
    return respond(now(), output);
  } catch (error) {
    if (!(error instanceof PracticeException)) throw error;
    return exceptionResponse(now(), error.type, error.message, error.status);
  }
}

/** An error as KMS sends it; also for what stands before the operations (the signature check of the test server). */
export function exceptionResponse(now: Date, type: string, message: string, status: number): HttpResponse {
  return jsonResponse(now, status, Buffer.from(JSON.stringify({ __type: type, message })));
}

function findOperation({ method, headers }: KmsRequest, find: FindOperation) {
  const header = (name: string) => Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  const name = TARGET.exec(header('x-amz-target') ?? '')?.[1];
  const operation = name === undefined ? undefined : find(name);
  if (method !== 'POST' || header('content-type') !== CONTENT_TYPE || !operation) {
    throw new PracticeException('UnknownOperationException', '');
  }
  return operation;
}

function bodyText(body: unknown): string {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  if (!(body instanceof Uint8Array)) throw malformed('The body must be text');
  if (body.length > MAX_BODY) throw new PracticeException('RequestEntityTooLargeException', '', 413);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw malformed('The body is not valid UTF-8');
  }
}

function respond(now: Date, output: Output): HttpResponse {
  try {
    return jsonResponse(now, 200, Buffer.from(JSON.stringify(plain(output))));
  } finally {
    for (const value of Object.values(output)) if (value instanceof Uint8Array) value.fill(0);
  }
}

/** As it goes into JSON: bytes as base64, dates as seconds. */
function plain(value: OutputValue): unknown {
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64');
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

function jsonResponse(now: Date, status: number, pooled: Buffer): HttpResponse {
  // Memory of its own: the SDK hands views of it on, and the pool is everybody's.
  const body = Uint8Array.from(pooled);
  pooled.fill(0);
  return new HttpResponse({
    statusCode: status,
    headers: {
      'content-type': CONTENT_TYPE,
      'content-length': String(body.length),
      date: now.toUTCString(),
      'x-amzn-requestid': randomUUID(),
    },
    body,
  });
}
