/**
 * Failures that belong to no file: a call main refused, and AWS config files that cannot be read.
 */

import { Button } from '../../ui/button.tsx';
import { ErrorIcon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useSession, useSnapshot, useStore } from '../../use-store.ts';
import { ErrorText } from './error-text.tsx';
import styles from './errors.module.css';

export function Notices() {
  const store = useStore();
  const notices = useSnapshot((it) => it.notices);
  const profilesError = useSession()?.profilesError ?? null;
  if (notices.length === 0 && profilesError === null) return null;
  return (
    <section aria-label="Messages" className={styles['notices']} data-focus-home tabIndex={-1}>
      {profilesError !== null && (
        <Panel tone="red" icon={<ErrorIcon />}>
          <h2>Your AWS profiles could not be read</h2>
          <ErrorText error={profilesError} />
          <div>
            <Button onPress={() => store.reloadProfiles()}>Read profiles again</Button>
          </div>
        </Panel>
      )}
      {notices.map(({ id, error }) => (
        <Panel key={id} tone="red" icon={<ErrorIcon />}>
          <ErrorText error={error} />
          <div>
            <Button onPress={() => store.dismissNotice(id)}>Dismiss</Button>
          </div>
        </Panel>
      ))}
    </section>
  );
}
