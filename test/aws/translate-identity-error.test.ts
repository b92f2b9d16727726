import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../electron/aws/errors.ts';
import { inAwsErrors, translateIdentityError } from '../../electron/aws/translate-identity-error.ts';

const SECRET = 'token-that-nobody-may-see';
const MINUTE = 60_000;

/** As the SDK throws it: with the response hung on it. */
const thrown = (name: string, message: string = SECRET, more: object = {}): Error =>
  Object.assign(new Error(message, { cause: new Error(SECRET) }), { name, $fault: 'client', ...more });

describe('what the SDK throws', () => {
  it.each([
    ['ExpiredTokenException', SECRET, 'sign-in-needed'],
    ['UnauthorizedException', SECRET, 'sign-in-needed'],
    ['ForbiddenException', SECRET, 'role-not-allowed'],
    ['AccessDenied', SECRET, 'role-not-allowed'],
    [
      'AccessDenied',
      'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
      'mfa-rejected',
    ],
    ['InvalidClientTokenId', SECRET, 'credentials-rejected'],
    ['InvalidIdentityTokenException', SECRET, 'credentials-rejected'],
    ['SignatureDoesNotMatch', 'The request signature we calculated does not match', 'credentials-rejected'],
    ['SignatureDoesNotMatch', 'Signature expired: 20260101T000000Z is now earlier than', 'clock-skew'],
    ['SignatureDoesNotMatch', 'Signature not yet current: 20990101T000000Z', 'clock-skew'],
    ['RequestExpired', SECRET, 'clock-skew'],
    ['Throttling', SECRET, 'throttled'],
    ['AbortError', SECRET, 'cancelled'],
    ['TimeoutError', SECRET, 'offline'],
    ['SyntaxError', SECRET, 'offline'],
    ['RegionDisabledException', SECRET, 'profile-unusable'],
    // All that some providers leave is a sentence.
    ['CredentialsProviderError', 'Error: connect ECONNREFUSED 127.0.0.1:9', 'offline'],
    ['CredentialsProviderError', 'Failed to refresh token: Error: PROXY_REFUSED', 'proxy-refused'],
    ['CredentialsProviderError', SECRET, 'profile-unusable'],
  ])('%s, %s: %s', (name, message, code) => {
    expect(translateIdentityError(thrown(name, message)).code).toBe(code);
  });

  it.each([
    ['ENOTFOUND', 'offline'],
    // Of a proxy that speaks no HTTP.
    ['HPE_INVALID_CONSTANT', 'offline'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-untrusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-untrusted'],
    ['PROXY_AUTHENTICATION_REQUIRED', 'proxy-refused'],
    ['CERT_NOT_YET_VALID', 'clock-skew'],
  ])('with the system’s code %s: %s', (code, expected) => {
    // The SDK calls some of them TimeoutError.
    const error = Object.assign(new Error(SECRET), { name: 'TimeoutError', code });
    expect(translateIdentityError(error)).toMatchObject({ code: expected, details: { errorName: code } });
  });

  it('says how many minutes the clock is off', () => {
    const date = new Date(Date.now() + 9 * MINUTE).toUTCString();
    const error = thrown('RequestExpired', SECRET, { $response: { headers: { date } } });
    expect(translateIdentityError(error).details.reason).toBe('it is 9 minutes off.');
    expect(translateIdentityError(thrown('RequestExpired')).details.reason).toBe('');
  });

  it('leaves its name and the id of the request, and nothing else', () => {
    const more = { $metadata: { requestId: 'r-1' }, $response: { headers: {}, body: SECRET } };
    const error = translateIdentityError(thrown('AccessDenied', SECRET, more));
    expect(error.details).toEqual({ errorName: 'AccessDenied', requestId: 'r-1' });
    expect(inspect(error, { depth: null })).not.toContain(SECRET);
    for (const odd of [SECRET.repeat(9), 'with space', 7]) {
      const hostile = translateIdentityError(
        thrown('AccessDenied', SECRET, { $metadata: { requestId: odd } }),
      );
      expect(hostile.details.requestId).toBeUndefined();
    }
  });

  it('is told as what is most likely where nothing is known; what is ours passes', async () => {
    const ours = new AwsError('offline');
    expect(translateIdentityError(null, 'sign-in-needed').code).toBe('sign-in-needed');
    await expect(inAwsErrors(Promise.reject(ours))).rejects.toBe(ours);
    await expect(inAwsErrors(Promise.resolve(7))).resolves.toBe(7);
  });
});
