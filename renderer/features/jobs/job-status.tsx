/**
 * What is happening to a file: the stage in words with its bar, what came of it, or the failure.
 */
import type { JobView } from '../../../electron/contract/state.ts';
import { dotted, printable } from '../../format.ts';
import { Details } from '../../ui/details.tsx';
import { Progress } from '../../ui/progress.tsx';
import { usePaused } from '../../use-store.ts';
import { ErrorText } from '../errors/error-text.tsx';
import {
  callerFacts,
  type DoneState,
  doneFacts,
  doneWords,
  isHeld,
  provenText,
  shareOf,
  stageText,
} from './job-words.ts';
import styles from './jobs.module.css';
import { ReplaceOffer } from './replace-offer.tsx';

export function JobStatus({ job }: { readonly job: JobView }) {
  const held = isHeld(job, usePaused());
  const { state } = job;
  switch (state.status) {
    case 'queued':
      return <p className={styles['status']}>{held ? 'Paused' : 'Waiting for its turn'}</p>;
    case 'waiting':
      return <p className={styles['status']}>Waiting for your sign-in. Your file has not been changed.</p>;
    case 'running':
      return (
        <div className={styles['running']}>
          <Progress label={`Progress of ${printable(job.name)}`} share={shareOf(job, state)} isHeld={held} />
          <p className={styles['status']}>{dotted([held ? 'Paused' : null, stageText(job, state)])}</p>
        </div>
      );
    case 'done':
      return <Done job={job} state={state} />;
    case 'failed':
      return (
        <div>
          <ErrorText error={state.error} aboutFile facts={callerFacts(job)} />
          {state.taken !== null && <ReplaceOffer jobId={job.id} taken={state.taken} />}
        </div>
      );
    case 'cancelled':
      return <p className={styles['status']}>Cancelled. Your file has not been changed.</p>;
  }
}

function Done({ job, state }: { readonly job: JobView; readonly state: DoneState }) {
  const { made } = state;
  return (
    <>
      <p className={styles['status']}>
        {`${doneWords(job)}: `}
        {made === null ? (
          provenText(state)
        ) : (
          <>
            <bdi className={styles['output']}>{printable(made.name)}</bdi> in{' '}
            <bdi>{printable(made.folder)}</bdi>
          </>
        )}
      </p>
      <Details facts={doneFacts(job, state)} />
    </>
  );
}
