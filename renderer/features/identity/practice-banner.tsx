/**
 * The amber banner: as long as practice is active nobody can take it for protection by AWS.
 */
import type { PracticeProtection, SessionState } from '../../../electron/contract/state.ts';
import { WarningIcon } from '../../ui/icons.tsx';
import styles from './identity.module.css';

const kept: Readonly<Record<PracticeProtection, string>> = {
  keychain: 'Practice keys are kept in the keychain of this computer.',
  file: 'Practice keys are kept on this computer, in a file only you can read.',
};

export const isPractice = (session: SessionState): boolean =>
  session.profiles.some((profile) => profile.id === session.profileId && profile.kind === 'practice');

export function PracticeBanner({ session }: { readonly session: SessionState }) {
  if (!isPractice(session)) return null;
  return (
    <div role="note" aria-label="Practice" className={styles['banner']}>
      <WarningIcon />
      <p>
        <strong>Practice – not protected by AWS.</strong> {kept[session.practiceProtection]}
      </p>
    </div>
  );
}
