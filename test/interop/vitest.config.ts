/** `npm run test:interop`: everything that another implementation has a say in, however long it takes. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/interop/**/*.{test,interop}.ts', 'test/envelope/vectors.test.ts'],
    // One at a time: the first file that needs AWS's command line installs it.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
