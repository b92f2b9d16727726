/**
 * What is happening to a file: the stage in words with its bar, the file made, or the failure.
 */
import type { JobView } from '../../../electron/contract/state.ts';
import { printable } from '../../format.ts';
import { Progress } from '../../ui/progress.tsx';
import { ErrorText } from '../errors/error-text.tsx';
import { shareOf, stageText } from './job-words.ts';
import styles from './jobs.module.css';

export function JobStatus({ job }: { readonly job: JobView }) {
  const { state } = job;
  switch (state.status) {
    case 'queued':
      return <p className={styles['status']}>Waiting for its turn</p>;
    case 'running':
      return (
        <div className={styles['running']}>
          <Progress label={`Progress of ${printable(job.name)}`} share={shareOf(state)} />
          <p className={styles['status']}>{stageText(job, state)}</p>
        </div>
      );
    case 'done':
      return (
        <p className={styles['status']}>
          {job.kind === 'encrypt' ? 'Encrypted: ' : 'Decrypted: '}
          <bdi className={styles['output']}>{printable(state.output)}</bdi> in{' '}
          <bdi>{printable(state.folder)}</bdi>
        </p>
      );
    case 'failed':
      return <ErrorText error={state.error} aboutFile />;
    case 'cancelled':
      return <p className={styles['status']}>Cancelled. Your file has not been changed.</p>;
  }
}
