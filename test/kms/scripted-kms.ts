/** A `KMSClient` whose answers the test writes, and what it was asked. */
import { KMSClient } from '@aws-sdk/client-kms';
import type { HttpHandler } from '@smithy/core/protocols';
import { HttpResponse } from '@smithy/core/transport';

export interface Asked {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

export type Script = (asked: Asked) => unknown;

/** An AWS exception as an answer. */
export class Refused {
  readonly type: string;
  readonly status: number;
  constructor(type: string, status = 400) {
    this.type = type;
    this.status = status;
  }
}

/** Answers each call with what `script` makes of it: an object as JSON, a `Refused`, or what it throws. */
export function scriptedKms(
  script: Script,
  requestId = 'request-1',
  maxAttempts = 1,
): {
  readonly client: KMSClient;
  readonly asked: Asked[];
  /** Every `Plaintext` view that the SDK handed out. */
  readonly plaintexts: Uint8Array[];
} {
  const asked: Asked[] = [];
  const plaintexts: Uint8Array[] = [];
  const handler: HttpHandler = {
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    handle: async (request) => {
      const operation = String(request.headers['x-amz-target']).replace('TrentService.', '');
      const one = { operation, input: JSON.parse(new TextDecoder().decode(request.body)) };
      asked.push(one);
      const answer = await script(one);
      const refused = answer instanceof Refused;
      const body = refused ? { __type: answer.type, message: 'SECRET' } : answer;
      return {
        response: new HttpResponse({
          statusCode: refused ? answer.status : 200,
          headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
          body: Uint8Array.from(Buffer.from(JSON.stringify(body))),
        }),
      };
    },
  };
  const client = new KMSClient({
    region: 'us-east-1',
    endpoint: 'https://kms.invalid',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: handler,
    maxAttempts,
    retryMode: 'standard',
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      if ('Plaintext' in result.output && result.output.Plaintext instanceof Uint8Array) {
        plaintexts.push(result.output.Plaintext);
      }
      return result;
    },
    { step: 'initialize' },
  );
  return { client, asked, plaintexts };
}
