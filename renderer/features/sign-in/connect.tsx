/**
 * Connects to an organisation: what to sign in to, from the address that people get from their administrator. Saving
 * it and signing in is one press, and opens one page.
 */
import { type FormEvent, useState } from 'react';
import type { VaultError } from '../../../electron/contract/errors.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useStore } from '../../use-store.ts';
import { ErrorText } from '../errors/error-text.tsx';
import { nameProblem, regionProblem, startUrlProblem, suggestSession } from './new-profile.ts';
import styles from './sign-in.module.css';

export function Connect() {
  const store = useStore();
  const [startUrl, setStartUrl] = useState('');
  /** What was typed; null where the suggestion stands. */
  const [typedRegion, setRegion] = useState<string | null>(null);
  const [typedName, setName] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<VaultError | null>(null);
  const address = startUrl.trim();
  const suggested = suggestSession(address);
  const name = typedName ?? suggested.name;
  const region = typedRegion ?? suggested.region;
  const problems = {
    startUrl: startUrlProblem(address),
    region: regionProblem(region),
    name: nameProblem(name, []),
  };
  const isReady =
    address !== '' &&
    region !== '' &&
    name !== '' &&
    Object.values(problems).every((problem) => problem === '');

  const connect = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isReady || busy) return;
    setBusy(true);
    const result = await store.saveSession({ name, startUrl: address, region });
    setBusy(false);
    setError(result.ok ? null : result.error);
    if (!result.ok) return;
    setStartUrl('');
    setRegion(null);
    setName(null);
    await store.signIn(result.value);
  };

  return (
    <form className={styles['form']} onSubmit={connect} aria-busy={busy}>
      <TextField
        label="Address of your AWS access portal"
        hint="Whoever gave you access knows it, and the region: it is called the start URL."
        value={startUrl}
        onChange={setStartUrl}
        problem={problems.startUrl}
      />
      <TextField
        label="AWS region of the portal"
        hint="For example eu-west-1."
        value={region}
        onChange={setRegion}
        problem={problems.region}
      />
      <TextField label="A short name for it" value={name} onChange={setName} problem={problems.name} />
      <div>
        <Button type="submit" look="primary" isDisabled={!isReady || busy}>
          Save and sign in
        </Button>
      </div>
      {error !== null && (
        <div role="alert">
          <ErrorText error={error} />
        </div>
      )}
    </form>
  );
}
