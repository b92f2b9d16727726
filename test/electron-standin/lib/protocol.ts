/**
 * Custom protocols, and every request of a page: they all come through the Fetch domain, so this is also where
 * webRequest listeners and navigation events are asked.
 *
 * Guarantees: handlers see the app's URLs (app://…) and answer with a Response that reaches the page with its
 * status, headers and body; a scheme without a handler fails as an unknown scheme does; nothing else changes.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Session } from './cdp.ts';
import { guard } from './missing.ts';
import { isCustomScheme, policyToPage, registerScheme, schemeOf, toApp, toPage } from './urls.ts';
import { askBeforeHeaders, askBeforeRequest } from './web-request.ts';

export interface PausedRequest {
  readonly requestId: string;
  readonly request: {
    readonly url: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly postData?: string;
  };
  readonly frameId: string;
  readonly resourceType: string;
}

type ProtocolHandler = (request: Request) => Response | Promise<Response>;
const handlers = new Map<string, ProtocolHandler>();

export const protocol = guard('protocol', {
  registerSchemesAsPrivileged(list: readonly { readonly scheme: string }[]): void {
    for (const { scheme } of list) registerScheme(scheme);
  },
  handle(scheme: string, handler: ProtocolHandler): void {
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    registerScheme(scheme);
    handlers.set(scheme, handler);
  },
  unhandle(scheme: string): void {
    if (!handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
  },
  isProtocolHandled(scheme: string): boolean {
    return handlers.has(scheme);
  },
});

/** net.fetch: custom schemes through their handler, files from disk, the rest through Node's fetch. */
export async function netFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const request = input instanceof Request ? input : undefined;
  const url = request ? request.url : String(input);
  const scheme = new URL(url).protocol.slice(0, -1);
  const handler = handlers.get(scheme);
  if (handler) return handler(request ?? new Request(url, init));
  if (scheme === 'file') return new Response(new Uint8Array(await readFile(fileURLToPath(url))));
  return fetch(input, init);
}

function fail(session: Session, requestId: string, errorReason: string): void {
  session.post('Fetch.failRequest', { requestId, errorReason });
}

async function answer(session: Session, paused: PausedRequest, response: Response): Promise<void> {
  if (response.type === 'error') return fail(session, paused.requestId, 'Failed');
  const headers = askBeforeHeaders(toApp(paused.request.url), paused, [...response.headers]);
  const responseHeaders = headers.map(([name, value]) => ({
    name,
    value: name.toLowerCase() === 'content-security-policy' ? policyToPage(value) : value,
  }));
  const body = Buffer.from(await response.arrayBuffer()).toString('base64');
  const { requestId } = paused;
  session.post('Fetch.fulfillRequest', { requestId, responseCode: response.status, responseHeaders, body });
}

/** Answers one paused request that no navigation rule has refused. */
export async function serve(session: Session, paused: PausedRequest): Promise<void> {
  const { requestId, request } = paused;
  // Chromium's tab strip wants an icon; Electron has none and never asks.
  if (paused.resourceType === 'Other' && new URL(request.url).pathname === '/favicon.ico') {
    session.post('Fetch.fulfillRequest', { requestId, responseCode: 204 });
    return;
  }
  const url = toApp(request.url);
  const verdict = await askBeforeRequest(url, paused);
  if (verdict.cancel) return fail(session, requestId, 'BlockedByClient');
  if (verdict.redirectURL !== undefined) {
    const responseHeaders = [{ name: 'Location', value: toPage(verdict.redirectURL) }];
    session.post('Fetch.fulfillRequest', { requestId, responseCode: 307, responseHeaders });
    return;
  }
  const scheme = schemeOf(request.url);
  if (!isCustomScheme(scheme)) return session.post('Fetch.continueRequest', { requestId });
  const handler = handlers.get(scheme);
  if (!handler) return fail(session, requestId, 'AddressUnreachable');
  const headers = new Headers(request.headers);
  const hasBody = request.postData !== undefined && request.method !== 'GET' && request.method !== 'HEAD';
  try {
    const asked = new Request(url, {
      method: request.method,
      headers,
      ...(hasBody ? { body: request.postData ?? '' } : {}),
    });
    await answer(session, paused, await handler(asked));
  } catch (error) {
    console.error(`Error in the protocol handler of ${scheme}:`, error);
    fail(session, requestId, 'Failed');
  }
}
