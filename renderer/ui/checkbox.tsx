/**
 * A checkbox as the system draws it, with what it does in a sentence under its name.
 */
import { useId } from 'react';
import styles from './checkbox.module.css';

export interface CheckboxProps {
  readonly label: string;
  readonly hint?: string;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
}

export function Checkbox({ label, hint, isSelected, onChange }: CheckboxProps) {
  const hintId = useId();
  return (
    <div>
      <label className={styles['label']}>
        <input
          type="checkbox"
          checked={isSelected}
          onChange={(event) => onChange(event.target.checked)}
          aria-describedby={hint === undefined ? undefined : hintId}
        />
        {label}
      </label>
      {hint !== undefined && (
        <p id={hintId} className={styles['hint']}>
          {hint}
        </p>
      )}
    </div>
  );
}
