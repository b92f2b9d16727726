/**
 * An envelope whose keys are in accounts that nobody allowed: which, what that means, and the way to allow one.
 */
import { Button } from '../../ui/button.tsx';
import { WarningIcon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useStore } from '../../use-store.ts';
import styles from './envelope.module.css';

export function StrangeAccount({ accounts }: { readonly accounts: readonly string[] }) {
  const store = useStore();
  return (
    <div className={styles['uncommitted']}>
      <Panel tone="amber" icon={<WarningIcon />}>
        <h3>{`Needs a key of AWS account ${accounts.join(' or ')}`}</h3>
        <p>
          As far as is known that is not your account. Its owner sees in CloudTrail who opens the envelope,
          and could have written it. Allow the account if you know whose it is; that is remembered.
        </p>
        <div className={styles['actions']}>
          {accounts.map((account) => (
            <Button key={account} onPress={() => void store.allowAccount(account)}>
              {`Allow account ${account}`}
            </Button>
          ))}
        </div>
      </Panel>
    </div>
  );
}
