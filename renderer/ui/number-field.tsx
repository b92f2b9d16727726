/**
 * A whole number to type, with what it does in a sentence under it. It counts as soon as it is one of those allowed;
 * until then, and when the focus leaves, the former one stays in force.
 */
import { useId, useState } from 'react';
import { classes } from './class-names.ts';
import styles from './field.module.css';

export interface NumberFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

export function NumberField({ label, hint, value, min, max, onChange }: NumberFieldProps) {
  /** What is typed and is no such number; null where the field shows the one in force. */
  const [draft, setDraft] = useState<string | null>(null);
  const id = useId();
  const change = (text: string): void => {
    const number = Number(text);
    const isAllowed = /^\d+$/.test(text) && number >= min && number <= max;
    setDraft(isAllowed ? null : text);
    if (isAllowed) onChange(number);
  };
  return (
    <div className={classes(styles['field'], styles['number'])}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="number"
        min={min}
        max={max}
        value={draft ?? value}
        onChange={(event) => change(event.target.value)}
        onBlur={() => setDraft(null)}
        aria-invalid={draft !== null}
        aria-describedby={`${id}-hint`}
      />
      <p id={`${id}-hint`} className={styles['hint']}>
        {hint}
      </p>
    </div>
  );
}
