/** Calls a person who looks elsewhere: a notification of the system, and the window's place in its bar. */
import { type BrowserWindow, Notification } from 'electron';

/** Does nothing where the window is in front. `onClick`: the notification was chosen. */
export function callFor(window: BrowserWindow | null, body: string, onClick: () => void): void {
  if (window?.isFocused()) return;
  window?.flashFrame(true);
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title: 'Envelope Vault', body });
  notification.on('click', onClick);
  notification.show();
}
