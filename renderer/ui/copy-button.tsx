/**
 * Copies something by a press, and says so.
 */
import { useState } from 'react';
import { Button } from './button.tsx';
import styles from './copy-button.module.css';

export interface CopyButtonProps {
  readonly label: string;
  /** Said once it is on the clipboard. */
  readonly said: string;
  /** Answers whether it is. */
  readonly copy: () => Promise<boolean>;
}

export function CopyButton({ label, said, copy }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  return (
    <div className={styles['copy']}>
      <Button onPress={async () => setCopied(await copy())}>{label}</Button>
      <p aria-live="polite">{isCopied && said}</p>
    </div>
  );
}
