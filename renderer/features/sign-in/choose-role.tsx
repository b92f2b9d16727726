/**
 * Account, role, name and region of a new profile, one after the other, as AWS lists them for the person.
 */
import { useCallback, useState } from 'react';
import type { ProfileView, SignInSession, SsoAccount } from '../../../electron/contract/state.ts';
import { count, dotted, printable } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { FolderIcon, PersonIcon } from '../../ui/icons.tsx';
import { PickMenu } from '../../ui/pick-menu.tsx';
import { type Answer, useAnswer } from '../../use-answer.ts';
import { useStore } from '../../use-store.ts';
import { ErrorText } from '../errors/error-text.tsx';
import { SaveProfile } from './save-profile.tsx';
import styles from './sign-in.module.css';

export interface ChooseRoleProps {
  readonly profiles: readonly ProfileView[];
  /** Signed in to. */
  readonly of: SignInSession;
}

export function ChooseRole({ profiles, of }: ChooseRoleProps) {
  const store = useStore();
  const { answer, again } = useAnswer(useCallback(() => store.listAccounts(of.id), [store, of.id]));
  const [pickedId, setPickedId] = useState<string | null>(null);
  if (answer.status !== 'known') return <NotYet answer={answer} of={of} what="accounts" again={again} />;
  const accounts = answer.value;
  const account = accounts.find(({ accountId }) => accountId === pickedId) ?? only(accounts);
  if (accounts.length === 0) {
    return <p>You are signed in, but no account is assigned to you. An administrator can assign one.</p>;
  }
  return (
    <div className={styles['form']}>
      <PickMenu
        label="Account"
        icon={<FolderIcon />}
        sections={[
          {
            id: 'accounts',
            title: count(accounts.length, 'account'),
            items: accounts.map(({ accountId, name, email }) => ({
              id: accountId,
              name: printable(name) || accountId,
              detail: dotted([accountId, email]),
            })),
          },
        ]}
        selectedId={account?.accountId ?? null}
        placeholder="Choose an account"
        onPick={setPickedId}
      />
      {account !== undefined && (
        <ChooseRoleOf key={account.accountId} profiles={profiles} of={of} account={account} />
      )}
    </div>
  );
}

/** The first, where there is no other. */
const only = <Item,>(items: readonly Item[]): Item | undefined => (items.length === 1 ? items[0] : undefined);

function ChooseRoleOf({ profiles, of, account }: ChooseRoleProps & { readonly account: SsoAccount }) {
  const store = useStore();
  const { accountId } = account;
  const { answer, again } = useAnswer(
    useCallback(() => store.listRoles(of.id, accountId), [store, of.id, accountId]),
  );
  const [picked, setPicked] = useState<string | null>(null);
  if (answer.status !== 'known') return <NotYet answer={answer} of={of} what="roles" again={again} />;
  const roles = answer.value;
  const roleName = picked ?? only(roles);
  if (roles.length === 0) return <p>No role of this account is assigned to you.</p>;
  return (
    <>
      <PickMenu
        label="Role"
        icon={<PersonIcon />}
        sections={[
          {
            id: 'roles',
            title: count(roles.length, 'role'),
            items: roles.map((role) => ({ id: role, name: printable(role), detail: '' })),
          },
        ]}
        selectedId={roleName ?? null}
        placeholder="Choose a role"
        onPick={setPicked}
      />
      {roleName !== undefined && (
        <SaveProfile key={roleName} profiles={profiles} of={of} account={account} roleName={roleName} />
      )}
    </>
  );
}

interface NotYetProps {
  readonly answer: Exclude<Answer<unknown>, { readonly status: 'known' }>;
  readonly of: SignInSession;
  readonly what: string;
  readonly again: () => Promise<void>;
}

function NotYet({ answer, of, what, again }: NotYetProps) {
  const store = useStore();
  if (answer.status === 'asking') return <p role="status">{`Asking AWS for your ${what}…`}</p>;
  return (
    <div role="alert" className={styles['form']}>
      <ErrorText error={answer.error} />
      <div>
        {answer.error.code === 'sign-in-needed' ? (
          <Button onPress={() => store.signIn(of.id)}>{`Sign in to ${printable(of.name)}`}</Button>
        ) : (
          <Button onPress={again}>Ask again</Button>
        )}
      </div>
    </div>
  );
}
