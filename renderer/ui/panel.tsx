/**
 * A sheet of content with a tone: plain, amber for practice and questions, red for failures.
 */
import type { ReactNode } from 'react';
import { classes } from './class-names.ts';
import styles from './panel.module.css';

export interface PanelProps {
  readonly tone?: 'plain' | 'accent' | 'amber' | 'red';
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

export function Panel({ tone = 'plain', icon, children }: PanelProps) {
  return (
    <div className={classes(styles['panel'], styles[tone])}>
      {icon !== undefined && <span className={styles['icon']}>{icon}</span>}
      <div className={styles['content']}>{children}</div>
    </div>
  );
}
