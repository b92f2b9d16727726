/** Failures of a key service, as codes. The words for people are made in `vault/explain.ts`. */
import type { EncryptionContext } from './port.ts';

export type KmsErrorCode =
  | 'access-denied'
  | 'key-disabled'
  | 'key-pending-deletion'
  | 'key-not-found'
  | 'key-unusable'
  | 'key-unavailable'
  | 'grant-token-rejected'
  | 'wrong-key'
  | 'data-key-damaged'
  | 'throttled'
  | 'kms-error'
  | 'sign-in-needed'
  | 'credentials-rejected'
  | 'role-not-allowed'
  | 'clock-skew'
  | 'wrong-region'
  | 'offline'
  | 'proxy-refused'
  | 'tls-untrusted'
  | 'cancelled'
  | 'practice-store-unreadable'
  | 'practice-key-missing'
  // Of the profile whose credentials were asked for on the way (thrown by electron/aws, passed on)
  | 'profile-not-found'
  | 'profile-unusable'
  | 'config-broken'
  | 'mfa-needed'
  | 'mfa-rejected'
  | 'token-not-saved';

export interface KmsErrorDetails {
  /** Name of AWS's exception or of the system's network error, e.g. `AccessDeniedException`, `ECONNREFUSED`. */
  readonly errorName?: string;
  readonly requestId?: string;
  readonly attempts?: number;
  readonly keyArn?: string;
  /** What was asked of AWS. */
  readonly asked?: Asked;
  /** ARN of who asked, where AWS told it. */
  readonly caller?: string;
  /** When the key will be deleted, ISO 8601, where that is known. */
  readonly deletionDate?: string;
  /** Minutes between this computer's clock and the server's, where it told the time. */
  readonly clockOff?: number;
}

/** A call that needs a permission on a key. */
export interface Asked {
  /** As policies name it, e.g. `kms:Decrypt`. */
  readonly action: string;
  /** Key ARN, alias ARN, key id, or `alias/NAME`. */
  readonly keyId: string;
  /** That was asked, where an alias or a key id is looked up. */
  readonly region: string;
  readonly encryptionContext: EncryptionContext;
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
