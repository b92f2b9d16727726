/** app:// serves the renderer's files by look-up and nothing else, always under the content security policy. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

vi.mock('electron', async () => (await import('./electron-mock.ts')).electron);
const { CONTENT_SECURITY_POLICY, listFiles, registerAppScheme, respond } = await import(
  '../../electron/shell/app-protocol.ts'
);
const { registered } = await import('./electron-mock.ts');

let folder: string;
let files: ReadonlyMap<string, string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'app-protocol-'));
  mkdirSync(join(folder, 'dist/assets'), { recursive: true });
  writeFileSync(join(folder, 'dist/index.html'), '<p>page</p>');
  writeFileSync(join(folder, 'dist/assets/app.js'), 'code');
  writeFileSync(join(folder, 'dist/notes.txt'), 'a type that is not served');
  writeFileSync(join(folder, 'secret.html'), 'outside');
  symlinkSync(join(folder, 'secret.html'), join(folder, 'dist/link.html'));
  files = listFiles(join(folder, 'dist'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const get = (url: string, method = 'GET') => respond(files, { url, method });

test.each([
  ['app://vault/index.html', 'text/html; charset=utf-8', '<p>page</p>'],
  ['app://vault/assets/app.js', 'text/javascript; charset=utf-8', 'code'],
  ['app://vault/index.html?x=1#y', 'text/html; charset=utf-8', '<p>page</p>'],
])('%s is served', async (url, type, body) => {
  const response = await get(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe(type);
  expect(await response.text()).toBe(body);
});

describe('everything else is not found', () => {
  test.each([
    'app://vault/',
    'app://vault/nothing.html',
    'app://vault/../secret.html',
    'app://vault/%2e%2e/secret.html',
    'app://vault/..%2fsecret.html',
    'app://vault/assets/..%5c..%5csecret.html',
    'app://vault//index.html',
    'app://vault/INDEX.HTML',
    'app://vault/index.html%00.js',
    'app://vault/link.html',
    'app://vault/notes.txt',
    'app://other/index.html',
    'app://vault:1/index.html',
    'app://vault.evil/index.html',
    'https://vault/index.html',
    'file:///etc/passwd',
    'not a url',
  ])('%s', async (url) => {
    const response = await get(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });

  test.each(['POST', 'PUT', 'HEAD'])('by %s', async (method) => {
    expect((await get('app://vault/index.html', method)).status).toBe(404);
  });

  test('any path that is not in the list', async () => {
    await fc.assert(
      fc.asyncProperty(fc.webPath(), fc.webQueryParameters(), async (path, query) => {
        fc.pre(!files.has(new URL(`app://vault${path}`).pathname));
        expect((await get(`app://vault${path}?${query}`)).status).toBe(404);
      }),
    );
  });
});

test('every answer carries the policy, and the policy allows nothing from elsewhere', async () => {
  for (const url of ['app://vault/index.html', 'app://vault/nothing']) {
    const { headers } = await get(url);
    expect(headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
  expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|data:|https?:/);
});

test('the scheme gets no privilege beyond a secure origin', () => {
  registerAppScheme();
  expect(registered).toEqual([
    [{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: false } }],
  ]);
});
