/**
 * Three builds from one file: the renderer (a page), main (Node: the app, its worker, the command line) and the
 * preload (one CommonJS file, because sandboxed preloads cannot be modules). Packages are bundled, so that the
 * packed app carries no node_modules.
 */
import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const nodeTarget = 'node20';

/** npm links `envelope` to the command line once; every build has to make it a program again. */
const executable: Plugin = {
  name: 'executable',
  applyToEnvironment: ({ name }) => name === 'main',
  writeBundle: () => chmodSync(here('dist/main/cli.js'), 0o755),
};

export default defineConfig({
  root: here('renderer'),
  plugins: [react(), executable],
  builder: {},
  environments: {
    client: {
      build: {
        outDir: here('dist/renderer'),
        emptyOutDir: true,
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        target: 'chrome140',
      },
    },
    main: {
      consumer: 'server',
      resolve: { noExternal: true, conditions: ['node', 'import', 'module', 'default'] },
      build: {
        outDir: here('dist/main'),
        emptyOutDir: true,
        target: nodeTarget,
        ssr: true,
        copyPublicDir: false,
        rolldownOptions: {
          input: {
            main: here('electron/main.ts'),
            cli: here('electron/cli.ts'),
            worker: here('electron/engine/thread/worker.ts'),
          },
          external: ['electron'],
          output: { format: 'es', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    },
    preload: {
      consumer: 'server',
      resolve: { noExternal: true },
      build: {
        outDir: here('dist/preload'),
        emptyOutDir: true,
        target: nodeTarget,
        ssr: true,
        copyPublicDir: false,
        rolldownOptions: {
          input: { preload: here('electron/preload.ts') },
          external: ['electron'],
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    },
  },
  test: {
    root: here('.'),
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
