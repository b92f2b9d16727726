/**
 * The roles of menu items: labels, accelerators and, where a role has an obvious effect, what it does. The others
 * (editing, help, macOS's own) are labels only.
 */
import { app } from './app.ts';
import type { BrowserWindow } from './browser-window.ts';
import { launch } from './runtime-state.ts';

/** A submenu that comes with a role: roles and separators. */
interface RoleItem {
  readonly role?: string;
  readonly type?: string;
}

export interface Role {
  readonly label: string;
  readonly accelerator?: string;
  readonly run?: (window: BrowserWindow | undefined) => void;
  readonly submenu?: readonly RoleItem[];
}

const zoom = (step: number) => (window: BrowserWindow | undefined) => {
  window?.webContents.setZoomLevel(step === 0 ? 0 : window.webContents.getZoomLevel() + step);
};

/** By lower-case name. */
export const ROLES: Readonly<Record<string, Role>> = {
  about: { label: `About ${launch.appName}` },
  quit: { label: 'Quit', accelerator: 'CommandOrControl+Q', run: () => app.quit() },
  close: { label: 'Close', accelerator: 'CommandOrControl+W', run: (window) => window?.close() },
  minimize: { label: 'Minimize', accelerator: 'CommandOrControl+M', run: (window) => window?.minimize() },
  reload: { label: 'Reload', accelerator: 'CmdOrCtrl+R', run: (window) => window?.reload() },
  forcereload: { label: 'Force Reload', accelerator: 'Shift+CmdOrCtrl+R', run: (window) => window?.reload() },
  toggledevtools: {
    label: 'Toggle Developer Tools',
    accelerator: 'Ctrl+Shift+I',
    run: (window) => window?.webContents.toggleDevTools(),
  },
  togglefullscreen: {
    label: 'Toggle Full Screen',
    accelerator: 'F11',
    run: (window) => window?.setFullScreen(!window.isFullScreen()),
  },
  resetzoom: { label: 'Actual Size', accelerator: 'CommandOrControl+0', run: zoom(0) },
  zoomin: { label: 'Zoom In', accelerator: 'CommandOrControl+Plus', run: zoom(0.5) },
  zoomout: { label: 'Zoom Out', accelerator: 'CommandOrControl+-', run: zoom(-0.5) },
  undo: { label: 'Undo', accelerator: 'CommandOrControl+Z' },
  redo: { label: 'Redo', accelerator: 'Shift+CommandOrControl+Z' },
  cut: { label: 'Cut', accelerator: 'CommandOrControl+X' },
  copy: { label: 'Copy', accelerator: 'CommandOrControl+C' },
  paste: { label: 'Paste', accelerator: 'CommandOrControl+V' },
  pasteandmatchstyle: { label: 'Paste and Match Style', accelerator: 'Shift+CommandOrControl+V' },
  delete: { label: 'Delete' },
  selectall: { label: 'Select All', accelerator: 'CommandOrControl+A' },
  help: { label: 'Help' },
  window: { label: 'Window' },
  services: { label: 'Services' },
  hide: { label: `Hide ${launch.appName}` },
  hideothers: { label: 'Hide Others' },
  unhide: { label: 'Show All' },
  front: { label: 'Bring All to Front' },
  zoom: { label: 'Zoom' },
  recentdocuments: { label: 'Open Recent' },
  clearrecentdocuments: { label: 'Clear Menu' },
  appmenu: {
    label: launch.appName,
    submenu: ['about', 'separator', 'services', 'hide', 'hideOthers', 'unhide', 'quit'].map((role) =>
      role === 'separator' ? { type: role } : { role },
    ),
  },
  filemenu: { label: 'File', submenu: [{ role: 'quit' }] },
  editmenu: {
    label: 'Edit',
    submenu: ['undo', 'redo', 'separator', 'cut', 'copy', 'paste', 'delete', 'separator', 'selectAll'].map(
      (role) => (role === 'separator' ? { type: role } : { role }),
    ),
  },
  viewmenu: {
    label: 'View',
    submenu: [
      'reload',
      'forceReload',
      'toggleDevTools',
      'resetZoom',
      'zoomIn',
      'zoomOut',
      'togglefullscreen',
    ].map((role) => ({ role })),
  },
  windowmenu: { label: 'Window', submenu: [{ role: 'minimize' }, { role: 'close' }] },
};
