/** Failures around profiles and identities, as codes. The words for people are made in `vault/explain.ts`. */

export type AwsErrorCode =
  | 'profile-not-found'
  | 'profile-unusable'
  | 'config-broken'
  | 'sign-in-needed'
  | 'credentials-rejected'
  | 'role-not-allowed'
  | 'mfa-needed'
  | 'mfa-rejected'
  | 'sign-in-denied'
  | 'sign-in-timeout'
  | 'sign-in-refused'
  | 'session-not-found'
  | 'session-rejected'
  | 'sign-out-unconfirmed'
  | 'token-not-saved'
  | 'config-not-saved'
  | 'throttled'
  | 'cancelled'
  | 'clock-skew'
  | 'offline'
  | 'proxy-refused'
  | 'tls-untrusted';

export interface AwsErrorDetails {
  readonly profile?: string;
  /** Of the role that credentials were asked for, as far as the config file names it. */
  readonly roleName?: string | null;
  readonly accountId?: string | null;
  /** Name of the config file concerned, without its folder. */
  readonly file?: string;
  /** Name of AWS's exception, of the system's error, or of what is wrong with the file. */
  readonly errorName?: string;
  readonly requestId?: string;
  /** What a person has to run in a terminal. */
  readonly command?: string;
  /** Why a profile cannot be used or saved: our words, for people. */
  readonly reason?: string;
}

/** Carries no message of AWS's or of a program's: those can quote secrets. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: AwsErrorCode;
  readonly details: AwsErrorDetails;

  constructor(code: AwsErrorCode, details: AwsErrorDetails = {}) {
    super(details.errorName ? `${code} (${details.errorName})` : code);
    this.code = code;
    this.details = details;
  }
}

/** Settles like `work`; an AwsError says what it is about, too. */
export async function inDetail<T>(about: AwsErrorDetails, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof AwsError ? new AwsError(error.code, { ...about, ...error.details }) : error;
  }
}
