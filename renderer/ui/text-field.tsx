/**
 * One line of text to type, with what it is for and what is wrong with it under it. Its label can be left to be heard
 * only, where a heading above shows it already.
 */
import { type Ref, useId, useState } from 'react';
import { classes } from './class-names.ts';
import styles from './field.module.css';
import { Hidden } from './hidden.tsx';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isLabelHidden?: boolean;
  readonly hint?: string;
  /** What is wrong with the value, shown once the focus has left the field; empty where nothing is. */
  readonly problem?: string;
  readonly isInvalid?: boolean;
  /** Id of the element that says what is wrong. */
  readonly describedBy?: string | undefined;
  readonly inputMode?: 'text' | 'numeric' | 'url';
  readonly inputRef?: Ref<HTMLInputElement> | undefined;
}

export function TextField(props: TextFieldProps) {
  const { label, value, onChange, isLabelHidden = false, hint, problem = '', inputMode = 'text' } = props;
  const { isInvalid = false, describedBy, inputRef } = props;
  const [wasLeft, setLeft] = useState(false);
  const id = useId();
  const shown = wasLeft ? problem : '';
  const describedByAll = classes(describedBy, hint && `${id}-hint`, shown && `${id}-problem`);
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>{isLabelHidden ? <Hidden>{label}</Hidden> : label}</label>
      <input
        id={id}
        ref={inputRef}
        type="text"
        inputMode={inputMode}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onBlur={() => setLeft(true)}
        aria-invalid={isInvalid || shown !== ''}
        aria-describedby={describedByAll === '' ? undefined : describedByAll}
        autoComplete="off"
        spellCheck={false}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </p>
      )}
      {shown !== '' && (
        <p id={`${id}-problem`} className={styles['problem']} role="alert">
          {shown}
        </p>
      )}
    </div>
  );
}
