/** Failures of a key service, as codes. The words for people are made in `vault/explain.ts`. */

export type KmsErrorCode =
  | 'access-denied'
  | 'key-disabled'
  | 'key-pending-deletion'
  | 'key-not-found'
  | 'key-unusable'
  | 'wrong-key'
  | 'data-key-damaged'
  | 'throttled'
  | 'kms-error'
  | 'sign-in-needed'
  | 'credentials-rejected'
  | 'clock-skew'
  | 'offline'
  | 'cancelled'
  | 'practice-store-unreadable'
  | 'practice-key-missing'
  // Of the profile whose credentials were asked for on the way (thrown by electron/aws, passed on)
  | 'profile-not-found'
  | 'profile-unusable'
  | 'config-broken';

export interface KmsErrorDetails {
  /** Name of AWS's exception or of the system's network error, e.g. `AccessDeniedException`, `ECONNREFUSED`. */
  readonly errorName?: string;
  readonly requestId?: string;
  readonly attempts?: number;
  readonly keyArn?: string;
}

/** Carries no message of AWS's: those can quote content. */
export class KmsError extends Error {
  override readonly name = 'KmsError';
  readonly code: KmsErrorCode;
  readonly details: KmsErrorDetails;

  constructor(code: KmsErrorCode, details: KmsErrorDetails = {}) {
    super(details.errorName ? `${code} (${details.errorName})` : code);
    this.code = code;
    this.details = details;
  }
}
