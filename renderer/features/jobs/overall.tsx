/**
 * Head of the job list: how far all files are together, and what concerns them all.
 */
import type { JobView } from '../../../electron/contract/state.ts';
import { count, dotted, formatProgress } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { Progress } from '../../ui/progress.tsx';
import { usePaused, useStore } from '../../use-store.ts';
import { ChooseFiles } from '../drop/choose-files.tsx';
import { totalsOf, totalsText } from './job-words.ts';
import styles from './jobs.module.css';
import { useTimeLeft } from './use-time-left.ts';

export function Overall({ jobs }: { readonly jobs: readonly JobView[] }) {
  const store = useStore();
  const paused = usePaused();
  const totals = totalsOf(jobs, paused);
  const active = totals.open > 0;
  const timeLeft = useTimeLeft(totals);
  const bytes = totals.totalBytes > 0 ? formatProgress(totals.bytes, totals.totalBytes) : null;
  return (
    <div className={styles['overall']}>
      <div className={styles['head']}>
        <div className={styles['title']}>
          <h1 tabIndex={-1}>Files</h1>
          <p className={styles['status']}>
            {dotted([
              totalsText(totals),
              active ? bytes : null,
              totals.calls > 0 ? count(totals.calls, 'KMS call') : null,
              paused
                ? 'Paused'
                : totals.waiting === totals.open && active
                  ? 'Waiting for your sign-in'
                  : timeLeft,
            ])}
          </p>
        </div>
        <div className={styles['headActions']}>
          {active && (
            <Button look="quiet" onPress={() => (paused ? store.resume(null) : store.pause(null))}>
              {paused ? 'Resume' : 'Pause all'}
            </Button>
          )}
          <Button look="quiet" isDisabled={totals.open === totals.files} onPress={() => store.clearEnded()}>
            Clear finished
          </Button>
          <ChooseFiles look="primary" />
        </div>
      </div>
      {active && (
        <Progress
          label="Progress of all files"
          share={totals.totalBytes === 0 ? null : totals.bytes / totals.totalBytes}
          isHeld={totals.held === totals.open}
        />
      )}
    </div>
  );
}
