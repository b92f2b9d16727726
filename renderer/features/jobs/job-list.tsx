/**
 * The job list: the sum of all files on top, a row per file below.
 */
import { useState } from 'react';
import type { JobView } from '../../../electron/contract/state.ts';
import { count } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { useSnapshot } from '../../use-store.ts';
import { keysTitle } from '../identity/keys.ts';
import { JobRow } from './job-row.tsx';
import { jobsToDraw } from './job-words.ts';
import styles from './jobs.module.css';
import { Overall } from './overall.tsx';

/** Rows drawn at first, and how many more at each "Show more". */
const page = 100;

export function JobList({ jobs }: { readonly jobs: readonly JobView[] }) {
  const names = useSnapshot((it) => it.keyNames);
  const [limit, setLimit] = useState(page);
  const drawn = jobsToDraw(jobs, limit);
  const hidden = jobs.length - drawn.length;
  return (
    <div className={styles['jobs']}>
      <Overall jobs={jobs} />
      <ul className={styles['list']} aria-label="Files">
        {drawn.map((job) => (
          <JobRow
            key={job.id}
            job={job}
            keyTitle={job.keyArn === null ? null : keysTitle(names, job.keyArn, job.otherKeyArns)}
          />
        ))}
      </ul>
      {hidden > 0 && (
        <div className={styles['more']}>
          <span>{`${count(hidden, 'more file')} not shown`}</span>
          <Button onPress={() => setLimit(limit + page)}>Show more</Button>
        </div>
      )}
    </div>
  );
}
