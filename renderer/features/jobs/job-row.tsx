/**
 * One file's row: its name, what is happening or happened to it, and what can be done about it.
 */
import { memo } from 'react';
import type { JobView } from '../../../electron/contract/state.ts';
import { count, dotted, formatBytes, printable } from '../../format.ts';
import { DoneIcon, EnvelopeIcon, ErrorIcon, FileIcon, StoppedIcon } from '../../ui/icons.tsx';
import { JobActions } from './job-actions.tsx';
import { JobStatus } from './job-status.tsx';
import { kindWords } from './job-words.ts';
import styles from './jobs.module.css';

export interface JobRowProps {
  readonly job: JobView;
  /** How the key is called, or null where it is not known yet. */
  readonly keyTitle: string | null;
}

export const JobRow = memo(function JobRow({ job, keyTitle }: JobRowProps) {
  const id = `job-${job.id}`;
  const by = [
    kindWords[job.kind].verb,
    formatBytes(job.size),
    keyTitle,
    job.practice ? null : job.profileName, // the tag says it
    job.sharedBy === null ? null : `1 data key for ${count(job.sharedBy, 'file')}`,
  ];
  return (
    <li
      className={styles['row']}
      data-status={job.state.status}
      aria-labelledby={id}
      data-focus-home
      tabIndex={-1}
    >
      <span className={styles['icon']}>
        <JobIcon job={job} />
      </span>
      <div className={styles['words']}>
        <p id={id} className={styles['name']}>
          <bdi>{printable(job.name)}</bdi>
        </p>
        <p className={styles['by']}>
          {dotted(by)}
          {job.practice && <span className={styles['tag']}>Practice</span>}
        </p>
        <JobStatus job={job} />
      </div>
      <JobActions job={job} />
    </li>
  );
});

function JobIcon({ job }: { readonly job: JobView }) {
  switch (job.state.status) {
    case 'done':
      return <DoneIcon />;
    case 'failed':
      return <ErrorIcon />;
    case 'cancelled':
      return <StoppedIcon />;
    case 'queued':
    case 'waiting':
    case 'running':
      return job.kind === 'encrypt' ? <FileIcon /> : <EnvelopeIcon />;
  }
}
