/**
 * Failures that belong to no file: a call main refused, and AWS config files that cannot be read.
 */
import { type ReactNode, useEffect, useRef } from 'react';
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
    <section aria-label="Messages" className={styles['notices']}>
      {profilesError !== null && (
        <Message>
          <h2>Your AWS profiles could not be read</h2>
          <ErrorText error={profilesError} />
          <div>
            <Button onPress={() => store.reloadProfiles()}>Read profiles again</Button>
          </div>
        </Message>
      )}
      {notices.map(({ id, error }) => (
        <Message key={id}>
          <ErrorText error={error} />
          <div>
            <Button onPress={() => store.dismissNotice(id)}>Dismiss</Button>
          </div>
        </Message>
      ))}
    </section>
  );
}

/** Comes into view and is read out at once, but leaves the focus where the person works. */
function Message({ children }: { readonly children: ReactNode }) {
  const message = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer Chromium answers a promise, which is nothing to clean up.
    message.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={message} role="alert">
      <Panel tone="red" icon={<ErrorIcon />}>
        {children}
      </Panel>
    </div>
  );
}
