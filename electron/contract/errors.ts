/**
 * What can go wrong, as it crosses the bridge and as the command line prints it.
 *
 * Every failure of the vault becomes one `VaultError`: a stable code for programs and for searching, words for
 * people, what to do next, and details to quote to an administrator. No key byte, token or file content is
 * ever part of one.
 */

export const errorCodes = [
  // The envelope itself
  'not-an-envelope',
  'truncated',
  'tampered',
  'trailing-bytes',
  'unsupported-version',
  'unsupported-suite',
  'uncommitted-suite',
  'invalid-envelope',
  'limit-exceeded',
  'key-commitment-failed',
  // Files and folders
  'file-not-found',
  'file-not-readable',
  'not-a-file',
  'is-a-link',
  'is-a-folder',
  'name-not-unicode',
  'folder-not-readable',
  'folder-not-writable',
  'target-exists',
  'name-too-long',
  'disk-full',
  'source-changed',
  'check-failed',
  'output-closed',
  'io-error',
  // KMS
  'no-usable-key',
  'account-not-allowed',
  'access-denied',
  'key-disabled',
  'key-pending-deletion',
  'key-not-found',
  'key-unusable',
  'key-unavailable',
  'other-account',
  'grant-token-rejected',
  'wrong-key',
  'data-key-damaged',
  'throttled',
  'kms-error',
  // Identity and network
  'profile-not-found',
  'profile-unusable',
  'config-broken',
  'profile-changed',
  'sign-in-needed',
  'sign-in-refused',
  'session-not-found',
  'mfa-needed',
  'mfa-rejected',
  'credentials-rejected',
  'role-not-allowed',
  'sign-in-denied',
  'sign-in-timeout',
  'session-rejected',
  'sign-out-unconfirmed',
  'token-not-saved',
  'config-not-saved',
  'clock-skew',
  'wrong-region',
  'offline',
  'proxy-refused',
  'tls-untrusted',
  // Practice
  'practice-store-unreadable',
  'practice-key-missing',
  // The program
  'invalid-context',
  'context-mismatch',
  'no-key-chosen',
  'cannot-decrypt-again',
  'invalid-key-arn',
  'cancelled',
  'self-test-failed',
  'bad-request',
  'unknown-handle',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface VaultError {
  readonly code: ErrorCode;
  /** What happened, in a sentence or two a person without AWS knowledge understands. */
  readonly message: string;
  /** What to do about it; empty when there is nothing to do. */
  readonly advice: string;
  readonly details: ErrorDetails;
}

export interface ErrorDetails {
  /** Name of the file it is about, without its folder. */
  readonly file?: string;
  /** AWS's or the system's own name of the error, e.g. `AccessDeniedException`, `ENOSPC`. */
  readonly errorName?: string;
  /** AWS request id, to be found in CloudTrail. */
  readonly requestId?: string;
  /** ARN of the KMS key concerned. */
  readonly keyArn?: string;
  /** Name of the role concerned; its account is in `accounts`, where it is known. */
  readonly role?: string;
  /** AWS accounts concerned, of 12 digits each. */
  readonly accounts?: readonly string[];
  /** Of an envelope with several keys: why the others did not open it either. */
  readonly others?: readonly OtherKeyError[];
  /** Calls made, the first one included. */
  readonly attempts?: number;
  /** What to run in a terminal, which is the advice. */
  readonly command?: string;
  /** A text to send to an administrator, who can help: lines of what is asked for, on which key, for whom. */
  readonly request?: string;
}

export interface OtherKeyError {
  readonly code: ErrorCode;
  readonly keyArn: string;
  readonly errorName?: string;
  readonly requestId?: string;
}

/** What every call over the bridge answers: exceptions do not cross it. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: VaultError };
