/**
 * Says that a profile needs a sign-in, with the button for it, or with the words where another program does it.
 */
import type { ProfileView, SessionState } from '../../../electron/contract/state.ts';
import { printable } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { useStore } from '../../use-store.ts';
import { sessionOf } from '../identity/identity-words.ts';

export interface NotSignedInProps {
  readonly session: SessionState;
  readonly profile: ProfileView;
}

export function NotSignedIn({ session, profile }: NotSignedInProps) {
  const store = useStore();
  const to = sessionOf(session, profile);
  if (to === null) return <p>You are not signed in. {elsewhere(profile)}</p>;
  const name = printable(to.name);
  // The panel on the right has the buttons of a sign-in that is under way.
  const isUnderWay = session.signIns.some(({ sessionId }) => sessionId === to.id);
  return (
    <>
      <p>
        You are not signed in to <strong>{name}</strong>.
      </p>
      {!isUnderWay && (
        <Button look="primary" onPress={() => store.signIn(to.id)}>
          {`Sign in to ${name}`}
        </Button>
      )}
    </>
  );
}

function elsewhere({ kind, leaf, name }: ProfileView): string {
  if (kind !== 'login' && leaf !== 'login') return '';
  const what =
    kind === 'login' ? `“aws login --profile ${printable(name)}”` : '“aws login” for its source profile';
  return `This profile signs in with the AWS CLI: run ${what} in a terminal.`;
}
