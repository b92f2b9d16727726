/**
 * The code that a person compares with the one in their browser: large, and spelled out for who hears it.
 */
import { printable } from '../../format.ts';
import { Hidden } from '../../ui/hidden.tsx';
import styles from './sign-in.module.css';

export function UserCode({ code }: { readonly code: string }) {
  const shown = printable(code);
  return (
    <p className={styles['code']}>
      <Hidden>{`Code: ${[...shown].map((sign) => (sign === '-' ? 'dash' : sign)).join(' ')}`}</Hidden>
      <span aria-hidden="true">{shown}</span>
    </p>
  );
}
