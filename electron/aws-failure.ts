/** Failures of `electron/aws`, which knows no words, as the vault tells them. */
import { AwsError } from './aws/errors.ts';
import { failure } from './vault/explain.ts';

const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;

/** A `VaultFailure` for an `AwsError`; anything else as it is. */
export function asFailure(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const { errorName, requestId, command, reason, profile, roleName, accountId } = error.details;
  const details = {
    ...(errorName && { errorName }),
    ...(requestId && { requestId }),
    ...(command && { command }),
    ...(error.code === 'role-not-allowed' && {
      ...roleOf(roleName),
      ...(accountId && { accounts: [accountId] }),
    }),
  };
  const note = reason ?? (error.code === 'profile-not-found' ? `${profile}.` : '');
  return failure(error.code, details, note);
}

/** Nothing of what IAM would not take for the name of a role. */
const roleOf = (name: string | null | undefined) => (name && ROLE_NAME.test(name) ? { role: name } : {});

/** What `work` answers; rejects with what `asFailure` makes of its error. */
export async function inWords<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw asFailure(error);
  });
}
