/**
 * Keys that open new envelopes besides the chosen one: those of this profile, and the escrow key of all profiles.
 *
 * What main refuses is said beside its field, and is not used.
 */
import { type FormEvent, useId, useState } from 'react';
import type { Result } from '../../../electron/contract/errors.ts';
import { MAX_OTHER_KEYS, type SessionState } from '../../../electron/contract/state.ts';
import { printable } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { KeyIcon, RemoveIcon } from '../../ui/icons.tsx';
import { PickMenu } from '../../ui/pick-menu.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useStore } from '../../use-store.ts';
import styles from './identity.module.css';
import { isUsable, keyItem, keyTitle, otherKeysTitle } from './keys.ts';
import { isPractice } from './practice-banner.tsx';

export function OtherKeys({ session }: { readonly session: SessionState }) {
  return (
    <Disclosure label={otherKeysTitle(session)}>
      <div className={styles['context']}>
        <p className={styles['hint']}>
          Any one of an envelope’s keys opens it. A second key keeps files from being lost with the first, or
          lets people of another account open them.
        </p>
        <Chosen session={session} />
        {!isPractice(session) && <EscrowKey session={session} />}
      </div>
    </Disclosure>
  );
}

function Chosen({ session }: { readonly session: SessionState }) {
  const store = useStore();
  const { otherKeyArns: chosen, keys, keyArn } = session;
  const listed = keys.status === 'ready' ? keys.keys : [];
  const others = listed.filter((key) => isUsable(key) && key.arn !== keyArn && !chosen.includes(key.arn));
  const add = (arn: string): Promise<Result<null>> => store.setOtherKeys([...chosen, arn]);
  return (
    <>
      {chosen.length > 0 && (
        <ul className={styles['otherKeys']} aria-label="Other keys">
          {chosen.map((arn) => (
            <li key={arn}>
              <span title={printable(arn)}>{keyTitle(session, arn)}</span>
              <Button
                look="quiet"
                aria-label={`Remove ${keyTitle(session, arn)}`}
                onPress={() => void store.setOtherKeys(chosen.filter((one) => one !== arn))}
              >
                <RemoveIcon />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {chosen.length < MAX_OTHER_KEYS && (
        <>
          {others.length > 0 && (
            <PickMenu
              label="Add a key"
              icon={<KeyIcon />}
              sections={[{ id: 'others', title: 'KMS keys', items: others.map(keyItem) }]}
              selectedId={null}
              placeholder="Choose one of the list"
              onPick={(arn) => void add(arn)}
            />
          )}
          <ArnField label="ARN of a key elsewhere" action="Add" use={add} />
        </>
      )}
    </>
  );
}

function EscrowKey({ session }: { readonly session: SessionState }) {
  const store = useStore();
  const { encryption } = session;
  const { escrowKey } = encryption;
  const set = (arn: string): Promise<Result<null>> =>
    store.proposeEncryption({ ...encryption, escrowKey: arn === '' ? null : arn });
  return (
    <section className={styles['escrow']}>
      <h3>Escrow key</h3>
      <p className={styles['hint']}>Opens every envelope that is made with AWS here, with any profile.</p>
      {escrowKey === null ? (
        <ArnField label="ARN of the escrow key" action="Use" use={set} />
      ) : (
        <ul className={styles['otherKeys']} aria-label="Escrow key">
          <li>
            <span title={printable(escrowKey)}>{keyTitle(session, escrowKey)}</span>
            <Button look="quiet" aria-label="Remove the escrow key" onPress={() => void set('')}>
              <RemoveIcon />
            </Button>
          </li>
        </ul>
      )}
    </section>
  );
}

interface ArnFieldProps {
  readonly label: string;
  readonly action: string;
  readonly use: (arn: string) => Promise<Result<null>>;
}

/** Empty again when main has taken it. */
function ArnField({ label, action, use }: ArnFieldProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const problemId = useId();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const result = await use(text.trim());
    setProblem(result.ok ? null : `${result.error.message} ${result.error.advice}`);
    if (result.ok) setText('');
  };
  return (
    <form className={styles['arn']} onSubmit={submit}>
      <TextField
        label={label}
        value={text}
        onChange={setText}
        isInvalid={problem !== null}
        describedBy={problem === null ? undefined : problemId}
      />
      <Button type="submit" isDisabled={text.trim() === ''} aria-label={`${action} this ${label}`}>
        {action}
      </Button>
      {problem !== null && (
        <p id={problemId} role="alert" className={styles['problem']}>
          {problem}
        </p>
      )}
    </form>
  );
}
