/** Which batches have open jobs: the keys of one are wiped when its last job has ended. */
import type { Batch } from './batch.ts';

export interface BatchesInUse {
  /** Notes whether the job `id` of this batch is open, as often as anybody likes. */
  readonly note: (batch: Batch, id: string, isOpen: boolean) => void;
}

export function createBatchesInUse(): BatchesInUse {
  const open = new Map<Batch, Set<string>>();
  return {
    note: (batch, id, isOpen) => {
      const ids = open.get(batch) ?? new Set();
      if (isOpen) open.set(batch, ids.add(id));
      else ids.delete(id);
      if (ids.size > 0) return;
      open.delete(batch);
      batch.clear();
    },
  };
}
