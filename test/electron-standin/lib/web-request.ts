/**
 * session.webRequest: onBeforeRequest and onHeadersReceived (the latter for custom protocols only, whose headers
 * the stand-in itself sends). One listener each, as in Electron.
 */
import { guard } from './missing.ts';
import type { PausedRequest } from './protocol.ts';

interface Verdict {
  readonly cancel?: boolean;
  readonly redirectURL?: string;
  readonly responseHeaders?: Readonly<Record<string, string | readonly string[]>>;
}
type Listener = (details: Readonly<Record<string, unknown>>, callback: (verdict: Verdict) => void) => void;
interface Filter {
  readonly urls?: readonly string[];
}

const TYPES: Readonly<Record<string, string>> = {
  Document: 'mainFrame',
  Stylesheet: 'stylesheet',
  Image: 'image',
  Media: 'media',
  Font: 'font',
  Script: 'script',
  XHR: 'xhr',
  Fetch: 'xhr',
  Ping: 'ping',
  WebSocket: 'webSocket',
};

interface Rule {
  readonly listener: Listener;
  readonly patterns: readonly RegExp[];
}
let beforeRequest: Rule | undefined;
let headersReceived: Rule | undefined;
let lastId = 0;

function toPattern(glob: string): RegExp {
  if (glob === '<all_urls>') return /^/;
  return new RegExp(`^${glob.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
}

function rule(first: Filter | Listener | null, second?: Listener | null): Rule | undefined {
  const listener = typeof first === 'function' ? first : second;
  if (!listener) return undefined;
  const urls = typeof first === 'function' || first === null ? [] : (first.urls ?? []);
  return { listener, patterns: urls.map(toPattern) };
}

export const webRequest = guard('webRequest', {
  onBeforeRequest(first: Filter | Listener | null, second?: Listener | null): void {
    beforeRequest = rule(first, second);
  },
  onHeadersReceived(first: Filter | Listener | null, second?: Listener | null): void {
    headersReceived = rule(first, second);
  },
});

function ask(
  asked: Rule | undefined,
  url: string,
  paused: PausedRequest,
  more: object = {},
): Promise<Verdict> {
  if (!asked || (asked.patterns.length > 0 && !asked.patterns.some((one) => one.test(url))))
    return Promise.resolve({});
  lastId += 1;
  const resourceType = TYPES[paused.resourceType] ?? 'other';
  const details = {
    id: lastId,
    url,
    method: paused.request.method,
    resourceType,
    timestamp: Date.now(),
    referrer: '',
    ...more,
  };
  return new Promise((resolve) => asked.listener(details, resolve));
}

export function askBeforeRequest(url: string, paused: PausedRequest): Promise<Verdict> {
  return ask(beforeRequest, url, paused);
}

type Header = readonly [string, string];

/** The headers to send; a listener must answer at once, as Electron's examples do. */
export function askBeforeHeaders(
  url: string,
  paused: PausedRequest,
  headers: readonly Header[],
): readonly Header[] {
  const responseHeaders: Record<string, string[]> = {};
  for (const [name, value] of headers) responseHeaders[name] = [...(responseHeaders[name] ?? []), value];
  if (!headersReceived) return headers;
  let changed: Verdict['responseHeaders'];
  const note = (verdict: Verdict): void => {
    changed = verdict.responseHeaders;
  };
  if (headersReceived.patterns.length > 0 && !headersReceived.patterns.some((one) => one.test(url)))
    return headers;
  headersReceived.listener({ url, method: paused.request.method, responseHeaders, statusCode: 200 }, note);
  if (!changed) return headers;
  return Object.entries(changed).flatMap(([name, value]) =>
    [value].flat().map((one): Header => [name, String(one)]),
  );
}
