/**
 * Chromium's targets: which page belongs to which window, what to do with those nobody asked for.
 *
 * Guarantees: windows are opened one at a time, so that a new page is known to be the expected one; a page that
 * the app did not open (a link with target=_blank, say) is closed before it runs; other targets run untouched.
 */
import type { Session } from './cdp.ts';
import { type Chromium, openAppWindow } from './chromium.ts';
import { pages } from './runtime-state.ts';
import { START_PAGE } from './urls.ts';

interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly title: string;
  readonly url: string;
}

export interface OpenedPage {
  readonly session: Session;
  readonly targetId: string;
}

let expected: ((opened: OpenedPage) => void) | undefined;
let queue: Promise<unknown> = Promise.resolve();

function pageOf(targetId: string) {
  return [...pages.values()].find((page) => page.targetId === targetId);
}

/** Starts following targets. Called once, when Chromium is up. */
export async function followTargets(running: Chromium): Promise<void> {
  const { connection } = running;
  const { browser } = connection;
  browser.on('Target.attachedToTarget', (event: { sessionId: string; targetInfo: TargetInfo }) => {
    const session = connection.session(event.sessionId);
    const { type, targetId } = event.targetInfo;
    const take = expected;
    // The sessions of DevTools clients (devtools-server.ts): not ours to talk on.
    if (type === 'browser') return;
    if (type !== 'page') return session.post('Runtime.runIfWaitingForDebugger');
    if (!take) return browser.post('Target.closeTarget', { targetId });
    expected = undefined;
    take({ session, targetId });
  });
  browser.on('Target.detachedFromTarget', (event: { sessionId: string; targetId?: string }) => {
    connection.forget(event.sessionId);
    if (event.targetId !== undefined) pageOf(event.targetId)?.gone();
  });
  browser.on('Target.targetDestroyed', ({ targetId }: { targetId: string }) => pageOf(targetId)?.gone());
  browser.on('Target.targetInfoChanged', ({ targetInfo }: { targetInfo: TargetInfo }) => {
    pageOf(targetInfo.targetId)?.titled(targetInfo.title);
  });
  await Promise.all([
    browser.send('Target.setDiscoverTargets', { discover: true }),
    browser.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }),
  ]);
}

/** Opens a window and returns its page, still waiting to be prepared. */
export function openPage(running: Chromium): Promise<OpenedPage> {
  const open = async (): Promise<OpenedPage> => {
    const arrived = new Promise<OpenedPage>((resolve) => {
      expected = resolve;
    });
    await openAppWindow(running.profile, START_PAGE);
    return arrived;
  };
  const result = queue.then(open);
  queue = result.catch(() => undefined);
  return result;
}
