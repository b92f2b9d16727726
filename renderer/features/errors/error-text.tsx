/**
 * A failure in words: what happened, the promise about the file where one is concerned, what to do, and [Details].
 */
import type { VaultError } from '../../../electron/contract/errors.ts';
import { printable } from '../../format.ts';
import { Details, type Fact } from '../../ui/details.tsx';
import { CopyRequest } from './copy-request.tsx';
import { errorFacts, filePromise } from './error-words.ts';
import styles from './errors.module.css';

export interface ErrorTextProps {
  readonly error: VaultError;
  /** Say that the file has not been changed. */
  readonly aboutFile?: boolean;
  /** Shown with the details. */
  readonly facts?: readonly Fact[];
}

export function ErrorText({ error, aboutFile = false, facts = [] }: ErrorTextProps) {
  const promise = aboutFile ? filePromise(error) : '';
  return (
    <div className={styles['error']}>
      <p className={styles['message']}>
        {[printable(error.message), promise].filter((text) => text !== '').join(' ')}
      </p>
      {error.advice !== '' && <p>{printable(error.advice)}</p>}
      {error.details.request !== undefined && <CopyRequest request={error.details.request} />}
      <Details facts={[...errorFacts(error), ...facts]} />
    </div>
  );
}
