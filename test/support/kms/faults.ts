/** What goes wrong at a server, on purpose. */
import type { ServerResponse } from 'node:http';

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

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** Whether the fault was the answer; `refuse` makes an exception of it as the service tells them. */
export function inject(
  fault: Fault,
  refuse: (type: string, message: string, status?: number) => Response,
  response: ServerResponse,
): boolean {
  switch (fault.kind) {
    case 'exception':
      send(response, refuse(fault.type, fault.message ?? '', fault.status));
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

export function send(to: ServerResponse, response: Response): void {
  to.writeHead(response.statusCode, response.headers).end(response.body);
}
