/**
 * The clock of the window: what says how long something still lasts is drawn anew twice a minute, by one timer.
 */
import { useSyncExternalStore } from 'react';

const every = 30_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: number | undefined;

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = Date.now();
    timer = window.setInterval(tick, every);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.clearInterval(timer);
  };
}

/** Milliseconds since 1970, at most half a minute old. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
