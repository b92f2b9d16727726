/**
 * The code of an MFA device that AWS wants now, asked in a dialog: what asked waits for it, and is taken back with it.
 */
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import type { MfaQuestion } from '../../../electron/contract/state.ts';
import { printable } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useStore } from '../../use-store.ts';
import styles from './sign-in.module.css';

export const MfaDialog = ({ question }: { readonly question: MfaQuestion | null }) => {
  const store = useStore();
  return (
    <ModalOverlay
      className={styles['overlay'] ?? ''}
      isOpen={question !== null}
      onOpenChange={() => question !== null && store.answerMfa(question.id, null)}
    >
      <Modal className={styles['modal'] ?? ''}>
        <Dialog className={styles['dialog'] ?? ''} role="alertdialog">
          {question !== null && <Question key={question.id} question={question} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
};

function Question({ question: { id, profileName, device } }: { readonly question: MfaQuestion }) {
  const store = useStore();
  const [typed, setTyped] = useState('');
  const words = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
  }, []);
  const code = typed.replace(/\s/g, '');
  const isReady = /^\d{6}$/.test(code);
  const answer = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) void store.answerMfa(id, code);
  };
  return (
    <form className={styles['form']} onSubmit={answer}>
      <Heading slot="title">{`MFA code for ${printable(profileName)}`}</Heading>
      <p id={words}>
        AWS wants the six digits that your MFA device shows now: <strong>{printable(device)}</strong>.
      </p>
      <TextField
        label="Six digits"
        value={typed}
        onChange={setTyped}
        inputMode="numeric"
        describedBy={words}
        inputRef={input}
      />
      <div className={styles['actions']}>
        <Button type="submit" look="primary" isDisabled={!isReady}>
          Continue
        </Button>
        <Button onPress={() => store.answerMfa(id, null)}>Cancel</Button>
      </div>
    </form>
  );
}
