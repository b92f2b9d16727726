/**
 * What the AWS SDK, AWS and Node's network code throw, as codes of `KmsError` (error-names.ts).
 *
 * Guarantees: every thrown value becomes a `KmsError`; nothing of a response's body or of the `cause` is kept, and of
 * AWS's message only the ARN of the caller; that, the error's name and the request id, which a server chooses too, are
 * kept only where they look like what they should be.
 */
import { parseKeyArn } from './arn.ts';
import { codeByName } from './error-names.ts';
import { type Asked, KmsError, type KmsErrorCode, type KmsErrorDetails } from './errors.ts';

/** Codes of an `AwsError` (electron/aws, which kms does not import) that pass unchanged. */
const identityCodes: ReadonlyMap<unknown, KmsErrorCode> = new Map(
  (
    [
      'sign-in-needed',
      'credentials-rejected',
      'role-not-allowed',
      'clock-skew',
      'offline',
      'proxy-refused',
      'tls-untrusted',
      'mfa-needed',
      'mfa-rejected',
      'throttled',
      'cancelled',
      'token-not-saved',
      'profile-not-found',
      'profile-unusable',
      'config-broken',
    ] as const
  ).map((code) => [code, code]),
);

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const SYSTEM_CODE = /^[A-Z][A-Z0-9_]{2,63}$/;
const REQUEST_ID = /^[A-Za-z0-9+/=_-]{1,128}$/;

/** How AWS begins to say who was refused. */
const CALLER =
  /\bUser: (arn:aws(?:-[a-z]+){0,3}:(?:iam|sts)::[0-9]{12}:[A-Za-z0-9+=,.@_/-]{1,512}) is not authorized/;
/** Milliseconds. */
const MINUTE = 60_000;

/** Makes a `KmsError` of anything thrown by a KMS call, with what was asked in its details. */
export function translateError(thrown: unknown, asked?: Asked): KmsError {
  const about = aboutCall(asked);
  // A new object, because the SDK hangs the whole response on what passes through it.
  if (thrown instanceof KmsError) return new KmsError(thrown.code, { ...about, ...thrown.details });
  const metadata = field(thrown, '$metadata');
  const requestId = checkedRequestId(field(metadata, 'requestId'));
  const attempts = field(metadata, 'attempts');
  const errorName = nameOf(thrown);
  const code = codeOf(thrown, errorName, field(metadata, 'httpStatusCode'));
  const clockOff = code === 'clock-skew' ? minutesOff(thrown) : null;
  const caller = code === 'access-denied' ? callerIn(thrown) : null;
  return new KmsError(code, {
    errorName,
    ...(caller !== null && { caller }),
    ...(clockOff !== null && { clockOff }),
    ...(requestId !== null && { requestId }),
    ...(typeof attempts === 'number' && { attempts }),
    ...about,
  });
}

/** What a call was about, for the details of its error. */
export function aboutCall(asked: Asked | undefined): Pick<KmsErrorDetails, 'asked' | 'keyArn'> {
  if (asked === undefined) return {};
  const key = parseKeyArn(asked.keyId);
  return { asked, ...(key !== null && { keyArn: key.arn }) };
}

/** A request id as a server gave it, where it looks like one; else null. */
export function checkedRequestId(given: unknown): string | null {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : null;
}

function codeOf(thrown: unknown, name: string, status: unknown): KmsErrorCode {
  if (field(thrown, 'name') === 'AwsError') {
    return identityCodes.get(field(thrown, 'code')) ?? 'sign-in-needed';
  }
  // AWS gives these for several reasons; only the message, which is read here and dropped, tells which.
  if (name === 'KMSInvalidStateException' && says(thrown, /unavailable/i)) return 'key-unavailable';
  if (name === 'KMSInvalidStateException' && says(thrown, /import|creating|updating/i)) return 'key-unusable';
  if (name === 'InvalidSignatureException' && says(thrown, /does not match/i)) return 'credentials-rejected';
  if (name === 'InvalidSignatureException' && says(thrown, /scoped to a valid region/i))
    return 'wrong-region';
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

function callerIn(thrown: unknown): string | null {
  const message = field(thrown, 'message');
  return typeof message === 'string' ? (CALLER.exec(message)?.[1] ?? null) : null;
}

/** From the time in the answer that the SDK hangs on the error; null where there is none. */
function minutesOff(thrown: unknown): number | null {
  const date = field(field(field(thrown, '$response'), 'headers'), 'date');
  const off = Math.round(Math.abs(Date.now() - Date.parse(String(date))) / MINUTE);
  return Number.isNaN(off) ? null : off;
}

function says(thrown: unknown, what: RegExp): boolean {
  const message = field(thrown, 'message');
  return typeof message === 'string' && what.test(message);
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
