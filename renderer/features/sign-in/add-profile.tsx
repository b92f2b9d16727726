/**
 * Adds a profile: of an account and role of a session that the person is signed in to, after connecting to an
 * organisation where there is no session yet.
 */
import type { SessionState } from '../../../electron/contract/state.ts';
import { printable } from '../../format.ts';
import { ArrivingSection } from '../../ui/arriving-section.tsx';
import { Button } from '../../ui/button.tsx';
import { PersonIcon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useNow } from '../../use-now.ts';
import { useSnapshot, useStore } from '../../use-store.ts';
import { isSignedIn } from '../identity/identity-words.ts';
import { ChooseRole } from './choose-role.tsx';
import { Connect } from './connect.tsx';
import { SessionChoice } from './session-choice.tsx';
import styles from './sign-in.module.css';

export function AddProfile({ session }: { readonly session: SessionState }) {
  const store = useStore();
  const now = useNow();
  const adding = useSnapshot((it) => it.adding);
  if (adding === null) return null;
  const chosen = session.signInSessions.find(({ id }) => id === adding.sessionId);
  const title =
    chosen === undefined ? 'Add an AWS profile' : `Choose an account and role of ${printable(chosen.name)}`;
  return (
    <ArrivingSection key={title} label={title}>
      <Panel tone="accent" icon={<PersonIcon />}>
        <h2>{title}</h2>
        {chosen === undefined ? (
          <Begin session={session} />
        ) : isSignedIn(chosen, now) ? (
          <ChooseRole profiles={session.profiles} of={chosen} />
        ) : (
          <SessionChoice session={session} of={chosen} />
        )}
        <div>
          <Button onPress={store.stopAdding}>Don’t add a profile</Button>
        </div>
      </Panel>
    </ArrivingSection>
  );
}

/** With which session: one that is there, or a new one. */
function Begin({ session }: { readonly session: SessionState }) {
  const { signInSessions } = session;
  return (
    <>
      {signInSessions.length > 0 && (
        <ul className={styles['sessions']} aria-label="Organisations">
          {signInSessions.map((one) => (
            <li key={one.id}>
              <SessionChoice session={session} of={one} />
            </li>
          ))}
        </ul>
      )}
      <h3>{signInSessions.length > 0 ? 'Another organisation' : 'Connect to your organisation'}</h3>
      <Connect />
    </>
  );
}
