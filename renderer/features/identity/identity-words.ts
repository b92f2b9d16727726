/**
 * Who a person is at AWS, and what they are signed in to, in words. Pure; `now` in milliseconds since 1970.
 */
import type { ProfileView, SessionState, SignInSession } from '../../../electron/contract/state.ts';
import { formatSpan, printable } from '../../format.ts';
import { chosenProfile, isUsable, stateAt } from './profiles.ts';

/** The name that people know: AWS puts words and an id around the roles that it makes for a sign-in. */
export const roleTitle = (roleName: string): string =>
  printable(roleName.replace(/^AWSReservedSSO_(.+)_[0-9a-f]{16}$/, '$1'));

/** Whether nothing can be asked with the chosen profile before a sign-in. */
export function needsSignInNow(session: SessionState, now: number): boolean {
  const profile = chosenProfile(session);
  if (profile === null || profile.kind === 'practice') return false;
  const { identity } = session;
  const wasRefused = identity.status === 'failed' && identity.error.code === 'sign-in-needed';
  return wasRefused || stateAt(profile, now).status === 'sign-in';
}

/** Whether what AWS said of the chosen profile still counts. */
export function canBeUsedNow(session: SessionState, now: number): boolean {
  const profile = chosenProfile(session);
  return profile !== null && isUsable(profile) && !needsSignInNow(session, now);
}

/** What the profile needs a sign-in to, where it is one that this program knows. */
export const sessionOf = ({ signInSessions }: SessionState, profile: ProfileView): SignInSession | null =>
  signInSessions.find(({ id }) => id === profile.sessionId) ?? null;

/** By the clock: what lasted until a time that has gone by is over. */
export const isSignedIn = ({ state }: SignInSession, now: number): boolean =>
  state.status === 'signed-in' && (state.until === null || Date.parse(state.until) > now);

/** `Signed in · 5 h 12 m`. */
export function sessionState(session: SignInSession, now: number): string {
  if (!isSignedIn(session, now) || session.state.status === 'signed-out') return 'Signed out';
  const { until } = session.state;
  return until === null ? 'Signed in' : `Signed in · ${formatSpan(Date.parse(until) - now)}`;
}
