/**
 * The left side: who you are and which key you use, always in sight.
 */
import type { SessionState } from '../../../electron/contract/state.ts';
import styles from './identity.module.css';
import { KeyMenu } from './key-menu.tsx';
import { ProfileMenu } from './profile-menu.tsx';

export function Sidebar({ session }: { readonly session: SessionState }) {
  return (
    <section aria-label="Profile and key" className={styles['side']}>
      <div className={styles['menus']}>
        <ProfileMenu session={session} />
        <KeyMenu session={session} />
      </div>
      <p className={styles['version']}>Envelope Vault {session.version}</p>
    </section>
  );
}
