/**
 * Serves the built renderer on loopback under the app's own content security policy, for a browser to draw it.
 *
 * The folder is `dist/renderer`, or `RENDERER_DIST`. As a test fixture it also fails a test on any console error,
 * refused resource or exception in the page, so that a violation of the policy cannot go unseen.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Page } from 'playwright/test';
import { type FakeScript, installFakeVault } from './fake-vault.ts';
import { now } from './samples.ts';

const folder = process.env['RENDERER_DIST'] ?? fileURLToPath(new URL('../../dist/renderer', import.meta.url));

/** Of docs: the same header the app:// protocol sends. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
  "connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'";

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Answers the address of the started server, and the server to close. */
export async function serveRenderer(): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const name = path === '/' ? '/index.html' : path;
    if (name === '/favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    try {
      const body = readFileSync(join(folder, name));
      response.setHeader('content-type', types[extname(name)] ?? 'application/octet-stream');
      response.setHeader('content-security-policy', contentSecurityPolicy);
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}/`, server };
}

export interface Preview {
  /** Opens the renderer with a fake vault in the given state, and waits until it is drawn. The time is that of the samples. */
  readonly open: (script: FakeScript) => Promise<Page>;
}

export const test = base.extend<{ readonly preview: Preview }, { readonly rendererUrl: string }>({
  rendererUrl: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures needed from this pattern.
    async ({}, provide) => {
      const { url, server } = await serveRenderer();
      await provide(url);
      server.close();
    },
    { scope: 'worker' },
  ],
  preview: async ({ page, rendererUrl }, provide) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
    await provide({
      open: async (script) => {
        await page.clock.setFixedTime(now);
        await page.addInitScript(installFakeVault, script);
        await page.goto(rendererUrl);
        await page.locator('main:not([aria-busy])').waitFor();
        return page;
      },
    });
    expect(complaints, 'console errors, refused resources and exceptions').toEqual([]);
  },
});

export { expect };
