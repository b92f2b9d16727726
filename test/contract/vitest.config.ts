/** `npm run test:contract`: the KMS that tests run on, held against AWS's words and against other people's servers. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/contract/**/*.contract.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
