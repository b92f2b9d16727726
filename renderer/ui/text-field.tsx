/**
 * One line of text to type. Its label can be left to be heard only, where a heading above shows it already.
 */
import { type Ref, useId } from 'react';
import styles from './field.module.css';
import { Hidden } from './hidden.tsx';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isLabelHidden?: boolean;
  readonly isInvalid?: boolean;
  /** Id of the element that says what is wrong. */
  readonly describedBy?: string | undefined;
  readonly inputRef?: Ref<HTMLInputElement> | undefined;
}

export function TextField(props: TextFieldProps) {
  const { label, value, onChange, isLabelHidden = false, isInvalid = false, describedBy, inputRef } = props;
  const id = useId();
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>{isLabelHidden ? <Hidden>{label}</Hidden> : label}</label>
      <input
        id={id}
        ref={inputRef}
        type="text"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={isInvalid}
        aria-describedby={describedBy}
        autoComplete="off"
        spellCheck={false}
      />
    </div>
  );
}
