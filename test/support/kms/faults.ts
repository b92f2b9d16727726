/** What goes wrong at a server, on purpose. */
import type { ServerResponse } from 'node:http';
import type { HttpResponse } from '@smithy/core/transport';
import { exceptionResponse } from '../../../electron/kms/practice/protocol.ts';

/** What happens instead of an answer. */
export type Fault =
  | { readonly kind: 'exception'; readonly type: string; readonly status?: number; readonly message?: string }
  /** Any body under any status, e.g. a captive portal's page; the connection may be cut before its end. */
  | {
      readonly kind: 'raw';
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
      readonly cut?: boolean;
    }
  /** The connection is cut before the answer, or in the middle of it. */
  | { readonly kind: 'reset' | 'truncate' }
  /** The request is read and never answered. */
  | { readonly kind: 'hang' };

/** Whether the fault was the answer. */
export function inject(fault: Fault, now: Date, response: ServerResponse): boolean {
  switch (fault.kind) {
    case 'exception':
      send(response, exceptionResponse(now, fault.type, fault.message ?? '', fault.status ?? 400));
      return true;
    case 'raw':
      response.writeHead(fault.status, {
        'content-type': fault.contentType,
        'content-length': Buffer.byteLength(fault.body) + (fault.cut ? 1 : 0),
      });
      response.write(fault.body, () => (fault.cut ? response.socket?.destroySoon() : response.end()));
      return true;
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'truncate':
      response.writeHead(200, { 'content-length': '1000' }).write('{"KeyId":');
      setImmediate(() => response.socket?.destroy());
      return true;
    case 'hang':
      return true;
  }
}

export function send(to: ServerResponse, response: HttpResponse): void {
  to.writeHead(response.statusCode, response.headers).end(response.body);
}
