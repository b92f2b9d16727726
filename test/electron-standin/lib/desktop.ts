/**
 * What Electron does through the desktop: dialogs, opening things, notifications, the clipboard, power, the screen.
 *
 * Guarantees: dialogs cannot be shown, so they answer as if canceled and say so on stderr; tests replace the
 * methods of these objects, and the app sees the replacement. Opening goes through xdg-open where there is one.
 */
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeEvent } from './events.ts';
import { guard, guardClass } from './missing.ts';

interface MessageOptions {
  readonly cancelId?: number;
  readonly buttons?: readonly string[];
  readonly message?: string;
  readonly checkboxChecked?: boolean;
}

function lastOf<T>(args: readonly unknown[]): T {
  return (args.at(-1) ?? {}) as T;
}

function cancelButton({ cancelId, buttons = [] }: MessageOptions): number {
  const named = buttons.findIndex((label) => /^&?(cancel|no)$/i.test(label));
  return cancelId ?? Math.max(named, 0);
}

const said = (what: string): void => console.error(`stand-in: ${what}`);

export const dialog = guard('dialog', {
  showOpenDialog(...args: unknown[]): Promise<{ canceled: boolean; filePaths: string[] }> {
    void args;
    said('an open dialog was asked for, and answered as canceled');
    return Promise.resolve({ canceled: true, filePaths: [] });
  },
  showSaveDialog(...args: unknown[]): Promise<{ canceled: boolean; filePath: string }> {
    void args;
    said('a save dialog was asked for, and answered as canceled');
    return Promise.resolve({ canceled: true, filePath: '' });
  },
  showMessageBox(...args: unknown[]): Promise<{ response: number; checkboxChecked: boolean }> {
    const options = lastOf<MessageOptions>(args);
    said(`message box: ${options.message ?? ''}`);
    return Promise.resolve({
      response: cancelButton(options),
      checkboxChecked: options.checkboxChecked ?? false,
    });
  },
  showMessageBoxSync(...args: unknown[]): number {
    const options = lastOf<MessageOptions>(args);
    said(`message box: ${options.message ?? ''}`);
    return cancelButton(options);
  },
  showErrorBox(title: string, content: string): void {
    said(`error box: ${title}\n${content}`);
  },
});

function xdgOpen(target: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn('xdg-open', [target], { stdio: 'ignore', detached: true });
    child.on('error', () => resolve('xdg-open is not installed'));
    child.on('spawn', () => resolve(''));
    child.unref();
  });
}

async function trash(file: string): Promise<void> {
  const child = spawn('gio', ['trash', file], { stdio: 'ignore' });
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(-1));
    child.on('exit', resolve);
  });
  if (code === 0) return;
  const { mkdir } = await import('node:fs/promises');
  const { homedir } = await import('node:os');
  const folder = path.join(
    process.env['XDG_DATA_HOME'] || path.join(homedir(), '.local', 'share'),
    'Trash',
    'files',
  );
  await mkdir(folder, { recursive: true });
  await rename(file, path.join(folder, `${path.basename(file)}.${Date.now()}`));
}

export const shell = guard('shell', {
  async openExternal(url: string): Promise<void> {
    const problem = await xdgOpen(url);
    if (problem) throw new Error(`Failed to open: ${problem}`);
  },
  openPath: (file: string): Promise<string> => xdgOpen(file),
  showItemInFolder(file: string): void {
    xdgOpen(pathToFileURL(path.dirname(file)).href).catch(() => undefined);
  },
  trashItem: trash,
  beep(): void {
    process.stderr.write('\u0007');
  },
});

export class Notification extends EventEmitter {
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;
  constructor(options: { readonly title?: string; readonly body?: string; readonly silent?: boolean } = {}) {
    super();
    this.title = options.title ?? '';
    this.body = options.body ?? '';
    this.silent = options.silent ?? false;
  }
  show(): void {
    setImmediate(() => this.emit('show', makeEvent({})));
  }
  close(): void {
    setImmediate(() => this.emit('close', makeEvent({})));
  }
  static isSupported(): boolean {
    return true;
  }
}
guardClass('Notification', Notification);

let clipboardText = '';
/** A clipboard of the stand-in's own: the desktop's is left alone. */
export const clipboard = guard('clipboard', {
  writeText(text: string): void {
    clipboardText = String(text);
  },
  readText: (): string => clipboardText,
  clear(): void {
    clipboardText = '';
  },
  availableFormats: (): string[] => (clipboardText ? ['text/plain'] : []),
});

class PowerMonitor extends EventEmitter {
  readonly onBatteryPower = false;
  isOnBatteryPower(): boolean {
    return false;
  }
  getSystemIdleTime(): number {
    return 0;
  }
  getSystemIdleState(): string {
    return 'active';
  }
}
guardClass('powerMonitor', PowerMonitor);
export const powerMonitor = new PowerMonitor();

const blockers = new Set<number>();
let lastBlocker = -1;
export const powerSaveBlocker = guard('powerSaveBlocker', {
  start(type: string): number {
    void type;
    lastBlocker += 1;
    blockers.add(lastBlocker);
    return lastBlocker;
  },
  stop: (id: number): boolean => blockers.delete(id),
  isStarted: (id: number): boolean => blockers.has(id),
});

const area = { x: 0, y: 0, width: 1280, height: 1024 };
const display = {
  id: 1,
  bounds: area,
  workArea: area,
  size: area,
  workAreaSize: area,
  scaleFactor: 1,
  rotation: 0,
  internal: false,
};

class Screen extends EventEmitter {
  getPrimaryDisplay(): typeof display {
    return display;
  }
  getAllDisplays(): (typeof display)[] {
    return [display];
  }
  getDisplayMatching(): typeof display {
    return display;
  }
  getDisplayNearestPoint(): typeof display {
    return display;
  }
  getCursorScreenPoint(): { x: number; y: number } {
    return { x: 0, y: 0 };
  }
}
guardClass('screen', Screen);
export const screen = new Screen();
