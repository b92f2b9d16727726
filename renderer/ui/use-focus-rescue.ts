/**
 * Keeps the focus from falling back to the top of the document when the element that had it is taken away: a
 * "Cancel" whose job ended, a card that was closed.
 *
 * The focus then goes to the nearest enclosing element marked `data-focus-home` that is still there, else to the
 * page's heading.
 */
import { type RefObject, useEffect } from 'react';

export function useFocusRescue(area: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = area.current;
    if (root === null) return;
    let focused: Element | null = null;
    let homes: readonly HTMLElement[] = [];

    const remember = (event: FocusEvent): void => {
      focused = event.target instanceof Element && root.contains(event.target) ? event.target : null;
      homes = focused === null ? [] : enclosingHomes(focused);
    };
    // Leaving on purpose, in contrast to being removed, which sends no event while the element is attached.
    const forget = (event: FocusEvent): void => {
      if (event.target === focused && focused?.isConnected && event.relatedTarget !== null) focused = null;
    };
    const rescue = (): void => {
      if (focused === null || focused.isConnected) return;
      focused = null;
      if (document.activeElement !== document.body && document.activeElement !== null) return;
      const home = homes.find((it) => it.isConnected) ?? root.querySelector<HTMLElement>('h1');
      home?.focus();
    };

    const removed = new MutationObserver(rescue);
    removed.observe(root, { childList: true, subtree: true });
    document.addEventListener('focusin', remember);
    document.addEventListener('focusout', forget);
    return () => {
      removed.disconnect();
      document.removeEventListener('focusin', remember);
      document.removeEventListener('focusout', forget);
    };
  }, [area]);
}

function enclosingHomes(element: Element): readonly HTMLElement[] {
  const home = element.closest<HTMLElement>('[data-focus-home]');
  if (home === null) return [];
  return home.parentElement === null ? [home] : [home, ...enclosingHomes(home.parentElement)];
}
