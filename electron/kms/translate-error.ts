/**
 * One table from what the AWS SDK, AWS and Node's network code throw to the codes of `KmsError`.
 *
 * Guarantees: every thrown value becomes a `KmsError`; nothing of AWS's message, of a response's body or of the
 * `cause` is kept; the error's name and request id, which a server chooses too, are kept only where they look
 * like a name and an id.
 */
import { KmsError, type KmsErrorCode } from './errors.ts';

/** Names of exceptions (AWS's, the SDK's) and of Node's error codes. What is not here is `kms-error`. */
const names: Partial<Record<KmsErrorCode, readonly string[]>> = {
  'access-denied': ['AccessDeniedException', 'AccessDenied', 'NotAuthorized'],
  'key-disabled': ['DisabledException'],
  'key-pending-deletion': ['KMSInvalidStateException'],
  'key-not-found': ['NotFoundException', 'InvalidArnException'],
  'key-unusable': [
    'InvalidKeyUsageException',
    'KeyUnavailableException',
    'UnsupportedOperationException',
    'CloudHsmClusterInvalidConfigurationException',
    'CustomKeyStoreInvalidStateException',
  ],
  'wrong-key': ['IncorrectKeyException'],
  'data-key-damaged': ['InvalidCiphertextException'],
  throttled: [
    'BandwidthLimitExceeded',
    'LimitExceededException',
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'RequestThrottled',
    'RequestThrottledException',
    'SlowDown',
    'ThrottledException',
    'Throttling',
    'ThrottlingException',
    'TooManyRequestsException',
  ],
  'sign-in-needed': [
    'CredentialsProviderError',
    'ExpiredToken',
    'ExpiredTokenException',
    'TokenProviderError',
    'UnauthorizedException',
  ],
  'credentials-rejected': [
    'IncompleteSignature',
    'IncompleteSignatureException',
    'InvalidClientTokenId',
    'MissingAuthenticationToken',
    'MissingAuthenticationTokenException',
    'OptInRequired',
    'SignatureDoesNotMatch',
    'UnrecognizedClientException',
  ],
  'clock-skew': [
    'CERT_NOT_YET_VALID',
    'InvalidSignatureException',
    'RequestExpired',
    'RequestInTheFuture',
    'RequestTimeTooSkewed',
  ],
  offline: [
    'TimeoutError',
    'RequestTimeout',
    'RequestTimeoutException',
    ...['EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'ENOTFOUND'],
    ...['ECONNABORTED', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EPROTO', 'ESOCKETTIMEDOUT', 'ETIMEDOUT'],
    ...['EADDRNOTAVAIL', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH'],
    // Something between here and AWS answered instead of AWS: an inspecting proxy, a hotel's sign-in page.
    'CERT_HAS_EXPIRED',
    'CERT_REVOKED',
    'CERT_UNTRUSTED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'SyntaxError',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ],
  cancelled: ['AbortError'],
};

const codeByName: ReadonlyMap<string, KmsErrorCode> = new Map(
  codes(names).flatMap((code) => (names[code] ?? []).map((name) => [name, code] as const)),
);

/** Codes of an `AwsError` (electron/aws, which kms does not import) that pass unchanged. */
const identityCodes: ReadonlyMap<unknown, KmsErrorCode> = new Map(
  (
    [
      'sign-in-needed',
      'credentials-rejected',
      'clock-skew',
      'offline',
      'cancelled',
      'profile-not-found',
      'profile-unusable',
      'config-broken',
    ] as const
  ).map((code) => [code, code]),
);

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const SYSTEM_CODE = /^[A-Z][A-Z0-9_]{2,63}$/;
const REQUEST_ID = /^[A-Za-z0-9+/=_-]{1,128}$/;

/**
 * Makes a `KmsError` of anything thrown by a KMS call.
 *
 * @param keyArn ARN of the key the call was about, for the details.
 */
export function translateError(thrown: unknown, keyArn?: string): KmsError {
  const about = keyArn === undefined ? {} : { keyArn };
  // A new object, because the SDK hangs the whole response on what passes through it.
  if (thrown instanceof KmsError) return new KmsError(thrown.code, { ...about, ...thrown.details });
  const metadata = field(thrown, '$metadata');
  const requestId = checkedRequestId(field(metadata, 'requestId'));
  const attempts = field(metadata, 'attempts');
  const errorName = nameOf(thrown);
  return new KmsError(codeOf(thrown, errorName, field(metadata, 'httpStatusCode')), {
    errorName,
    ...(requestId !== null && { requestId }),
    ...(typeof attempts === 'number' && { attempts }),
    ...about,
  });
}

/** A request id as a server gave it, where it looks like one; else null. */
export function checkedRequestId(given: unknown): string | null {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : null;
}

function codeOf(thrown: unknown, name: string, status: unknown): KmsErrorCode {
  if (field(thrown, 'name') === 'AwsError') {
    return identityCodes.get(field(thrown, 'code')) ?? 'sign-in-needed';
  }
  // AWS gives these two for several reasons; only the message, which is read here and dropped, tells which.
  if (name === 'KMSInvalidStateException' && says(thrown, /import|creating|updating|unavailable/i)) {
    return 'key-unusable';
  }
  if (name === 'InvalidSignatureException' && says(thrown, /does not match/i)) return 'credentials-rejected';
  // A gateway's page in HTML says less than its status.
  const statusWins = name === 'SyntaxError' && typeof status === 'number' && status >= 500;
  const known = codeByName.get(name);
  if (known && !statusWins) return known;
  if (status === 429 || field(field(thrown, '$retryable'), 'throttling') === true) return 'throttled';
  if (status === 407 || status === 511) return 'offline';
  return 'kms-error';
}

/** The system's code where there is one (the SDK renames ECONNREFUSED to TimeoutError), else the error's name. */
function nameOf(thrown: unknown): string {
  if (field(thrown, 'name') === 'AwsError') {
    const inner = field(field(thrown, 'details'), 'errorName');
    return typeof inner === 'string' && NAME.test(inner) ? inner : 'AwsError';
  }
  const code = field(thrown, 'code') ?? field(field(thrown, 'cause'), 'code');
  // AWS's exceptions have a $fault; a connection that breaks inside the answer has only the status.
  const fromService = field(thrown, '$fault') !== undefined;
  if (!fromService && typeof code === 'string' && SYSTEM_CODE.test(code)) return code;
  const name = field(thrown, 'name');
  return typeof name === 'string' && NAME.test(name) ? name : 'Unknown';
}

function says(thrown: unknown, what: RegExp): boolean {
  const message = field(thrown, 'message');
  return typeof message === 'string' && what.test(message);
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function codes<K extends string>(record: Partial<Record<K, unknown>>): readonly K[] {
  return Object.keys(record).filter((key): key is K => key in record);
}
