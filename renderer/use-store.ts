/**
 * The store for components: the context that carries it, and the hook that reads a part of its snapshot.
 */
import { createContext, use, useSyncExternalStore } from 'react';
import type { EnvelopeCard, JobView, SessionState } from '../electron/contract/state.ts';
import type { Snapshot, Store } from './store.ts';

export const StoreContext = createContext<Store | null>(null);

export function useStore(): Store {
  const store = use(StoreContext);
  if (store === null) throw new Error('no StoreContext above this component');
  return store;
}

/** A part of the snapshot. `select` must answer the same object as long as that part did not change. */
export function useSnapshot<Part>(select: (snapshot: Snapshot) => Part): Part {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => select(store.getSnapshot()));
}

const noJobs: readonly JobView[] = [];
const noCards: readonly EnvelopeCard[] = [];

/** null until main has answered for the first time. */
export const useSession = (): SessionState | null => useSnapshot((it) => it.vault?.session ?? null);
export const useJobs = (): readonly JobView[] => useSnapshot((it) => it.vault?.jobs ?? noJobs);
/** Whether all jobs are held. */
export const usePaused = (): boolean => useSnapshot((it) => it.vault?.paused ?? false);
export const useCards = (): readonly EnvelopeCard[] => useSnapshot((it) => it.vault?.cards ?? noCards);
