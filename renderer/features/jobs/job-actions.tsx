/**
 * The button of a row. Its name is short because the row it is in carries the file's name.
 *
 * Each action is a button of its own (by key), so that a second press of Enter on "Cancel" does not hit the "Try
 * again" that took its place.
 */
import type { JobView } from '../../../electron/contract/state.ts';
import type { Store } from '../../store.ts';
import { Button } from '../../ui/button.tsx';
import { useStore } from '../../use-store.ts';
import { remedyFor } from '../errors/error-words.ts';
import styles from './jobs.module.css';

type Action = 'Cancel' | 'Show in folder' | 'Keep both' | 'Try again';

function actionOf({ state }: JobView): Action {
  switch (state.status) {
    case 'queued':
    case 'running':
      return 'Cancel';
    case 'done':
      return 'Show in folder';
    case 'cancelled':
      return 'Try again';
    case 'failed':
      return remedyFor(state.error.code) === 'keep-both' ? 'Keep both' : 'Try again';
  }
}

const runs: Readonly<Record<Action, (store: Store, jobId: string) => unknown>> = {
  Cancel: (store, jobId) => store.cancelJob(jobId),
  'Show in folder': (store, jobId) => store.showInFolder(jobId),
  'Keep both': (store, jobId) => store.retryJob(jobId, 'keep-both'),
  'Try again': (store, jobId) => store.retryJob(jobId, 'fail'),
};

export function JobActions({ job }: { readonly job: JobView }) {
  const store = useStore();
  const action = actionOf(job);
  return (
    <div className={styles['actions']}>
      <Button key={action} aria-describedby={`job-${job.id}`} onPress={() => runs[action](store, job.id)}>
        {action}
      </Button>
    </div>
  );
}
