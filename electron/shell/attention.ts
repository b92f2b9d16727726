/** Calls a person who looks elsewhere: a notification of the system, and the window's place in its bar. */
import { type BrowserWindow, Notification } from 'electron';
import { plainText } from './plain-text.ts';

/** Characters. */
const MAX_BODY = 200;

/** Does nothing where the window is in front. `onClick`: the notification was chosen. */
export function callFor(window: BrowserWindow | null, body: string, onClick: () => void): void {
  if (window?.isFocused()) return;
  window?.flashFrame(true);
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title: 'Envelope Vault', body: withoutMarkup(body) });
  notification.on('click', onClick);
  notification.show();
}

/** Some systems take HTML. */
const withoutMarkup = (text: string): string => plainText(text.replace(/[<>&]/g, ''), MAX_BODY);
