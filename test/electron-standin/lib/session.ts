/**
 * session.defaultSession. There is one session; its permissions are kept by permissions.ts, its requests by
 * protocol.ts and web-request.ts.
 */
import { EventEmitter } from 'node:events';
import { followDownloads } from './downloads.ts';
import { guard, guardClass } from './missing.ts';
import { type PermissionCheck, type PermissionRequest, setCheck, setRequest } from './permissions.ts';
import { netFetch, protocol } from './protocol.ts';
import { withChromium } from './runtime-state.ts';
import { webRequest } from './web-request.ts';

class Session extends EventEmitter {
  readonly protocol = protocol;
  readonly webRequest = webRequest;
  readonly storagePath = null;
  #spellChecker = false;

  setPermissionRequestHandler(handler: PermissionRequest | null): void {
    setRequest(handler);
  }
  setPermissionCheckHandler(handler: PermissionCheck | null): void {
    setCheck(handler);
  }
  setDevicePermissionHandler(handler: unknown): void {
    void handler;
  }
  setBluetoothPairingHandler(handler: unknown): void {
    void handler;
  }
  setDisplayMediaRequestHandler(handler: unknown): void {
    void handler;
  }
  setUSBProtectedClassesHandler(handler: unknown): void {
    void handler;
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    this.#spellChecker = enabled;
  }
  isSpellCheckerEnabled(): boolean {
    return this.#spellChecker;
  }
  get spellCheckerEnabled(): boolean {
    return this.#spellChecker;
  }
  set spellCheckerEnabled(enabled: boolean) {
    this.#spellChecker = enabled;
  }
  setSpellCheckerDictionaryDownloadURL(): void {
    // Nothing is downloaded here.
  }
  setSpellCheckerLanguages(): void {
    // Nothing is checked here.
  }
  setCertificateVerifyProc(): void {
    // Pages reach no network here.
  }
  setProxy(): Promise<void> {
    return Promise.resolve();
  }
  setPreloads(): void {
    throw new Error('session.setPreloads is not in the stand-in');
  }
  isPersistent(): boolean {
    return true;
  }
  fetch(input: string | Request, init?: RequestInit): Promise<Response> {
    return netFetch(input, init);
  }
  clearCache(): Promise<void> {
    return Promise.resolve();
  }
  clearCodeCaches(): Promise<void> {
    return Promise.resolve();
  }
  clearHostResolverCache(): Promise<void> {
    return Promise.resolve();
  }
  clearAuthCache(): Promise<void> {
    return Promise.resolve();
  }
  closeAllConnections(): Promise<void> {
    return Promise.resolve();
  }
  flushStorageData(): void {
    // Chromium's profile is temporary.
  }
  async clearStorageData(): Promise<void> {
    withChromium((running) => running.connection.browser.send('Storage.clearCookies'));
  }
  async clearData(): Promise<void> {
    await this.clearStorageData();
  }
}
guardClass('session', Session);

const defaultSession = new Session();
export const session = guard('session', { defaultSession });

withChromium((running) => followDownloads(running, defaultSession));
