/**
 * A key that is not in the list: of another account or region, or where this profile may not list keys. And the list
 * once more.
 */
import { type FormEvent, useId, useState } from 'react';
import type { VaultError } from '../../../electron/contract/errors.ts';
import type { KeyList } from '../../../electron/contract/state.ts';
import { Button } from '../../ui/button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useStore } from '../../use-store.ts';
import { ErrorText } from '../errors/error-text.tsx';
import styles from './identity.module.css';
import { isUsable, missingWords } from './keys.ts';

export function AnotherKey({ keys }: { readonly keys: Extract<KeyList, { status: 'ready' }> }) {
  const store = useStore();
  const missing = missingWords(keys);
  return (
    <Disclosure label="Another key" isOpenAtFirst={!keys.keys.some(isUsable)}>
      <div className={styles['another']}>
        {missing !== '' && <p className={styles['hint']}>{missing}</p>}
        <PasteKey />
        <Button onPress={() => store.refreshKeys()}>List keys again</Button>
      </div>
    </Disclosure>
  );
}

function PasteKey() {
  const store = useStore();
  const [named, setNamed] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<VaultError | null>(null);
  const errorId = useId();

  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (named.trim() === '' || busy) return;
    setBusy(true);
    const result = await store.addKey(named.trim());
    setBusy(false);
    setError(result.ok ? null : result.error);
    if (result.ok) setNamed('');
  };

  return (
    <form className={styles['paste']} onSubmit={add} aria-busy={busy}>
      <TextField
        label="Alias, id or ARN of a key"
        value={named}
        onChange={setNamed}
        isInvalid={error !== null}
        describedBy={error === null ? undefined : errorId}
      />
      <Button type="submit" isDisabled={busy || named.trim() === ''}>
        Use this key
      </Button>
      {error !== null && (
        <div id={errorId} role="alert">
          <ErrorText error={error} />
        </div>
      )}
    </form>
  );
}
