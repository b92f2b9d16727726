/**
 * Who AWS says the chosen profile is, and those that were chosen before.
 *
 * An answer for a former choice is not shown under the new one. What is not known any more, since the AWS files were read
 * again, stays in sight until AWS has answered.
 */
import type { VaultError } from '../contract/errors.ts';
import type { CallerIdentity, SessionState } from '../contract/state.ts';
import { PRACTICE_PROFILE } from './candidates.ts';
import { explain } from './explain.ts';
import type { IdentityPort } from './identity-port.ts';

export interface IdentityParts {
  readonly whoAmI: IdentityPort['whoAmI'];
  readonly state: () => SessionState;
  readonly set: (change: Partial<SessionState>) => void;
  /** What AWS answered a profile; null where it knows it. */
  readonly onAnswer: (profileId: string, error: VaultError | null) => void;
}

export interface Identity {
  /** Asks who the chosen profile is, in the background. */
  readonly ask: () => void;
  /** Forgets who anybody is, but for the one that is shown. */
  readonly forget: () => void;
  /** Of a profile that was chosen; null where AWS has not answered yet. */
  readonly caller: (profileId: string) => CallerIdentity | null;
}

export function createIdentity({ whoAmI, state, set, onAnswer }: IdentityParts): Identity {
  const known = new Map<string, CallerIdentity>();
  /** Counts questions, of which the last one counts. */
  let questions = 0;
  /** Whose identity is shown. */
  let shownOf: string | null = null;

  return {
    ask: () => {
      const own = ++questions;
      const { profileId, identity } = state();
      if (profileId === null || profileId === PRACTICE_PROFILE) return set({ identity: { status: 'none' } });
      if (shownOf !== profileId || identity.status !== 'known') set({ identity: { status: 'asking' } });
      shownOf = profileId;
      whoAmI(profileId).then(
        (caller) => {
          if (own !== questions) return;
          known.set(profileId, caller);
          set({ identity: { status: 'known', caller } });
          onAnswer(profileId, null);
        },
        (reason: unknown) => {
          if (own !== questions) return;
          const error = explain(reason);
          set({ identity: { status: 'failed', error } });
          onAnswer(profileId, error);
        },
      );
    },
    forget: () => known.clear(),
    caller: (profileId) => {
      const { identity } = state();
      const shown = shownOf === profileId && identity.status === 'known' ? identity.caller : null;
      return known.get(profileId) ?? shown;
    },
  };
}
