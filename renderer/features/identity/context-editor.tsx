/**
 * The encryption context of new envelopes, as rows of a name and a value.
 *
 * It counts when the focus leaves the rows (for another window, too) or Enter is pressed, if main takes it: until
 * then, and with the reason where main refuses it, the former one stays in force.
 */
import { type FocusEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Group } from 'react-aria-components/Group';
import type { EncryptionOptions } from '../../../electron/contract/state.ts';
import { Button } from '../../ui/button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { RemoveIcon } from '../../ui/icons.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useStore } from '../../use-store.ts';
import styles from './identity.module.css';
import { contextTitle } from './keys.ts';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

export function ContextEditor({ encryption }: { readonly encryption: EncryptionOptions }) {
  return (
    <Disclosure label={contextTitle(encryption.context)}>
      <Rows encryption={encryption} />
    </Disclosure>
  );
}

function Rows({ encryption }: { readonly encryption: EncryptionOptions }) {
  const store = useStore();
  const [rows, setRows] = useState<readonly Row[]>(() =>
    encryption.context.map(([name, value], id) => ({ id, name, value })),
  );
  const [problem, setProblem] = useState<string | null>(null);
  const problemId = useId();
  const nextId = useRef(rows.length);
  const newest = useNewest(rows.length);

  const commit = async (next: readonly Row[]): Promise<void> => {
    const pairs = next.filter(({ name, value }) => name !== '' || value !== '');
    const context = pairs.map(({ name, value }) => [name, value] as const);
    const result = await store.proposeEncryption({ ...encryption, context });
    setProblem(result.ok ? null : result.error.message);
  };
  const change = (id: number, part: Partial<Row>): void =>
    setRows(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  const add = (): void => {
    setRows([...rows, { id: nextId.current, name: '', value: '' }]);
    nextId.current += 1;
  };
  const remove = (id: number): void => {
    const rest = rows.filter((row) => row.id !== id);
    setRows(rest);
    void commit(rest);
  };
  const onBlur = (event: FocusEvent): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) void commit(rows);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) void commit(rows);
  };
  const invalid = problem !== null;
  const describedBy = invalid ? problemId : undefined;
  return (
    <div className={styles['context']}>
      <p className={styles['hint']}>
        Says what an envelope is for, and is proven with it. Not secret: whoever has the envelope can read it,
        and AWS writes it into CloudTrail. A random envelope-id is always added.
      </p>
      <Group aria-label="Pairs" className={styles['rows'] ?? ''} onBlur={onBlur} onKeyDown={onKeyDown}>
        {rows.map(({ id, name, value }, index) => (
          <div key={id} className={styles['row']}>
            <TextField
              label={`Name ${index + 1}`}
              value={name}
              onChange={(text) => change(id, { name: text })}
              isInvalid={invalid}
              describedBy={describedBy}
              inputRef={index === rows.length - 1 ? newest : undefined}
            />
            <TextField
              label={`Value ${index + 1}`}
              value={value}
              onChange={(text) => change(id, { value: text })}
              isInvalid={invalid}
              describedBy={describedBy}
            />
            <Button look="quiet" aria-label={`Remove pair ${index + 1}`} onPress={() => remove(id)}>
              <RemoveIcon />
            </Button>
          </div>
        ))}
      </Group>
      {invalid && (
        <p id={problemId} role="alert" className={styles['problem']}>
          {problem} Not used so far.
        </p>
      )}
      <Button onPress={add}>Add a pair</Button>
    </div>
  );
}

/** Puts the focus into the newest row when there is one more. */
function useNewest(count: number) {
  const input = useRef<HTMLInputElement>(null);
  const before = useRef(count);
  useEffect(() => {
    if (count > before.current) input.current?.focus();
    before.current = count;
  }, [count]);
  return input;
}
