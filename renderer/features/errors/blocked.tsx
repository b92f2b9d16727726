/**
 * The whole window when the program must not work: its self-test failed, so nothing else is offered.
 */
import type { VaultError } from '../../../electron/contract/errors.ts';
import { ErrorIcon } from '../../ui/icons.tsx';
import { ErrorText } from './error-text.tsx';
import styles from './errors.module.css';

export function Blocked({ error, version }: { readonly error: VaultError; readonly version: string }) {
  return (
    <main className={styles['blocked']}>
      <div className={styles['blockedText']} role="alert">
        <ErrorIcon />
        <h1>Envelope Vault has stopped itself</h1>
        <p>It will not encrypt or decrypt anything until this is solved. Your files have not been changed.</p>
        <ErrorText error={error} />
        <p className={styles['version']}>Version {version}</p>
      </div>
    </main>
  );
}
