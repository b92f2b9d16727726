/** The profile that a job is given for, with whom it was then: a later switch or change of it does not touch the job. */
import { PRACTICE_PROFILE } from './candidates.ts';
import type { JobSpec } from './job.ts';
import type { Session } from './session.ts';

/** Throws `profile-not-found` or `profile-unusable`. */
export function pinTo(
  session: Session,
  profileId: string,
): Pick<JobSpec, 'profileId' | 'profileName' | 'accountId' | 'caller' | 'signsIn' | 'practice'> {
  const { name, accountId, kind, leaf, sessionId } = session.profile(profileId);
  const caller = session.caller(profileId);
  return {
    profileId,
    profileName: name,
    accountId: caller?.accountId ?? accountId,
    caller: caller?.arn ?? null,
    signsIn: sessionId !== null || (leaf ?? kind) === 'login',
    practice: profileId === PRACTICE_PROFILE,
  };
}
