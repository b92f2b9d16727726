/** Gathers which jobs change and which leave the list, and tells it at most twenty times a second. */

const INTERVAL_MS = 50;

export interface JobChanges {
  /** These ids, none for a change of the whole list, are told soon. */
  readonly changed: (...ids: readonly string[]) => void;
  readonly removed: (id: string) => void;
  /** Tells no more. */
  readonly stop: () => void;
}

/** `tell` gets ids: of jobs that changed, and of jobs that were taken off the list. */
export function createJobChanges(
  tell: (changed: readonly string[], removed: readonly string[]) => void,
): JobChanges {
  const changed = new Set<string>();
  const removed = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  function soon(): void {
    timer ??= setTimeout(() => {
      timer = null;
      tell([...changed], [...removed]);
      changed.clear();
      removed.clear();
    }, INTERVAL_MS);
  }

  return {
    changed: (...ids) => {
      for (const id of ids) changed.add(id);
      soon();
    },
    removed: (id) => {
      removed.add(id);
      soon();
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
