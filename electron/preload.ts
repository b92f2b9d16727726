/**
 * `window.vault`, derived from the contract: one function a call, and `on` for the events.
 *
 * The page gets nothing else. Dropped `File`s are turned into paths here, for main to answer with opaque handles:
 * the page never names a path.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { calls, type EventName, events } from './contract/api.ts';

const vault: Record<string, unknown> = {
  on: (name: EventName, listener: (payload: unknown) => void) => {
    const channel = Object.hasOwn(events, name) ? events[name].channel : undefined;
    if (channel === undefined) throw new TypeError('no such event');
    const forward = (_event: unknown, payload: unknown): void => listener(payload);
    ipcRenderer.on(channel, forward);
    return () => {
      ipcRenderer.off(channel, forward);
    };
  },
};

for (const [name, { channel, files }] of Object.entries(calls)) {
  vault[name] = files
    ? (list: readonly File[]) =>
        ipcRenderer.invoke(
          channel,
          list.map((file) => webUtils.getPathForFile(file)),
        )
    : (...args: unknown[]) => ipcRenderer.invoke(channel, ...args);
}

contextBridge.exposeInMainWorld('vault', vault);
