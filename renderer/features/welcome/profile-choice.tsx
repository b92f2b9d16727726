/**
 * One AWS profile to begin with: a button where it can be used, else words with the reason why not.
 */
import { Button } from 'react-aria-components/Button';
import type { ProfileView } from '../../../electron/contract/state.ts';
import { Hidden } from '../../ui/hidden.tsx';
import { useNow } from '../../use-now.ts';
import { useStore } from '../../use-store.ts';
import { profileItem } from '../identity/profiles.ts';
import styles from './welcome.module.css';

export function ProfileChoice({ profile }: { readonly profile: ProfileView }) {
  const store = useStore();
  const { name, detail, state, tone, disabled } = profileItem(profile, useNow());
  const words = (
    <>
      <span className={styles['name']}>{name}</span>
      {detail !== '' && <span className={styles['detail']}>{detail}</span>}
      <span className={styles['state']} data-tone={tone}>
        {state}
      </span>
    </>
  );
  return (
    <li>
      {disabled === true ? (
        <div className={styles['profile']} data-off>
          {words}
        </div>
      ) : (
        <Button className={styles['profile'] ?? ''} onPress={() => store.selectProfile(profile)}>
          <Hidden>{[`Use ${name}`, detail, state].filter((part) => part !== '').join(', ')}</Hidden>
          <span className={styles['words']} aria-hidden="true">
            {words}
          </span>
        </Button>
      )}
    </li>
  );
}
