/**
 * Copies what an administrator must know to help, for the person to send it to them.
 */
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { useStore } from '../../use-store.ts';
import styles from './errors.module.css';

export function CopyRequest({ request }: { readonly request: string }) {
  const store = useStore();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => setCopied((await store.copyRequest(request)) !== null);
  return (
    <div className={styles['request']}>
      <Button onPress={copy}>Copy request</Button>
      <p aria-live="polite">{isCopied && 'Copied, to be sent to an administrator'}</p>
    </div>
  );
}
