/**
 * `app://vault`: the renderer's files, and nothing else.
 *
 * The files are listed once at start; a request is a look-up in that list, so there is no path to join or to climb
 * out of. Every answer carries the content security policy.
 */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { type Protocol, protocol } from 'electron';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = `${APP_SCHEME}://vault`;
export const APP_PAGE = `${APP_ORIGIN}/index.html`;

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: false } },
  ]);
}

/** Serves the files that are in `folder` now. */
export function serveApp(appProtocol: Pick<Protocol, 'handle'>, folder: string): void {
  const files = listFiles(folder);
  appProtocol.handle(APP_SCHEME, (request) => respond(files, request));
}

/** URL paths of all files below `folder`, each with where it is. */
export function listFiles(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [`/${relative(folder, path).split(sep).join('/')}`, path]),
  );
}

export async function respond(
  files: ReadonlyMap<string, string>,
  request: Pick<Request, 'url' | 'method'>,
): Promise<Response> {
  const url = URL.canParse(request.url) ? new URL(request.url) : null;
  const ours = url?.protocol === `${APP_SCHEME}:` && url.host === 'vault' && request.method === 'GET';
  const path = ours ? files.get(url.pathname) : undefined;
  const type = path === undefined ? undefined : mimeTypes[extname(path)];
  if (path === undefined || type === undefined)
    return new Response(null, { status: 404, headers: securityHeaders });
  const body = new Uint8Array(await readFile(path));
  return new Response(body, { headers: { ...securityHeaders, 'content-type': type } });
}

const securityHeaders = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};
