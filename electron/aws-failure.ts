/** Failures of `electron/aws`, which knows no words, as the vault tells them. */
import { AwsError } from './aws/errors.ts';
import { failure } from './vault/explain.ts';

/** A `VaultFailure` for an `AwsError`; anything else as it is. */
export function asFailure(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const { errorName, requestId, command, reason, profile } = error.details;
  const details = {
    ...(errorName && { errorName }),
    ...(requestId && { requestId }),
    ...(command && { command }),
  };
  const note = reason ?? (error.code === 'profile-not-found' ? `${profile}.` : '');
  return failure(error.code, details, note);
}

/** What `work` answers; rejects with what `asFailure` makes of its error. */
export async function inWords<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw asFailure(error);
  });
}
