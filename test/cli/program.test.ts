/** The built command line is a program: npm links it once, and every build has to leave it executable. */
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { posix } from '../support/scratch.ts';

const program = fileURLToPath(new URL(`../../${packageJson.bin.envelope}`, import.meta.url));

test.runIf(posix)('it may be run', () => {
  expect(statSync(program).mode & 0o111).toBe(0o111);
  expect(readFileSync(program, 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node');
});
