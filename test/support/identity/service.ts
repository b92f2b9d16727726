/** What a service of the double is: operations by method and path, and its way of saying no. */
import type { z } from 'zod';
import type { SignedRequest } from '../sigv4.ts';
import type { Callers } from './callers.ts';
import type { Grants } from './grants.ts';
import type { MfaDevices } from './mfa.ts';
import type { Organisation } from './organisation.ts';

/** A request, read. */
export interface Asked extends SignedRequest {
  readonly path: string;
  readonly query: URLSearchParams;
}

export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Operation {
  /** As AWS calls it; pages have names of ours. Calls are counted by it. */
  readonly name: string;
  readonly service: Service;
  /** Throws `Refused`. */
  readonly run: (asked: Asked) => Answer;
}

export interface Service {
  /** An error as this service tells it; without `status`, the one that goes with the type. */
  readonly refuse: (type: string, message: string, status?: number) => Answer;
}

/** The service says no: `type` is its exception's name or code. */
export class Refused extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

export function json(
  statusCode: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  };
}

/** The body, which is JSON. Throws InvalidRequestException, or what else the service calls that. */
export function readJson<T>(
  schema: z.ZodType<T>,
  { headers, body }: Asked,
  refusal = 'InvalidRequestException',
): T {
  const type = String(headers['content-type']);
  const parsed = schema.safeParse(type.startsWith('application/json') ? parseJson(body) : undefined);
  if (parsed.success) return parsed.data;
  throw new Refused(refusal, `Invalid request: ${parsed.error.issues[0]?.path.join('.')}`);
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}

/** What all services of the double share. */
export interface Center {
  organisation: Organisation;
  readonly grants: Grants;
  readonly callers: Callers;
  readonly mfa: MfaDevices;
  readonly now: () => Date;
  /** Where it is reached. */
  readonly url: () => string;
  /** Entries of a page, where a request asks for no other number. */
  readonly pageSize: number;
}
