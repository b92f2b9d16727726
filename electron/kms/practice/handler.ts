/**
 * The embedded KMS as a request handler of the AWS SDK's client: AWS JSON 1.1 in, AWS JSON 1.1 out, no port
 * opened and nothing sent anywhere.
 *
 * Every outcome is a response as KMS would give it, with a request id; only an aborted signal and an unreadable
 * key store reject. This file is the one place where plaintext keys become base64 text, because the protocol
 * carries them so: once in the JSON that is made here, whose source bytes are zeroed right after.
 */
import { randomUUID } from 'node:crypto';
import type { HttpHandler } from '@smithy/core/protocols';
import { HttpResponse } from '@smithy/core/transport';
import * as catalog from './catalog-operations.ts';
import { decrypt, encrypt, generateDataKey } from './crypto-operations.ts';
import { malformed, PracticeException } from './exception.ts';
import { parseInput } from './input.ts';
import type { Operation, Output, OutputValue, Service } from './operation.ts';

export type { Service } from './operation.ts';

const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['GenerateDataKey', generateDataKey],
  ['Encrypt', encrypt],
  ['Decrypt', decrypt],
  ['CreateKey', catalog.createKey],
  ['CreateAlias', catalog.createAlias],
  ['DescribeKey', catalog.describeKey],
  ['ListKeys', catalog.listKeys],
  ['ListAliases', catalog.listAliases],
  ['DisableKey', catalog.disableKey],
  ['EnableKey', catalog.enableKey],
  ['ScheduleKeyDeletion', catalog.scheduleKeyDeletion],
]);

const TARGET = /^TrentService\.([A-Za-z]{1,64})$/;
const CONTENT_TYPE = 'application/x-amz-json-1.1';
const MAX_BODY = 1_048_576;

/** The handler to give to `KMSClient`'s `requestHandler`. It has no settings and no connections. */
export function createPracticeHandler(service: Service): HttpHandler {
  return {
    metadata: { handlerProtocol: 'practice' },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {},
    handle: async (request, options) => {
      if (options?.abortSignal?.aborted) throw new DOMException('aborted', 'AbortError');
      return { response: await answer(service, request.method, request.headers, request.body) };
    },
  };
}

async function answer(
  service: Service,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Promise<HttpResponse> {
  try {
    const operation = findOperation(method, headers);
    const output = await operation(service, parseInput(bodyText(body)));
    return respond(service, 200, output);
  } catch (error) {
    if (!(error instanceof PracticeException)) throw error;
    return exceptionResponse(service.now(), error.type, error.message, error.status);
  }
}

/** An error as KMS sends it; also for what stands before the handler (the signature check of the test server). */
export function exceptionResponse(now: Date, type: string, message: string, status: number): HttpResponse {
  return jsonResponse(now, status, Buffer.from(JSON.stringify({ __type: type, message })));
}

function findOperation(method: string, headers: Readonly<Record<string, string>>): Operation {
  const header = (name: string) => Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  const name = TARGET.exec(header('x-amz-target') ?? '')?.[1];
  const operation = name === undefined ? undefined : operations.get(name);
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

function respond(service: Service, status: number, output: Output): HttpResponse {
  try {
    return jsonResponse(service.now(), status, Buffer.from(JSON.stringify(plain(output))));
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
