/**
 * Downloads: session's will-download, before anything is kept.
 *
 * Guarantees: with preventDefault or item.cancel() nothing reaches the disk; without a listener a download is
 * refused, since the stand-in has no place for it (Electron would show a save dialog).
 */
import { EventEmitter } from 'node:events';
import type { Chromium } from './chromium.ts';
import { makeEvent } from './events.ts';
import { pages } from './runtime-state.ts';
import { toApp } from './urls.ts';

interface Begin {
  readonly guid: string;
  readonly url: string;
  readonly suggestedFilename: string;
  readonly frameId: string;
}

export async function followDownloads(running: Chromium, session: EventEmitter): Promise<void> {
  const { browser } = running.connection;
  browser.on('Browser.downloadWillBegin', (begin: Begin) => {
    const item = Object.assign(new EventEmitter(), {
      getURL: () => toApp(begin.url),
      getFilename: () => begin.suggestedFilename,
      getMimeType: () => '',
      getTotalBytes: () => 0,
      getReceivedBytes: () => 0,
      getState: () => 'cancelled',
      setSavePath: () => undefined,
      cancel: () => undefined,
      pause: () => undefined,
      resume: () => undefined,
    });
    const contents = [...pages.values()].find((page) =>
      page.mainFrame.framesInSubtree.some((one) => one.cdpId === begin.frameId),
    );
    const event = makeEvent({});
    session.emit('will-download', event, item, contents);
    browser.post('Browser.cancelDownload', { guid: begin.guid });
    if (!event.defaultPrevented) setImmediate(() => item.emit('done', makeEvent({}), 'cancelled'));
  });
  await browser.send('Browser.setDownloadBehavior', { behavior: 'deny', eventsEnabled: true });
}
