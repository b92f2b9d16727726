/**
 * Who may call: the main frame of a window that we made, showing our own page. Everybody else gets no answer.
 *
 * Read synchronously when the call arrives, because a frame can navigate while a call is answered.
 */
import type { IpcMainInvokeEvent, WebContents } from 'electron';

export interface SenderPolicy {
  /** `scheme://host` of our page. */
  readonly origin: string;
  readonly isOurs: (contents: WebContents) => boolean;
}

type Sender = Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>;

export function isTrustedSender({ sender, senderFrame }: Sender, { origin, isOurs }: SenderPolicy): boolean {
  if (senderFrame === null || !isOurs(sender)) return false;
  if (senderFrame.parent !== null || senderFrame !== sender.mainFrame) return false;
  return senderFrame.origin === origin && senderFrame.url.startsWith(`${origin}/`);
}
