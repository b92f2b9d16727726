/** End-to-end tests: one at a time (each has its own app, windows and home folder), no retries. See scripts/e2e.ts. */
import path from 'node:path';
import { defineConfig } from 'playwright/test';

const runtime = process.env['ENVELOPE_VAULT_E2E_RUNTIME'];
if (runtime === undefined)
  throw new Error('Start the end-to-end tests with `npm run test:e2e`: it chooses the runtime.');
if (process.env['TEST_WORKER_INDEX'] === undefined) console.log(`end-to-end tests on: ${runtime}`);

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '*.e2e.ts',
  outputDir: path.resolve(import.meta.dirname, '../../node_modules/.cache/envelope-vault/e2e'),
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  metadata: { runtime },
});
