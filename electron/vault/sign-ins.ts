/**
 * Sign-ins under way, one a session: asked for, shown in the person's browser, ended by AWS, by them, or by time.
 *
 * A browser tab is opened once for each call of `start` and never otherwise. The link stays here. One that failed is shown
 * until it is taken back or tried again.
 */
import type { SignInView, SignInWay } from '../contract/state.ts';
import { explain, failure } from './explain.ts';
import type { IdentityPort, SignInPrompt } from './identity-port.ts';

export interface SignInsParts {
  readonly signIn: IdentityPort['signIn'];
  /** Opens the person's browser. */
  readonly openLink: (url: string) => Promise<void>;
  readonly onChange: (signIns: readonly SignInView[]) => void;
  readonly onSignedIn: (sessionId: string) => Promise<void>;
}

export interface SignIns {
  /** Takes the place of one that is under way. */
  readonly start: (sessionId: string, way: SignInWay) => void;
  /** Throws `unknown-handle` where no page is open. */
  readonly link: (sessionId: string) => string;
  readonly cancel: (sessionId: string) => void;
  readonly close: () => void;
}

interface SignIn {
  readonly view: SignInView;
  readonly abort: AbortController;
  readonly link: string | null;
}

/** Sessions without a name in the config file know no other way. */
const isLegacy = (sessionId: string): boolean => sessionId.startsWith('url:');

export function createSignIns({ signIn, openLink, onChange, onSignedIn }: SignInsParts): SignIns {
  const underWay = new Map<string, SignIn>();

  function put(sessionId: string, next: SignIn | null): void {
    if (next === null) underWay.delete(sessionId);
    else underWay.set(sessionId, next);
    onChange([...underWay.values()].map(({ view }) => view));
  }

  function cancel(sessionId: string): void {
    const current = underWay.get(sessionId);
    if (current === undefined) return;
    current.abort.abort();
    put(sessionId, null);
  }

  async function run(sessionId: string, way: SignInWay): Promise<void> {
    const abort = new AbortController();
    const { signal } = abort;
    const show = (state: SignInView['state'], link: string | null = null): void => {
      if (!signal.aborted) put(sessionId, { view: { sessionId, way, state }, abort, link });
    };
    const onPrompt = ({ url, userCode, until }: SignInPrompt): void => {
      if (signal.aborted) return;
      show({ status: 'waiting', userCode, until }, url);
      // Where no browser opens, the link can be copied.
      openLink(url).catch(() => undefined);
    };
    show({ status: 'starting' });
    try {
      await signIn(sessionId, way, { signal, onPrompt });
      if (signal.aborted) return;
      put(sessionId, null);
      await onSignedIn(sessionId);
    } catch (error) {
      show({ status: 'failed', error: explain(error) });
    }
  }

  return {
    start: (sessionId, way) => {
      cancel(sessionId);
      void run(sessionId, isLegacy(sessionId) ? 'device' : way);
    },
    link: (sessionId) => {
      const link = underWay.get(sessionId)?.link ?? null;
      if (link === null) throw failure('unknown-handle');
      return link;
    },
    cancel,
    close: () => {
      for (const { abort } of underWay.values()) abort.abort();
    },
  };
}
