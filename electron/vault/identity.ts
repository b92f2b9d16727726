/**
 * Who AWS says a profile is: shown of the chosen one, and asked before a job runs that was given for an account.
 *
 * AWS is asked once for each profile until the AWS files are read again, or a person asks again. An answer for a former
 * choice is dropped.
 */
import type { VaultError } from '../contract/errors.ts';
import type { CallerIdentity, SessionState } from '../contract/state.ts';
import { PRACTICE_PROFILE } from './candidates.ts';
import { explain, failure } from './explain.ts';
import type { IdentityPort } from './identity-port.ts';
import { createSharedCall, type SharedCall } from './shared-call.ts';

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
  /** Forgets who anybody is; what is shown stays until it is asked for again. */
  readonly forget: () => void;
  /** Of a profile that is chosen or was asked for; null where AWS has not answered yet. */
  readonly caller: (profileId: string) => CallerIdentity | null;
  /**
   * Rejects with `profile-changed` where the profile is in another account than `accountId`, or as AWS refuses. In a
   * network without STS the account in the AWS files counts; where they tell none, that is `offline`.
   */
  readonly confirm: (profileId: string, accountId: string, signal: AbortSignal) => Promise<void>;
}

export function createIdentity({ whoAmI, state, set, onAnswer }: IdentityParts): Identity {
  const calls = new Map<string, SharedCall<CallerIdentity>>();
  const known = new Map<string, CallerIdentity>();
  /** Counts questions about the chosen profile, of which the last one counts. */
  let questions = 0;
  /** Whose identity is shown. */
  let shownOf: string | null = null;

  const inFiles = (profileId: string): string | null =>
    state().profiles.find(({ id }) => id === profileId)?.accountId ?? null;

  function callerOf(profileId: string, signal?: AbortSignal): Promise<CallerIdentity> {
    const asked = calls.get(profileId);
    if (asked !== undefined) return asked.join(signal);
    const call = createSharedCall((abandoned) =>
      whoAmI(profileId, { signal: abandoned }).then(
        (caller) => {
          if (calls.get(profileId) === call) known.set(profileId, caller);
          return caller;
        },
        (error: unknown) => {
          // Where the files do instead, not each of many jobs waits until the network gives up.
          if (calls.get(profileId) === call && !(isOffline(error) && inFiles(profileId)))
            calls.delete(profileId);
          throw error;
        },
      ),
    );
    calls.set(profileId, call);
    return call.join(signal);
  }

  return {
    ask: () => {
      const own = ++questions;
      const { profileId, identity } = state();
      if (profileId === null || profileId === PRACTICE_PROFILE) return set({ identity: { status: 'none' } });
      // What is known of it stays in sight while it is asked for again.
      if (shownOf !== profileId || identity.status !== 'known') set({ identity: { status: 'asking' } });
      shownOf = profileId;
      callerOf(profileId).then(
        (caller) => {
          if (own !== questions) return;
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
    forget: () => {
      calls.clear();
      known.clear();
    },
    caller: (profileId) => {
      const { identity } = state();
      const shown = shownOf === profileId && identity.status === 'known' ? identity.caller : null;
      return known.get(profileId) ?? shown;
    },
    confirm: async (profileId, accountId, signal) => {
      const own = await callerOf(profileId, signal).catch((error: unknown) => {
        const accountInFiles = inFiles(profileId);
        if (isOffline(error) && accountInFiles) return { accountId: accountInFiles };
        throw error;
      });
      if (own.accountId !== accountId) throw failure('profile-changed');
    },
  };
}

const isOffline = (error: unknown): boolean => explain(error).code === 'offline';
