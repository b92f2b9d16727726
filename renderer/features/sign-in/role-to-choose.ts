/**
 * When a sign-in is over, and leaves a person with nothing to use. Pure.
 */
import type { SessionState } from '../../../electron/contract/state.ts';

/** Whether the session is signed in to, and no sign-in is under way any more. */
export const hasSignedIn = ({ signInSessions, signIns }: SessionState, sessionId: string): boolean =>
  signInSessions.some(({ id, state }) => id === sessionId && state.status === 'signed-in') &&
  !signIns.some((it) => it.sessionId === sessionId);

/** Whether there is no profile to use the session with. */
export const lacksRole = ({ profiles }: SessionState, sessionId: string): boolean =>
  !profiles.some((profile) => profile.sessionId === sessionId);
