/**
 * Permissions. Chromium keeps an answer per permission and origin, so the stand-in asks the app's handlers for
 * each permission when it learns of the handlers and when a page commits, and gives Chromium the answers.
 *
 * Guarantees: a permission is granted only if neither handler refuses it; the page finds out through the ordinary
 * web APIs. Without handlers everything is granted, as in Electron.
 */
import { chromium, pages } from './runtime-state.ts';
import { toApp, toPage } from './urls.ts';
import type { WebContents } from './web-contents.ts';

type Details = Readonly<Record<string, unknown>>;
export type PermissionRequest = (
  contents: WebContents,
  permission: string,
  callback: (granted: boolean) => void,
  details: Details,
) => void;
export type PermissionCheck = (
  contents: WebContents | null,
  permission: string,
  origin: string,
  details: Details,
) => boolean;

let request: PermissionRequest | null = null;
let check: PermissionCheck | null = null;
let version = 0;
const applied = new Map<string, number>();

/** Chromium's names, and Electron's for the same thing. */
const NAMES: readonly (readonly [string, string])[] = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['camera', 'media'],
  ['microphone', 'media'],
  ['midi', 'midi'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-write', 'clipboard-sanitized-write'],
  ['display-capture', 'display-capture'],
  ['idle-detection', 'idle-detection'],
  ['window-management', 'window-management'],
  ['local-fonts', 'local-fonts'],
  ['persistent-storage', 'persistent-storage'],
  ['storage-access', 'storage-access'],
  ['pointer-lock', 'pointerLock'],
  ['keyboard-lock', 'keyboardLock'],
  ['screen-wake-lock', 'screen-wake-lock'],
  ['speaker-selection', 'speaker-selection'],
  ['background-sync', 'background-sync'],
  ['payment-handler', 'payment-handler'],
  ['accelerometer', 'sensors'],
  ['gyroscope', 'sensors'],
  ['magnetometer', 'sensors'],
];

export function setRequest(handler: PermissionRequest | null): void {
  request = handler;
  reapply();
}

export function setCheck(handler: PermissionCheck | null): void {
  check = handler;
  reapply();
}

function reapply(): void {
  version += 1;
  for (const page of pages.values()) applyPermissions(page, toPage(page.getURL())).catch(() => undefined);
}

function decide(contents: WebContents, permission: string, origin: string, url: string): Promise<boolean> {
  const details = {
    requestingUrl: url,
    requestingOrigin: origin,
    securityOrigin: origin,
    isMainFrame: true,
    mediaTypes: [],
    embeddingOrigin: origin,
  };
  if (check && !check(contents, permission, origin, { ...details, mediaType: 'unknown' }))
    return Promise.resolve(false);
  const asked = request;
  if (!asked) return Promise.resolve(true);
  return new Promise((resolve) => asked(contents, permission, resolve, details));
}

/** Asks the handlers for the origin of a page and tells Chromium; once per origin and change of handlers. */
export async function applyPermissions(contents: WebContents, pageUrl: string): Promise<void> {
  if (!pageUrl.startsWith('http')) return;
  const { origin } = new URL(pageUrl);
  if (applied.get(origin) === version) return;
  applied.set(origin, version);
  const known = toApp(origin);
  const { connection } = await chromium;
  const settle = async ([name, permission]: readonly [string, string]): Promise<void> => {
    const setting = (await decide(contents, permission, known, toApp(pageUrl))) ? 'granted' : 'denied';
    const command = { permission: { name }, setting, origin };
    await connection.browser.send('Browser.setPermission', command).catch(() => undefined);
  };
  await Promise.all(NAMES.map(settle));
}
