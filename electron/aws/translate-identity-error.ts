/**
 * What the SDK throws when credentials are asked for, as codes of `AwsError`.
 *
 * STS's exceptions have names; some providers wrap everything and leave only a message to tell by, in which names of
 * errors are looked for. No message is kept: a program's or a server's can hold secrets.
 */
import { AwsError, type AwsErrorCode, type AwsErrorDetails } from './errors.ts';
import { codesByName, networkCodes } from './network/codes.ts';
import { field, nameOf, requestIdOf } from './sign-in/service-error.ts';

const byName: ReadonlyMap<string, AwsErrorCode> = new Map([
  ...networkCodes,
  ...codesByName({
    'sign-in-needed': [
      'UnauthorizedException',
      'ExpiredTokenException',
      'ExpiredToken',
      'InvalidGrantException',
    ],
    // Signed in, but the role is not assigned or may not be assumed.
    'role-not-allowed': ['ForbiddenException', 'AccessDenied', 'AccessDeniedException'],
    'credentials-rejected': [
      ...[
        'InvalidClientTokenId',
        'UnrecognizedClientException',
        'SignatureDoesNotMatch',
        'IncompleteSignature',
      ],
      ...['MissingAuthenticationToken', 'OptInRequired'],
      ...['InvalidIdentityTokenException', 'InvalidIdentityToken'],
      ...['IDPRejectedClaimException', 'IDPRejectedClaim'],
    ],
    'clock-skew': ['RequestExpired', 'RequestInTheFuture', 'RequestTimeTooSkewed'],
    throttled: ['Throttling', 'ThrottlingException', 'TooManyRequestsException'],
    cancelled: ['AbortError'],
  }),
]);

/** What only AWS's message tells, in sentences of STS's that have not changed in years. */
const bySentence: readonly (readonly [name: string, sentence: RegExp, code: AwsErrorCode])[] = [
  ['AccessDenied', /^MultiFactorAuthentication failed/, 'mfa-rejected'],
  ['SignatureDoesNotMatch', /^Signature (?:expired|not yet current)/, 'clock-skew'],
];

/** Milliseconds. */
const MINUTE = 60_000;

/** `otherwise`: what it is where nothing is known. */
export function translateIdentityError(
  thrown: unknown,
  otherwise: AwsErrorCode = 'profile-unusable',
): AwsError {
  if (thrown instanceof AwsError) return thrown;
  const message = String(field(thrown, 'message') ?? '');
  const name = [nameOf(thrown), ...(message.match(/\w+/g) ?? [])].find((one) => byName.has(one));
  const [, , told] = bySentence.find(([of, sentence]) => of === name && sentence.test(message)) ?? [];
  const code = told ?? byName.get(name ?? '') ?? otherwise;
  const requestId = requestIdOf(thrown);
  const details: AwsErrorDetails = {
    errorName: name ?? nameOf(thrown),
    ...(requestId !== null && { requestId }),
    ...(code === 'clock-skew' && { reason: howFarOff(thrown) }),
  };
  return new AwsError(code, details);
}

/** Settles like `work`, with a translated error. */
export async function inAwsErrors<T>(work: Promise<T>, otherwise?: AwsErrorCode): Promise<T> {
  return work.catch((error: unknown) => {
    throw translateIdentityError(error, otherwise);
  });
}

/** By the time in the answer that the SDK hangs on the error. */
function howFarOff(thrown: unknown): string {
  const date = field(field(field(thrown, '$response'), 'headers'), 'date');
  const minutes = Math.round(Math.abs(Date.now() - Date.parse(String(date))) / MINUTE);
  return minutes > 0 ? `it is ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} off.` : '';
}
