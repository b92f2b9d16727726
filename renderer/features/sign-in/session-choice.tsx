/**
 * A session to sign in to, and what can be done with it next; nothing where its panel already asks.
 */
import type { SessionState, SignInSession } from '../../../electron/contract/state.ts';
import { printable } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../use-now.ts';
import { useStore } from '../../use-store.ts';
import { isSignedIn, sessionState } from '../identity/identity-words.ts';
import styles from './sign-in.module.css';

export interface SessionChoiceProps {
  readonly session: SessionState;
  readonly of: SignInSession;
}

export function SessionChoice({ session, of }: SessionChoiceProps) {
  const store = useStore();
  const now = useNow();
  const name = printable(of.name);
  const isUnderWay = session.signIns.some(({ sessionId }) => sessionId === of.id);
  return (
    <div className={styles['session']}>
      <p>
        <strong>{name}</strong> <span className={styles['hint']}>{sessionState(of, now)}</span>
      </p>
      {isSignedIn(of, now) ? (
        <Button aria-label={`Choose a role of ${name}`} onPress={() => store.addProfile(of.id)}>
          Choose a role
        </Button>
      ) : (
        !isUnderWay && <Button onPress={() => store.signIn(of.id)}>{`Sign in to ${name}`}</Button>
      )}
    </div>
  );
}
