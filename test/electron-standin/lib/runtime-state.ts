/**
 * What the modules of the stand-in share: the running Chromium, the live windows and pages, how the app was
 * started. Everything else goes through imports.
 */
import type { BrowserWindow } from './browser-window.ts';
import type { Chromium } from './chromium.ts';
import type { WebContents } from './web-contents.ts';

/** How this process was started; filled by boot.ts before any of the app's code runs. */
export const launch = {
  /** The stand-in's executable (renamed in a packaged app). */
  executable: '',
  /** The dist folder around it. */
  folder: '',
  packaged: false,
  appPath: '',
  appName: 'Electron',
  appVersion: '',
  argv: [] as readonly string[],
};

export const windows = new Map<number, BrowserWindow>();
export const pages = new Map<number, WebContents>();

let start: (chromium: Chromium) => void = () => undefined;

/** Resolves when Chromium answers; everything that needs it waits for this. */
export const chromium: Promise<Chromium> = new Promise((resolve) => {
  start = resolve;
});

export function chromiumIsReady(running: Chromium): void {
  start(running);
}

/** Runs work that needs Chromium; a browser or page that goes away meanwhile is not an error. */
export function withChromium(work: (running: Chromium) => Promise<unknown>): void {
  chromium.then(work).catch((error: unknown) => {
    if (process.env['STANDIN_VERBOSE']) console.error(error);
  });
}
