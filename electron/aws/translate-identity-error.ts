/**
 * What the SDK's credential providers throw, as codes of `AwsError`.
 *
 * The providers wrap everything in CredentialsProviderError and leave only a message to tell by; names of errors
 * are looked for in it, and it is dropped.
 */
import { AwsError, type AwsErrorCode } from './errors.ts';
import type { AwsProfile } from './profiles.ts';

const byName: ReadonlyMap<string, AwsErrorCode> = new Map([
  ['UnauthorizedException', 'sign-in-needed'],
  ['ExpiredTokenException', 'sign-in-needed'],
  ['ExpiredToken', 'sign-in-needed'],
  ['InvalidGrantException', 'sign-in-needed'],
  // Signed in, but the role is not assigned or may not be assumed.
  ['ForbiddenException', 'role-not-allowed'],
  ['AccessDenied', 'role-not-allowed'],
  ['AccessDeniedException', 'role-not-allowed'],
  ['InvalidClientTokenId', 'credentials-rejected'],
  ['UnrecognizedClientException', 'credentials-rejected'],
  ['SignatureDoesNotMatch', 'credentials-rejected'],
  ['InvalidIdentityToken', 'credentials-rejected'],
  ['IDPRejectedClaim', 'credentials-rejected'],
  ['RequestExpired', 'clock-skew'],
  ['RequestTimeTooSkewed', 'clock-skew'],
  ['TimeoutError', 'offline'],
  ['ECONNREFUSED', 'offline'],
  ['ECONNRESET', 'offline'],
  ['ENOTFOUND', 'offline'],
  ['EAI_AGAIN', 'offline'],
  ['ENETUNREACH', 'offline'],
  ['EHOSTUNREACH', 'offline'],
  ['ETIMEDOUT', 'offline'],
  ['EPIPE', 'offline'],
  ['SyntaxError', 'offline'],
  ['CERT_HAS_EXPIRED', 'offline'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'offline'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'offline'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'offline'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'offline'],
]);

/** Never keeps the message: a credential process's can hold secrets. */
export function translateIdentityError(thrown: unknown, profile: AwsProfile): AwsError {
  if (thrown instanceof AwsError) return thrown;
  const name = knownName(thrown);
  const code = name === undefined ? undefined : byName.get(name);
  const requestId = field(field(thrown, '$metadata'), 'requestId');
  return new AwsError(code ?? codeByKind(profile), {
    profile: profile.name,
    errorName: name ?? 'CredentialsProviderError',
    ...(typeof requestId === 'string' && /^[\w-]{1,64}$/.test(requestId) && { requestId }),
  });
}

function knownName(thrown: unknown): string | undefined {
  const candidates = [field(thrown, 'code'), field(thrown, 'name')];
  const message = field(thrown, 'message');
  if (typeof message === 'string') candidates.push(...(message.match(/\w+/g) ?? []));
  return candidates.find((name): name is string => typeof name === 'string' && byName.has(name));
}

/** Where nothing else is known: what is most often the matter with such a profile. */
function codeByKind(profile: AwsProfile): AwsErrorCode {
  const signsIn = profile.sessionId !== null || profile.kind === 'login';
  return signsIn ? 'sign-in-needed' : 'profile-unusable';
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
