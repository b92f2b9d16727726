/**
 * `npm run test:e2e [-- Playwright's arguments]`: the end-to-end tests, in real windows, on Electron or its
 * stand-in (one line says which). On Linux they get an X server of their own, so nothing pops up on the desktop.
 */
import path from 'node:path';
import { startDisplay } from './display.ts';
import { runChild } from './run-child.ts';
import { findRuntime, installNeeds, project } from './runtime.ts';

async function test(args: readonly string[]): Promise<number> {
  const runtime = await findRuntime();
  installNeeds(runtime.kind, true);
  console.log(`runtime: ${runtime.kind} (${runtime.why})`);
  const isLinux = process.platform === 'linux';
  await using display = isLinux ? await startDisplay() : null;
  const { WAYLAND_DISPLAY: _notUsed, ...inherited } = process.env;
  const env = {
    ...inherited,
    ...runtime.env,
    ENVELOPE_VAULT_E2E_RUNTIME: runtime.kind,
    ...(display ? { DISPLAY: display.name } : {}),
  };
  const playwright = path.join(project, 'node_modules', 'playwright', 'cli.js');
  const config = path.join(project, 'test', 'e2e', 'playwright.config.ts');
  // Awaited here: the display must outlive the tests.
  return await runChild(process.execPath, [playwright, 'test', '--config', config, ...args], env);
}

test(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
