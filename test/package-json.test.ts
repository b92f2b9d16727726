/** What ships is decided here: a new package in the app is a decision, not an accident. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };

test('the packages that the app is made of', () => {
  expect(Object.keys(packageJson.dependencies)).toEqual([
    '@aws-sdk/client-kms',
    '@aws-sdk/client-sso',
    '@aws-sdk/client-sso-oidc',
    '@aws-sdk/client-sts',
    '@aws-sdk/credential-providers',
    '@smithy/core',
    'react',
    'react-aria-components',
    'react-dom',
    'zod',
  ]);
});

test('every version is exact', () => {
  const versions = Object.values({ ...packageJson.dependencies, ...packageJson.devDependencies });
  for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

test('install scripts run by name only', () => {
  expect(packageJson.allowScripts).toEqual({ node: true, 'electron-winstaller': false });
});

test('the lock file names no host', () => {
  const lock = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');
  expect(lock).not.toContain('"resolved"');
});
