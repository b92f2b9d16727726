/**
 * A sign-in that the person asked for: what to do in the browser, the link for another one, the code to compare, how
 * long it waits; or why it failed, and the way on.
 */
import type { ReactNode } from 'react';
import type { SessionState, SignInView } from '../../../electron/contract/state.ts';
import { formatMinutes, printable } from '../../format.ts';
import { ArrivingSection } from '../../ui/arriving-section.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorIcon, PersonIcon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useNow } from '../../use-now.ts';
import { useStore } from '../../use-store.ts';
import { ErrorText } from '../errors/error-text.tsx';
import styles from './sign-in.module.css';
import { UserCode } from './user-code.tsx';

/** Those under way and those that failed, each until it is over or taken back. */
export const SignIns = ({ session }: { readonly session: SessionState }) =>
  session.signIns.map((signIn) => {
    const found = session.signInSessions.find(({ id }) => id === signIn.sessionId);
    return (
      <SignInPanel key={signIn.sessionId} signIn={signIn} name={printable(found?.name ?? signIn.sessionId)} />
    );
  });

interface SignInProps {
  readonly signIn: SignInView;
  /** Of the session, safe to show. */
  readonly name: string;
}

function SignInPanel({ signIn, name }: SignInProps) {
  const title = `Sign in to ${name}`;
  const hasFailed = signIn.state.status === 'failed';
  return (
    <ArrivingSection label={title}>
      <Panel tone={hasFailed ? 'red' : 'accent'} icon={hasFailed ? <ErrorIcon /> : <PersonIcon />}>
        <h2>{title}</h2>
        <div aria-live="polite" className={styles['state']}>
          <State signIn={signIn} />
        </div>
        <Actions signIn={signIn} name={name} />
      </Panel>
    </ArrivingSection>
  );
}

function State({ signIn: { state } }: { readonly signIn: SignInView }): ReactNode {
  switch (state.status) {
    case 'starting':
      return <p>Contacting the sign-in service…</p>;
    case 'waiting':
      return (
        <>
          <p>
            <strong>Waiting for your browser…</strong>{' '}
            {state.userCode === null
              ? 'Sign in on the page that opened there and allow access, then come back here.'
              : 'Sign in on the page that opened there. Continue only if it shows this code:'}
          </p>
          {state.userCode !== null && <UserCode code={state.userCode} />}
          <Left until={state.until} />
        </>
      );
    case 'failed':
      return <ErrorText error={state.error} />;
  }
}

function Left({ until }: { readonly until: string }) {
  const left = Date.parse(until) - useNow();
  return (
    <p className={styles['hint']} aria-live="off">
      {left > 0 ? `The page is good for another ${formatMinutes(left)}.` : 'The page is not good any more.'}
    </p>
  );
}

function Actions({ signIn: { sessionId, way, state }, name }: SignInProps) {
  const store = useStore();
  const other = way === 'browser' ? 'device' : 'browser';
  // A start URL without a session has no other way than the code.
  const hasOther = other === 'device' || sessionId.startsWith('session:');
  const end = state.status === 'failed' ? 'Dismiss' : 'Cancel';
  return (
    <div className={styles['actions']}>
      {state.status === 'waiting' && (
        <CopyButton
          label="Copy link"
          said="Copied, to be opened in another browser"
          copy={async () => (await store.copySignInLink(sessionId)) !== null}
        />
      )}
      {state.status !== 'starting' && (
        <>
          <Button
            look={state.status === 'failed' ? 'primary' : 'secondary'}
            onPress={() => store.signIn(sessionId, way)}
          >
            {state.status === 'failed' ? 'Try again' : 'Open the page again'}
          </Button>
          {hasOther && (
            <Button look="quiet" onPress={() => store.signIn(sessionId, other)}>
              {other === 'device' ? 'Use a code instead' : 'Sign in without a code'}
            </Button>
          )}
        </>
      )}
      <Button aria-label={`${end} the sign-in to ${name}`} onPress={() => store.cancelSignIn(sessionId)}>
        {end}
      </Button>
    </div>
  );
}
