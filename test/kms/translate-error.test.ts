import * as kms from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeByName } from '../../electron/kms/error-names.ts';
import { KmsError, type KmsErrorCode } from '../../electron/kms/errors.ts';
import { translateError } from '../../electron/kms/translate-error.ts';

const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const asked = {
  action: 'kms:Decrypt',
  keyId: keyArn,
  region: 'eu-west-1',
  encryptionContext: new Map([['a', 'b']]),
};
const SECRET = 'the message quotes a SECRET';

function awsError(name: string, status = 400, message = SECRET): Error {
  return Object.assign(new Error(message), {
    name,
    $fault: 'client',
    $metadata: { httpStatusCode: status, requestId: 'req-1', attempts: 2 },
    $response: { body: SECRET },
  });
}

function systemError(code: string, name = 'Error'): Error {
  return Object.assign(new Error(SECRET), { name, code });
}

const services: readonly (readonly [string, KmsErrorCode])[] = [
  ['AccessDeniedException', 'access-denied'],
  ['DisabledException', 'key-disabled'],
  ['KMSInvalidStateException', 'key-pending-deletion'],
  ['NotFoundException', 'key-not-found'],
  ['InvalidArnException', 'key-not-found'],
  ['InvalidKeyUsageException', 'key-unusable'],
  ['KeyUnavailableException', 'key-unavailable'],
  ['CustomKeyStoreInvalidStateException', 'key-unavailable'],
  ['UnsupportedOperationException', 'key-unusable'],
  ['InvalidGrantTokenException', 'grant-token-rejected'],
  ['IncorrectKeyException', 'wrong-key'],
  ['InvalidCiphertextException', 'data-key-damaged'],
  ['ThrottlingException', 'throttled'],
  ['Throttling', 'throttled'],
  ['ThrottledException', 'throttled'],
  ['RequestThrottled', 'throttled'],
  ['RequestThrottledException', 'throttled'],
  ['RequestLimitExceeded', 'throttled'],
  ['TooManyRequestsException', 'throttled'],
  ['LimitExceededException', 'throttled'],
  ['SlowDown', 'throttled'],
  ['BandwidthLimitExceeded', 'throttled'],
  ['ProvisionedThroughputExceededException', 'throttled'],
  ['KMSInternalException', 'kms-error'],
  ['DependencyTimeoutException', 'kms-error'],
  ['ValidationException', 'kms-error'],
  ['NeverHeardOfException', 'kms-error'],
  ['ExpiredTokenException', 'sign-in-needed'],
  ['UnrecognizedClientException', 'credentials-rejected'],
  ['InvalidClientTokenId', 'credentials-rejected'],
  ['MissingAuthenticationTokenException', 'credentials-rejected'],
  ['IncompleteSignatureException', 'credentials-rejected'],
  ['OptInRequired', 'credentials-rejected'],
  ['InvalidSignatureException', 'clock-skew'],
  ['RequestExpired', 'clock-skew'],
  ['RequestTimeTooSkewed', 'clock-skew'],
];

const systems: readonly (readonly [string, KmsErrorCode])[] = [
  ...[
    ...[
      'ECONNREFUSED',
      'ECONNRESET',
      'ECONNABORTED',
      'ENOTFOUND',
      'EAI_AGAIN',
      'ENETUNREACH',
      'EHOSTUNREACH',
    ],
    ...['ETIMEDOUT', 'EPIPE', 'EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'],
  ].map((code) => [code, 'offline'] as const),
  ...[
    ...['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED'],
    ...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ].map((code) => [code, 'tls-untrusted'] as const),
  ...['PROXY_AUTHENTICATION_REQUIRED', 'PROXY_REFUSED', 'PROXY_UNSUPPORTED'].map(
    (code) => [code, 'proxy-refused'] as const,
  ),
  ['CERT_NOT_YET_VALID', 'clock-skew'],
  ['ERR_INVALID_ARG_TYPE', 'kms-error'],
];

const identities: readonly (readonly [string, KmsErrorCode])[] = [
  ['sign-in-needed', 'sign-in-needed'],
  ['credentials-rejected', 'credentials-rejected'],
  ['clock-skew', 'clock-skew'],
  ['offline', 'offline'],
  ['role-not-allowed', 'role-not-allowed'],
  ['profile-not-found', 'profile-not-found'],
  ['profile-unusable', 'profile-unusable'],
  ['config-broken', 'config-broken'],
  ['mfa-rejected', 'mfa-rejected'],
  ['tls-untrusted', 'tls-untrusted'],
  ['something-new', 'sign-in-needed'],
];

