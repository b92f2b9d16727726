/**
 * The buttons of a row. Their names are short because the row they are in carries the file's name.
 *
 * Each action is a button of its own (by key), so that a second press of Enter on "Cancel" does not hit the "Try
 * again" that took its place. "Pause" and "Resume" are one button, which keeps the focus.
 */
import type { JobView } from '../../../electron/contract/state.ts';
import type { Store } from '../../store.ts';
import { Button } from '../../ui/button.tsx';
import { usePaused, useStore } from '../../use-store.ts';
import { remedyFor } from '../errors/error-words.ts';
import styles from './jobs.module.css';

type Action = 'Pause' | 'Resume' | 'Cancel' | 'Show in folder' | 'Keep both' | 'Try again';

/** While all jobs are held, one of them is not let go by itself. */
function actionsOf({ state, paused }: JobView, allPaused: boolean): readonly Action[] {
  switch (state.status) {
    case 'queued':
    case 'waiting':
      return ['Cancel'];
    case 'running':
      return allPaused ? ['Cancel'] : [paused ? 'Resume' : 'Pause', 'Cancel'];
    case 'done':
      return state.made === null ? [] : ['Show in folder'];
    case 'cancelled':
      return ['Try again'];
    case 'failed':
      return [remedyFor(state.error.code) === 'keep-both' ? 'Keep both' : 'Try again'];
  }
}

const runs: Readonly<Record<Action, (store: Store, jobId: string) => unknown>> = {
  Pause: (store, jobId) => store.pause(jobId),
  Resume: (store, jobId) => store.resume(jobId),
  Cancel: (store, jobId) => store.cancelJob(jobId),
  'Show in folder': (store, jobId) => store.showInFolder(jobId),
  'Keep both': (store, jobId) => store.retryJob(jobId, 'keep-both'),
  'Try again': (store, jobId) => store.retryJob(jobId, 'fail'),
};

export function JobActions({ job }: { readonly job: JobView }) {
  const store = useStore();
  const actions = actionsOf(job, usePaused());
  if (actions.length === 0) return null;
  return (
    <div className={styles['actions']}>
      {actions.map((action) => (
        <Button
          key={action === 'Resume' ? 'Pause' : action}
          aria-describedby={`job-${job.id}`}
          onPress={() => runs[action](store, job.id)}
        >
          {action}
        </Button>
      ))}
    </div>
  );
}
