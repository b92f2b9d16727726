/** The batch of each job, and which have open ones: the keys of a batch are wiped when its last job has ended. */
import { type Batch, createBatch } from './batch.ts';
import { isOpen, type Job } from './job.ts';

export interface BatchesInUse {
  /** That of its drop, or the one of all jobs that open envelopes; undefined for a data key of its own. */
  readonly of: (job: Job) => Batch | undefined;
  /** Notes whether the job is open, as often as anybody likes. */
  readonly note: (job: Job) => void;
  /** Wipes the data keys of envelopes; those that are on their way are not kept. */
  readonly forgetOpened: () => void;
}

export function createBatchesInUse(): BatchesInUse {
  const opening = createBatch();
  const open = new Map<Batch, Set<string>>();
  const of = ({ spec }: Job): Batch | undefined => (spec.kind === 'encrypt' ? spec.drop?.batch : opening);
  return {
    of,
    note: (job) => {
      const batch = of(job);
      if (batch === undefined) return;
      const ids = open.get(batch) ?? new Set();
      if (isOpen(job)) open.set(batch, ids.add(job.id));
      else ids.delete(job.id);
      if (ids.size > 0) return;
      open.delete(batch);
      batch.clear();
    },
    forgetOpened: () => opening.clear(),
  };
}
