/**
 * ipcMain: handlers and listeners for what preloads send.
 *
 * Guarantees: events carry the sender and a senderFrame that is null once the frame has gone; invoke always gets
 * exactly one answer, with Electron's wording for missing handlers and thrown errors.
 */
import { EventEmitter } from 'node:events';
import { makeCodec } from './codec.ts';
import type { WebFrameMain } from './frames.ts';
import { guard } from './missing.ts';
import type { WebContents } from './web-contents.ts';

export interface IpcEvent {
  readonly type: 'frame';
  readonly sender: WebContents;
  readonly senderFrame: WebFrameMain | null;
  readonly processId: number;
  readonly frameId: number;
  readonly reply: (channel: string, ...args: unknown[]) => void;
  readonly ports: readonly never[];
  returnValue: unknown;
  defaultPrevented: boolean;
  readonly preventDefault: () => void;
}

export type Handler = (event: IpcEvent, ...args: unknown[]) => unknown;

/** One message out of a page's isolated world. */
export interface Incoming {
  readonly kind: 'send' | 'invoke' | 'preload-error';
  readonly id: number;
  readonly channel: string;
  readonly args: string;
}

export interface Outgoing {
  readonly kind: 'event' | 'result' | 'failure';
  readonly id: number;
  readonly channel: string;
  readonly args: string;
}

export const codec = makeCodec();

class IpcMain extends EventEmitter {
  readonly handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel))
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    if (typeof handler !== 'function')
      throw new Error(`Expected handler to be a function, but found type '${typeof handler}'`);
    this.handlers.set(channel, handler);
  }
  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return handler(event, ...args);
    });
  }
  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
}

export const ipcMain = guard('ipcMain', new IpcMain());
ipcMain.setMaxListeners(0);
// A channel may be called "error": without a listener EventEmitter would throw.
ipcMain.on('error', () => undefined);

/** Delivers one message of a page; `answer` goes back to the same document. */
export async function receive(
  message: Incoming,
  event: IpcEvent,
  answer: (reply: Outgoing) => void,
): Promise<void> {
  const { id, channel } = message;
  const args = codec.decode(message.args) as unknown[];
  if (message.kind === 'preload-error') {
    event.sender.emit('preload-error', event, event.sender.preloadPath, args[0]);
    return;
  }
  if (message.kind === 'send') {
    event.sender.emit('ipc-message', event, channel, ...args);
    ipcMain.emit(channel, event, ...args);
    return;
  }
  const handler = ipcMain.handlers.get(channel);
  try {
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    const result = codec.encode(await handler(event, ...args));
    answer({ kind: 'result', id, channel, args: result });
  } catch (error) {
    console.error(`Error occurred in handler for '${channel}':`, error);
    answer({ kind: 'failure', id, channel, args: codec.encode(String(error)) });
  }
}
