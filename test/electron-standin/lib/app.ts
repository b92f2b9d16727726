/**
 * app: the life of the application.
 *
 * Guarantees: ready comes once, after the main module has been evaluated; quitting asks before-quit, then every
 * window, then will-quit, and any of them can refuse; exit does not ask. Whatever way it ends, Chromium ends too.
 */
import { AppFacts } from './app-facts.ts';
import type { BrowserWindow } from './browser-window.ts';
import { makeEvent } from './events.ts';
import { guardClass } from './missing.ts';
import { windows } from './runtime-state.ts';
import { hasLock, releaseLock, takeLock } from './single-instance.ts';

let quitting: 'no' | 'asking' | 'leaving' = 'no';

class App extends AppFacts {
  #ready = false;
  readonly #whenReady: Promise<void>;
  #resolveReady: () => void = () => undefined;

  constructor() {
    super();
    this.#whenReady = new Promise((resolve) => {
      this.#resolveReady = resolve;
    });
  }

  get applicationMenu(): unknown {
    return applicationMenu.get();
  }
  set applicationMenu(menu: unknown) {
    applicationMenu.set(menu);
  }

  whenReady(): Promise<void> {
    return this.#whenReady;
  }
  isReady(): boolean {
    return this.#ready;
  }
  /** Called by boot.ts. The emitting goes through the public method, which Playwright replaces. */
  becomeReady(): void {
    if (this.#ready || quitting === 'leaving') return;
    this.emit('will-finish-launching');
    this.#ready = true;
    this.emit('ready', makeEvent({}), {});
    this.#resolveReady();
  }

  quit(): void {
    if (quitting !== 'no') return;
    const event = makeEvent({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    quitting = 'asking';
    for (const window of [...windows.values()]) {
      if (!closeAsked(window)) {
        quitting = 'no';
        return;
      }
    }
    if (windows.size === 0) setImmediate(leave);
  }
  exit(code = 0): void {
    quitting = 'leaving';
    for (const window of [...windows.values()]) window.destroy();
    this.emit('quit', makeEvent({}), code);
    process.exit(code);
  }
  focus(): void {
    [...windows.values()][0]?.focus();
  }
  requestSingleInstanceLock(data: unknown = null): boolean {
    return takeLock(data, nodePath, ({ argv, cwd, data: other }) => {
      this.emit('second-instance', makeEvent({}), argv, cwd, other);
    });
  }
  hasSingleInstanceLock(): boolean {
    return hasLock();
  }
  releaseSingleInstanceLock(): void {
    releaseLock();
  }
}
guardClass('app', App);

export const app = new App();
/** The real Node behind the stand-in's executable; process.execPath names the executable, as in Electron. */
const nodePath = process.execPath;

/** The menu module fills this in; app.applicationMenu is a window onto it. */
export const applicationMenu = {
  get: (): unknown => null,
  set: (menu: unknown): void => void menu,
};

function closeAsked(window: BrowserWindow): boolean {
  let refused = false;
  const look = (event: { defaultPrevented: boolean }): void => {
    refused = event.defaultPrevented;
  };
  window.on('close', look);
  window.close();
  window.off('close', look);
  return !refused;
}

function leave(): void {
  const event = makeEvent({});
  app.emit('will-quit', event);
  if (event.defaultPrevented) {
    quitting = 'no';
    return;
  }
  quitting = 'leaving';
  app.emit('quit', makeEvent({}), 0);
  process.exit();
}

/** Called when no window is left. */
export function lastWindowClosed(): void {
  setImmediate(() => {
    if (windows.size > 0 || quitting === 'leaving') return;
    if (quitting === 'asking') leave();
    else if (!app.emit('window-all-closed')) app.quit();
  });
}
