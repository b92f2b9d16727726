/**
 * What the clients of IAM Identity Center throw, as codes of `AwsError`.
 *
 * Nothing of the thrown value is kept but its name and AWS's request id, where they look like that: its message, the
 * response that the SDK hangs on it and its cause can hold tokens and codes.
 */
import { AwsError, type AwsErrorCode } from '../errors.ts';
import { networkCodes } from '../network/codes.ts';

const byName: ReadonlyMap<string, AwsErrorCode> = new Map([
  ['AbortError', 'cancelled'],
  // Of the token: it was revoked, or has ended, or its registration has.
  ['UnauthorizedException', 'sign-in-needed'],
  ['InvalidGrantException', 'sign-in-needed'],
  ['ExpiredTokenException', 'sign-in-needed'],
  ['InvalidClientException', 'sign-in-needed'],
  ['UnauthorizedClientException', 'sign-in-needed'],
  // Signed in, but the role is not assigned.
  ['ForbiddenException', 'role-not-allowed'],
  ['AccessDeniedException', 'sign-in-denied'],
  // Of the session: its start URL or region is not that of an organisation.
  ['InvalidRequestException', 'session-rejected'],
  ['InvalidRequestRegionException', 'session-rejected'],
  ['InvalidClientMetadataException', 'session-rejected'],
  ['InvalidScopeException', 'session-rejected'],
  ['ResourceNotFoundException', 'role-not-allowed'],
  ['SlowDownException', 'throttled'],
  ['TooManyRequestsException', 'throttled'],
]);

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const REQUEST_ID = /^[\w-]{1,64}$/;

/** `others` come before the table above. Whatever nobody knows came from no service of AWS's: `offline`. */
export function serviceError(
  thrown: unknown,
  others: ReadonlyMap<string, AwsErrorCode> = new Map(),
): AwsError {
  if (thrown instanceof AwsError) return thrown;
  const errorName = nameOf(thrown);
  const requestId = requestIdOf(thrown);
  const code = others.get(errorName) ?? byName.get(errorName) ?? networkCodes.get(errorName) ?? 'offline';
  return new AwsError(code, { errorName, ...(requestId !== null && { requestId }) });
}

/** Where an answer of a service lacks what it has to have. */
export const unexpectedAnswer = (): AwsError => new AwsError('offline', { errorName: 'UnexpectedAnswer' });

/** The system's code where there is one (the SDK renames ECONNREFUSED to TimeoutError), else the error's name. */
export function nameOf(thrown: unknown): string {
  const candidates = [field(thrown, 'code'), field(field(thrown, 'cause'), 'code'), field(thrown, 'name')];
  const name = candidates.find((one): one is string => typeof one === 'string' && NAME.test(one));
  return name ?? 'Unknown';
}

/** AWS's id of the request, where it looks like one. */
export function requestIdOf(thrown: unknown): string | null {
  const requestId = field(field(thrown, '$metadata'), 'requestId');
  return typeof requestId === 'string' && REQUEST_ID.test(requestId) ? requestId : null;
}

export function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
