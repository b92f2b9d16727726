/**
 * The left side: who you are, which key you use and how, always in sight.
 */
import type { SessionState } from '../../../electron/contract/state.ts';
import { AnotherKey } from './another-key.tsx';
import { ContextEditor } from './context-editor.tsx';
import { EncryptionOptionsMenu } from './encryption-options.tsx';
import styles from './identity.module.css';
import { IdentityCard } from './identity-card.tsx';
import { KeyHealth } from './key-health.tsx';
import { KeyMenu } from './key-menu.tsx';
import { OtherKeys } from './other-keys.tsx';
import { isPractice } from './practice-banner.tsx';
import { ProfileMenu } from './profile-menu.tsx';

export function Sidebar({ session }: { readonly session: SessionState }) {
  return (
    <section aria-label="Profile and key" className={styles['side']} data-focus-home tabIndex={-1}>
      <div className={styles['menus']}>
        <div className={styles['key']}>
          <ProfileMenu session={session} />
          <IdentityCard session={session} />
        </div>
        <KeyMenu session={session} />
      </div>
      <div className={styles['more']}>
        <KeyHealth session={session} />
        {session.keys.status === 'ready' && !isPractice(session) && <AnotherKey keys={session.keys} />}
        {session.profileId !== null && <OtherKeys session={session} />}
        <EncryptionOptionsMenu session={session} />
        {session.profileId !== null && <ContextEditor encryption={session.encryption} />}
      </div>
      <p className={styles['version']}>Envelope Vault {session.version}</p>
    </section>
  );
}
