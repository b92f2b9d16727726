/**
 * Says that files wait for a sign-in, or soon will, and offers it: everything goes on where it stopped.
 */
import type { SessionState } from '../../../electron/contract/state.ts';
import { printable } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { WarningIcon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useNow } from '../../use-now.ts';
import { useJobs, useStore } from '../../use-store.ts';
import { type Attention, attentions, attentionWords } from './attention.ts';

export function SignInBanner({ session }: { readonly session: SessionState }) {
  const jobs = useJobs();
  const now = useNow();
  return attentions(session, jobs, now).map((attention) => {
    const { alert, more } = attentionWords(attention, now);
    return (
      <Panel key={`${attention.id} ${attention.status}`} tone="amber" icon={<WarningIcon />}>
        <p>
          <span role="alert">{alert}</span> {more}
        </p>
        <WayOn session={session} attention={attention} />
      </Panel>
    );
  });
}

/** A button, unless the sign-in is under way already or is none of this program's. */
function WayOn({ session, attention }: { readonly session: SessionState; readonly attention: Attention }) {
  const store = useStore();
  const { sessionId } = attention;
  if (sessionId === null) return attention.status === 'ended' && <p>{printable(attention.error.advice)}</p>;
  if (session.signIns.some((signIn) => signIn.sessionId === sessionId)) return null;
  return (
    <div>
      <Button look="primary" onPress={() => store.signIn(sessionId)}>
        {attention.status === 'ended' ? 'Sign in and continue' : 'Sign in again now'}
      </Button>
    </div>
  );
}
