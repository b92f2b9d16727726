/**
 * The buttons of a row. Their names are short because the row they are in carries the file's name.
 */
import type { JobView } from '../../../electron/contract/state.ts';
import { Button } from '../../ui/button.tsx';
import { useStore } from '../../use-store.ts';
import { remedyFor } from '../errors/error-words.ts';
import styles from './jobs.module.css';

export function JobActions({ job }: { readonly job: JobView }) {
  return (
    <div className={styles['actions']}>
      <JobAction job={job} />
    </div>
  );
}

function JobAction({ job }: { readonly job: JobView }) {
  const store = useStore();
  const describedBy = `job-${job.id}`;
  switch (job.state.status) {
    case 'queued':
    case 'running':
      return (
        <Button aria-describedby={describedBy} onPress={() => store.cancelJob(job.id)}>
          Cancel
        </Button>
      );
    case 'done':
      return (
        <Button aria-describedby={describedBy} onPress={() => store.showInFolder(job.id)}>
          Show in folder
        </Button>
      );
    case 'failed':
      return remedyFor(job.state.error.code) === 'keep-both' ? (
        <Button aria-describedby={describedBy} onPress={() => store.retryJob(job.id, 'keep-both')}>
          Keep both
        </Button>
      ) : (
        <Button aria-describedby={describedBy} onPress={() => store.retryJob(job.id, 'fail')}>
          Try again
        </Button>
      );
    case 'cancelled':
      return (
        <Button aria-describedby={describedBy} onPress={() => store.retryJob(job.id, 'fail')}>
          Try again
        </Button>
      );
  }
}
