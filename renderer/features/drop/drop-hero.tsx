/**
 * The empty right side: what to do, with which key it will be done, and the button for those who do not drag.
 */
import type { SessionState } from '../../../electron/contract/state.ts';
import { EnvelopePicture } from '../../ui/illustration.tsx';
import { useNow } from '../../use-now.ts';
import { needsSignInNow } from '../identity/identity-words.ts';
import { alsoOpenWith, chosenKey, keyName } from '../identity/keys.ts';
import { ChooseFiles } from './choose-files.tsx';
import styles from './drop.module.css';

const shortcut = navigator.userAgent.includes('Mac') ? '⌘O' : 'Ctrl+O';

export function DropHero({ session }: { readonly session: SessionState }) {
  const key = chosenKey(session);
  const needsSignIn = needsSignInNow(session, useNow());
  return (
    <div className={styles['hero']}>
      <EnvelopePicture />
      <h1 tabIndex={-1}>Drop files to encrypt, envelopes to decrypt</h1>
      <p className={styles['soft']}>
        {key === null ? (
          `${needsSignIn ? 'Sign in to see your keys.' : 'No KMS key is chosen yet.'} You can drop files first; they wait until you choose one.`
        ) : (
          <>
            Files are encrypted with <strong>{keyName(key)}</strong>.{alsoOpenWith(session)} The envelope is
            saved beside the original, which stays as it is.
          </>
        )}
      </p>
      <ChooseFiles look="primary" />
      <p className={styles['hint']} aria-hidden="true">
        or press <kbd>{shortcut}</kbd>
      </p>
    </div>
  );
}
