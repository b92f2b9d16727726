/** The one window. It is shown when its page is drawn, so that nobody sees an empty one. */
import { BrowserWindow } from 'electron';

/** A window without a page yet; `preload` is the path of the built preload. */
export function createWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1000,
    height: 700,
    minWidth: 480,
    minHeight: 400,
    show: false,
    title: 'Envelope Vault',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  return window;
}

/** Brings a window to the front, as a second start of the program should. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
