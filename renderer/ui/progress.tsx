/**
 * A progress bar. Its label is for assistive technology: the words are drawn beside it by whoever uses it.
 */
import { ProgressBar } from 'react-aria-components/ProgressBar';
import styles from './progress.module.css';

export interface ProgressProps {
  readonly label: string;
  /** From 0 to 1, or null while it cannot be told. */
  readonly share: number | null;
  /** Whether it stands still because somebody said so. */
  readonly isHeld?: boolean;
}

export function Progress({ label, share, isHeld = false }: ProgressProps) {
  const known = share !== null;
  return (
    <ProgressBar
      aria-label={label}
      className={styles['bar'] ?? ''}
      isIndeterminate={!known}
      value={known ? share * 100 : 0}
    >
      <div
        className={styles['fill']}
        data-indeterminate={known ? undefined : true}
        data-held={isHeld || undefined}
        style={known ? { transform: `scaleX(${share})` } : {}}
      />
    </ProgressBar>
  );
}
