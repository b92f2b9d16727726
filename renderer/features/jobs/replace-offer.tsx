/**
 * The way to replace the file that has the result's name: never in reach of a press meant for something else, and
 * with the words that say which file will be gone.
 */
import type { TakenName } from '../../../electron/contract/state.ts';
import { printable } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { useStore } from '../../use-store.ts';
import styles from './jobs.module.css';

export interface ReplaceOfferProps {
  readonly jobId: string;
  readonly taken: TakenName;
}

export function ReplaceOffer({ jobId, taken }: ReplaceOfferProps) {
  const store = useStore();
  const name = printable(taken.name);
  return (
    <Disclosure label="Replace the other file…">
      <div className={styles['replace']}>
        <p>
          “<bdi>{name}</bdi>” will be gone for good: it is not moved to the trash.
          {taken.madeFrom !== null && (
            <>
              {' '}
              It is a result of this list, made from “<bdi>{printable(taken.madeFrom)}</bdi>”.
            </>
          )}
        </p>
        <Button aria-describedby={`job-${jobId}`} onPress={() => store.retryJob(jobId, 'replace')}>
          <span>
            Replace “<bdi>{name}</bdi>”
          </span>
        </Button>
      </div>
    </Disclosure>
  );
}
