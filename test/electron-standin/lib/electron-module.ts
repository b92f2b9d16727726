/**
 * What `import … from 'electron'` and `require('electron')` give the main process. One object: a method that a
 * test replaces on it (dialog.showOpenDialog = …) is replaced for everybody.
 */
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { clipboard, dialog, Notification, powerMonitor, powerSaveBlocker, screen, shell } from './desktop.ts';
import type { WebFrameMain } from './frames.ts';
import { ipcMain } from './ipc-main.ts';
import { Menu, MenuItem } from './menu.ts';
import { guard } from './missing.ts';
import { nativeImage } from './native-image.ts';
import { nativeTheme } from './native-theme.ts';
import { netFetch, protocol } from './protocol.ts';
import { safeStorage } from './safe-storage.ts';
import { session } from './session.ts';
import { WebContents } from './web-contents.ts';

const net = guard('net', { fetch: netFetch, isOnline: (): boolean => true, online: true });

export const electron: Readonly<Record<string, unknown>> = {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  webContents: WebContents,
  webFrameMain: guard('webFrameMain', {
    fromId: (processId: number, routingId: number): WebFrameMain | undefined =>
      WebContents.getAllWebContents()
        .flatMap((page) => page.mainFrame.framesInSubtree)
        .find((frame) => frame.processId === processId && frame.routingId === routingId),
  }),
};

/** Modules that Electron has and the stand-in has not: importing them works, using them says so. */
export const MISSING_MODULES: readonly string[] = [
  'BaseWindow',
  'BrowserView',
  'ImageView',
  'MessageChannelMain',
  'ShareMenu',
  'TouchBar',
  'Tray',
  'View',
  'WebContentsView',
  'autoUpdater',
  'contentTracing',
  'crashReporter',
  'desktopCapturer',
  'globalShortcut',
  'inAppPurchase',
  'netLog',
  'pushNotifications',
  'systemPreferences',
  'utilityProcess',
];

function missing(name: string): unknown {
  const fail = (): never => {
    throw new Error(`${name} is not in the stand-in`);
  };
  const probe = new Set<string | symbol>(['then', 'prototype', 'name', 'length']);
  return new Proxy(fail, {
    get: (target, key): unknown => {
      if (typeof key === 'symbol' || probe.has(key)) return Reflect.get(target, key);
      throw new Error(`${name}.${key} is not in the stand-in`);
    },
    construct: fail,
  });
}

export const allModules: Readonly<Record<string, unknown>> = {
  ...electron,
  ...Object.fromEntries(MISSING_MODULES.map((name) => [name, missing(name)])),
};
