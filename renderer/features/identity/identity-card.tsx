/**
 * Who the person is, as AWS says it of the chosen profile, or what stands between them and that: a sign-in, a role
 * that is not theirs, a network that is not there. Always in sight under the profile menu.
 */
import type { ReactNode } from 'react';
import type { VaultError } from '../../../electron/contract/errors.ts';
import type { CallerIdentity, ProfileView, SessionState } from '../../../electron/contract/state.ts';
import { printable } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { useNow } from '../../use-now.ts';
import { useStore } from '../../use-store.ts';
import { ErrorText } from '../errors/error-text.tsx';
import { NotSignedIn, type NotSignedInProps } from '../sign-in/not-signed-in.tsx';
import styles from './identity.module.css';
import { isSignedIn, needsSignInNow, roleTitle, sessionOf, sessionState } from './identity-words.ts';
import { chosenProfile, isUsable } from './profiles.ts';

export function IdentityCard({ session }: { readonly session: SessionState }) {
  const profile = chosenProfile(session);
  if (profile === null) return null;
  return (
    <div className={styles['identity']}>
      <div aria-live="polite" className={styles['who']}>
        <Who session={session} profile={profile} />
      </div>
      <More session={session} profile={profile} />
    </div>
  );
}

function Who({ session, profile }: NotSignedInProps) {
  const now = useNow();
  const { identity } = session;
  if (needsSignInNow(session, now)) {
    return (
      <>
        <NotSignedIn session={session} profile={profile} />
        {sessionOf(session, profile) === null && <AskAgain />}
      </>
    );
  }
  // The menu says why.
  if (!isUsable(profile)) return null;
  if (profile.state.status === 'not-assigned') return <NotAssigned profile={profile} />;
  switch (identity.status) {
    case 'none':
      return null;
    case 'asking':
      return <p>Asking AWS who you are…</p>;
    case 'known':
      return <You caller={identity.caller} />;
    case 'failed':
      return (
        <>
          {session.keys.status === 'ready' ? (
            <NotAnswered error={identity.error} />
          ) : (
            <ErrorText error={identity.error} />
          )}
          {identity.error.code === 'offline' && <StillSignedIn session={session} profile={profile} />}
          <AskAgain />
        </>
      );
  }
}

const You = ({ caller: { userName, roleName, accountId } }: { readonly caller: CallerIdentity }) => (
  <p>
    You are <strong>{printable(userName)}</strong>
    {roleName !== null && (
      <>
        , role <strong>{roleTitle(roleName)}</strong>
      </>
    )}
    , account <strong>{printable(accountId)}</strong>.
  </p>
);

const NotAssigned = ({ profile: { roleName, accountId } }: { readonly profile: ProfileView }) => (
  <>
    <p>
      You’re signed in, but not allowed to use{' '}
      <strong>{roleName === null ? 'this role' : roleTitle(roleName)}</strong>
      {accountId !== null && ` in account ${printable(accountId)}`}. Choose another role, or ask an
      administrator to assign it to you.
    </p>
    <AskAgain />
  </>
);

/** Some networks let KMS through and not the service that knows who somebody is. */
const NotAnswered = ({ error }: { readonly error: VaultError }) => (
  <>
    <p>AWS could not be asked who you are. Your keys could be listed all the same.</p>
    <Disclosure label="What happened">
      <ErrorText error={error} />
    </Disclosure>
  </>
);

/** Offline is not signed out. */
function StillSignedIn({ session, profile }: NotSignedInProps) {
  const now = useNow();
  const to = sessionOf(session, profile);
  if (to === null || !isSignedIn(to, now)) return null;
  return (
    <p>
      You are still signed in to <strong>{printable(to.name)}</strong>.
    </p>
  );
}

function AskAgain(): ReactNode {
  const store = useStore();
  return <Button onPress={() => store.askAgain()}>Ask AWS again</Button>;
}

/** What there is besides: another role, and signing out. */
function More({ session, profile }: NotSignedInProps) {
  const store = useStore();
  const now = useNow();
  const to = sessionOf(session, profile);
  // AWS may have ended what still looks good here.
  if (to === null || !isSignedIn(to, now) || needsSignInNow(session, now)) {
    return (
      <div className={styles['signedIn']}>
        <Button look="quiet" onPress={() => store.addProfile(null)}>
          Add an AWS profile…
        </Button>
      </div>
    );
  }
  return (
    <div className={styles['signedIn']}>
      <p className={styles['session']}>{`${printable(to.name)}: ${sessionState(to, now)}`}</p>
      <Button look="quiet" onPress={() => store.addProfile(to.id)}>
        Another account or role…
      </Button>
      <Button
        look="quiet"
        aria-label={`Sign out of ${printable(to.name)}`}
        onPress={() => store.signOut(to.id)}
      >
        Sign out
      </Button>
    </div>
  );
}
