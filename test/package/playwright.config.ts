/**
 * Playwright's runner for the packed app (`npm run test:package`). The app is a black box here: it refuses debuggers,
 * Playwright's too, so the tests start it as a desktop would and look at files and exit codes.
 */
import { defineConfig } from 'playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.e2e.ts',
  outputDir: '../../test-results/package',
  globalSetup: './global-setup.ts',
  workers: 1,
  timeout: 120_000,
  forbidOnly: true,
  reporter: 'list',
});
