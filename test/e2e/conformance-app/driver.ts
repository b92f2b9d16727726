/**
 * What the conformance tests share: the app, started once for each file of tests, and what it shows and writes down.
 */
import type { ElectronApplication, Page } from 'playwright';
import { test } from 'playwright/test';
import { type LaunchedApp, launchApp } from '../../support/electron-app.ts';

/** The folder of the conformance app. */
export const folder = import.meta.dirname;

interface Api {
  invoke: (channel: string, ...args: unknown[]) => Promise<unknown>;
  pathOf: (file: File) => string;
  pathsOf: (files: readonly File[]) => string[];
  nested: { list: [number, { two: number }]; when: Date; bytes: Uint8Array };
  call: (callback: (value: unknown) => unknown, value: unknown) => unknown;
  later: (value: unknown) => Promise<unknown>;
  fail: () => never;
  failLater: () => Promise<never>;
  ping: (value: unknown) => Promise<unknown[]>;
  fidelity: () => Promise<Record<string, boolean>>;
  sendFunction: () => Promise<unknown>;
  modules: () => Record<string, string>;
  kind: () => Record<string, unknown>;
}

export interface TestWindow extends Window {
  api: Api;
  dropped?: Promise<unknown>;
}
export interface Log {
  events: string[];
  opened: string[];
  navigations: [string, string, boolean][];
  requests: string[];
  second: { argv: string[]; cwd: string; data: { hello: [string, Date] } }[];
  permissions: string[];
  senders: { before: string; after: unknown }[];
}

/** What the app wrote down in its main process. */
export const logOf = (app: ElectronApplication): Promise<Log> =>
  app.evaluate(() => (globalThis as typeof globalThis & { conformance: Log }).conformance);

export interface Subject {
  readonly running: LaunchedApp;
  /** The first window's page. */
  readonly page: Page;
}

/** Starts the app before the tests of a file and ends it after them; call the result inside a test. */
export function conformanceApp(): () => Subject {
  let subject: Subject | undefined;
  test.beforeAll(async () => {
    const running = await launchApp({ app: folder });
    await running.window.waitForLoadState();
    subject = { running, page: running.window };
  });
  test.afterAll(() => subject?.running.close());
  return () => {
    if (!subject) throw new Error('the conformance app is not running');
    return subject;
  };
}
