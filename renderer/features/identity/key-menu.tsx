/**
 * The KMS key to encrypt with: a menu, and under it why there is nothing to pick from, when there is not.
 */
import type { KeyList, KeyView, SessionState } from '../../../electron/contract/state.ts';
import { printable } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { KeyIcon } from '../../ui/icons.tsx';
import { PickMenu, type PickSection } from '../../ui/pick-menu.tsx';
import { useNow } from '../../use-now.ts';
import { useStore } from '../../use-store.ts';
import { ErrorText } from '../errors/error-text.tsx';
import styles from './identity.module.css';
import { needsSignInNow } from './identity-words.ts';
import { isUsable, keyItem } from './keys.ts';
import { chosenProfile } from './profiles.ts';

const sections = (keys: KeyList): readonly PickSection[] =>
  keys.status === 'ready'
    ? [
        { id: 'usable', title: 'KMS keys', items: keys.keys.filter(isUsable).map(keyItem) },
        { id: 'unusable', title: 'Cannot encrypt files', items: keys.keys.filter(isUnusable).map(keyItem) },
      ].filter(({ items }) => items.length > 0)
    : [];
const isUnusable = (key: KeyView): boolean => !isUsable(key);

function placeholder({ keys, profileId }: SessionState, needsSignIn: boolean): string {
  if (needsSignIn) return 'Sign in first';
  switch (keys.status) {
    case 'none':
      return profileId === null ? 'Choose a profile first' : 'Not known yet';
    case 'loading':
      return 'Loading keys…';
    case 'failed':
      return 'Could not be listed';
    case 'ready':
      return keys.keys.some(isUsable) ? 'Choose a key' : 'No keys here';
  }
}

export function KeyMenu({ session }: { readonly session: SessionState }) {
  const store = useStore();
  const { keys } = session;
  const needsSignIn = needsSignInNow(session, useNow());
  return (
    <div className={styles['key']} aria-busy={keys.status === 'loading'}>
      <PickMenu
        label="Key"
        icon={<KeyIcon />}
        sections={sections(keys)}
        selectedId={session.keyArn}
        placeholder={placeholder(session, needsSignIn)}
        onPick={(arn) => void store.selectKey(arn)}
        isDisabled={keys.status !== 'ready' || keys.keys.length === 0}
      />
      {!needsSignIn && <KeyListTrouble session={session} />}
    </div>
  );
}

/** What is wrong with the list of keys, and the way on; nothing while all is well. */
function KeyListTrouble({ session }: { readonly session: SessionState }) {
  const store = useStore();
  const { keys, identity } = session;
  const profile = chosenProfile(session);
  if (keys.status === 'failed') {
    // The same has been said of the person, with the same way on.
    if (identity.status === 'failed' && identity.error.code === keys.error.code) return null;
    return (
      <div className={styles['trouble']}>
        <ErrorText error={keys.error} />
        {profile !== null && (
          <Button onPress={() => store.selectProfile(profile)} aria-label="Retry listing keys">
            Retry
          </Button>
        )}
      </div>
    );
  }
  if (keys.status === 'ready' && !keys.keys.some(isUsable)) {
    return (
      <div className={styles['trouble']}>
        <p>
          This profile sees no KMS key that can encrypt files
          {profile?.region && ` in ${printable(profile.region)}`}. Paste one that you were given, ask an
          administrator for a symmetric key, or choose another profile.
        </p>
      </div>
    );
  }
  return null;
}
