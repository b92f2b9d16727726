/**
 * The last step of a new profile: its name and the region of its keys, both suggested, and where it goes.
 */
import { type FormEvent, useState } from 'react';
import type { VaultError } from '../../../electron/contract/errors.ts';
import type { SsoAccount } from '../../../electron/contract/state.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useStore } from '../../use-store.ts';
import { ErrorText } from '../errors/error-text.tsx';
import type { ChooseRoleProps } from './choose-role.tsx';
import { nameProblem, regionProblem, suggestName } from './new-profile.ts';
import styles from './sign-in.module.css';

export interface SaveProfileProps extends ChooseRoleProps {
  readonly account: SsoAccount;
  readonly roleName: string;
}

export function SaveProfile({ profiles, of, account, roleName }: SaveProfileProps) {
  const store = useStore();
  const taken = profiles.map((profile) => profile.name);
  const [name, setName] = useState(() => suggestName(account, roleName, taken));
  const [region, setRegion] = useState(of.region);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<VaultError | null>(null);
  const problems = { name: nameProblem(name, taken), region: regionProblem(region) };
  const isReady = name !== '' && region !== '' && problems.name === '' && problems.region === '';

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isReady || busy) return;
    setBusy(true);
    const { accountId } = account;
    const result = await store.saveProfile({ sessionId: of.id, name, accountId, roleName, region });
    setBusy(false);
    if (result.ok) store.stopAdding();
    else setError(result.error);
  };

  return (
    <form className={styles['form']} onSubmit={save} aria-busy={busy}>
      <TextField label="Name of the profile" value={name} onChange={setName} problem={problems.name} />
      <TextField
        label="AWS region of your keys"
        hint="Where your organisation keeps its KMS keys. Whoever gave you access knows it."
        value={region}
        onChange={setRegion}
        problem={problems.region}
      />
      <p className={styles['hint']}>
        The profile is added to the end of your AWS config file, so that other AWS tools find it, too. What is
        there stays as it is; a copy of the file is kept beside it.
      </p>
      <div>
        <Button type="submit" look="primary" isDisabled={!isReady || busy}>
          Save and use this profile
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