describe('translateError', () => {
  it.each(services)('AWS answered %s: %s', (name, code) => {
    const error = translateError(awsError(name), asked);
    expect(error).toBeInstanceOf(KmsError);
    expect(error.code).toBe(code);
    expect(error.details).toEqual({ errorName: name, requestId: 'req-1', attempts: 2, keyArn, asked });
  });

  it.each(systems)('the system said %s: %s', (errorName, code) => {
    expect(translateError(systemError(errorName))).toMatchObject({ code, details: { errorName } });
    expect(translateError(new Error('x', { cause: systemError(errorName) }))).toMatchObject({ code });
  });

  it.each(identities)('the profile failed with %s: %s', (thrown, code) => {
    const error = Object.assign(new Error(SECRET), { name: 'AwsError', code: thrown, details: {} });
    expect(translateError(error).code).toBe(code);
  });

  it('prefers the system code to the name that the SDK gives it', () => {
    const error = translateError(systemError('ECONNREFUSED', 'TimeoutError'));
    expect(error).toMatchObject({ code: 'offline', details: { errorName: 'ECONNREFUSED' } });
    expect(translateError(Object.assign(new Error(), { name: 'TimeoutError' })).code).toBe('offline');
  });

  it.each([
    ['CredentialsProviderError', 'sign-in-needed'],
    ['TokenProviderError', 'sign-in-needed'],
    ['AbortError', 'cancelled'],
    ['SyntaxError', 'offline'],
    ['TypeError', 'kms-error'],
  ])('the SDK threw %s: %s', (name, code) => {
    expect(translateError(Object.assign(new Error(SECRET), { name })).code).toBe(code);
  });

  it.each([
    ['SyntaxError', 200, 'offline'],
    ['SyntaxError', 403, 'offline'],
    ['SyntaxError', 503, 'kms-error'],
    ['Unknown', 429, 'throttled'],
    ['Unknown', 407, 'offline'],
    ['Unknown', 511, 'offline'],
    ['Unknown', 500, 'kms-error'],
  ])('%s under HTTP %i: %s', (name, status, code) => {
    expect(translateError(awsError(name, status)).code).toBe(code);
  });

  it.each([
    ['KMSInvalidStateException', 'arn:x is pending deletion.', 'key-pending-deletion'],
    ['KMSInvalidStateException', 'arn:x is pending import.', 'key-unusable'],
    ['KMSInvalidStateException', 'arn:x is unavailable.', 'key-unavailable'],
    ['KMSInvalidStateException', 'UnknownError', 'key-pending-deletion'],
    ['InvalidSignatureException', 'Signature expired: 2026', 'clock-skew'],
    ['InvalidSignatureException', 'Signature not yet current: 2026', 'clock-skew'],
    [
      'InvalidSignatureException',
      'The request signature we calculated does not match',
      'credentials-rejected',
    ],
  ])('%s, "%s": %s', (name, message, code) => {
    expect(translateError(awsError(name, 400, message)).code).toBe(code);
  });

  const refusal = (user: string) =>
    awsError(
      'AccessDeniedException',
      400,
      `User: ${user} is not authorized to perform: kms:Decrypt on resource: ${SECRET}`,
    );

  it.each([
    'arn:aws:sts::111122223333:assumed-role/DevRole/alice@example.com',
    'arn:aws:iam::111122223333:user/division_abc/bob',
    'arn:aws-us-gov:iam::111122223333:root/x',
  ])('says who was refused, where AWS did: %s', (caller) => {
    const error = translateError(refusal(caller));
    expect(error.details).toMatchObject({ caller });
    expect(JSON.stringify(error)).not.toContain('SECRET');
  });

  it.each([
    'alice',
    'arn:aws:sts::12:assumed-role/x/y',
    'arn:aws:iam::111122223333:user/a b',
    `arn:aws:iam::111122223333:user/${'x'.repeat(513)}`,
    'arn:aws:iam::111122223333:user/x\u001b[31m',
  ])('keeps no caller that does not look like one: %j', (caller) => {
    expect(translateError(refusal(caller)).details.caller).toBeUndefined();
  });

  it('says how far the clock is off, where the server told the time', () => {
    const skewed = (date: string | undefined) =>
      translateError(Object.assign(awsError('RequestTimeTooSkewed'), { $response: { headers: { date } } }));
    const nineMinutesAgo = new Date(Date.now() - 9 * 60_000).toUTCString();
    expect(skewed(nineMinutesAgo).details.clockOff).toBe(9);
    for (const date of [undefined, SECRET]) expect(skewed(date).details).not.toHaveProperty('clockOff');
  });

  it('foresees every exception of KMS’s model', () => {
    const exceptions = Object.values(kms).flatMap((one) =>
      typeof one === 'function' && one.prototype instanceof kms.KMSServiceException ? [one.name] : [],
    );
    expect(exceptions.length).toBeGreaterThan(40);
    expect(exceptions.filter((name) => !codeByName.has(name))).toEqual([]);
  });

  it('keeps nothing that AWS, a system or a proxy wrote', () => {
    const all = [
      ...services.map(([name]) => awsError(name)),
      ...systems.map(([code]) => systemError(code)),
      awsError(`Hacked ${SECRET}`),
      Object.assign(awsError('Unknown'), { $metadata: { requestId: `a ${SECRET}`, attempts: 1 } }),
      Object.assign(new KmsError('kms-error'), { $response: SECRET }),
      Object.assign(new SyntaxError(SECRET), { $responseBodyText: SECRET }),
    ];
    for (const thrown of all) {
      const error = translateError(thrown);
      expect(`${error.message} ${error.stack} ${JSON.stringify({ ...error })}`).not.toContain('SECRET');
      expect(error.cause).toBeUndefined();
    }
  });

  it('passes its own errors on without what the SDK hung on them', () => {
    const own = Object.assign(new KmsError('practice-store-unreadable', { errorName: 'EACCES' }), {
      $metadata: {},
    });
    const error = translateError(own, asked);
    expect(error.code).toBe('practice-store-unreadable');
    expect(Object.keys(error).sort()).toEqual(['code', 'details', 'name']);
    expect(error.details).toEqual({ errorName: 'EACCES', keyArn, asked });
  });

  it('makes a KmsError of whatever is thrown', () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        expect(translateError(thrown)).toBeInstanceOf(KmsError);
      }),
    );
  });
});
