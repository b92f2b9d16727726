/**
 * What the names of errors mean: those of every exception in KMS's model, of AWS's services in general, of the SDK and of
 * Node's network code. What is not here is `kms-error`.
 */
import type { KmsErrorCode } from './errors.ts';

const names: Partial<Record<KmsErrorCode, readonly string[]>> = {
  'access-denied': ['AccessDeniedException', 'AccessDenied', 'NotAuthorized'],
  'key-disabled': ['DisabledException'],
  'key-pending-deletion': ['KMSInvalidStateException'],
  'key-not-found': ['NotFoundException', 'InvalidArnException'],
  'key-unusable': ['InvalidKeyUsageException', 'UnsupportedOperationException'],
  'key-unavailable': [
    'KeyUnavailableException',
    // Of the key store that a key is in.
    ...['CloudHsmClusterInvalidConfigurationException', 'CloudHsmClusterNotActiveException'],
    ...['CustomKeyStoreInvalidStateException', 'XksProxyUriUnreachableException'],
    ...['XksProxyInvalidResponseException', 'XksProxyIncorrectAuthenticationCredentialException'],
  ],
  'grant-token-rejected': ['InvalidGrantTokenException'],
  'wrong-key': ['IncorrectKeyException'],
  'data-key-damaged': ['InvalidCiphertextException'],
  throttled: [
    ...['BandwidthLimitExceeded', 'LimitExceededException', 'ProvisionedThroughputExceededException'],
    ...['RequestLimitExceeded', 'RequestThrottled', 'RequestThrottledException', 'SlowDown'],
    ...['ThrottledException', 'Throttling', 'ThrottlingException', 'TooManyRequestsException'],
  ],
  'sign-in-needed': [
    ...['CredentialsProviderError', 'ExpiredToken', 'ExpiredTokenException', 'TokenProviderError'],
    'UnauthorizedException',
  ],
  'credentials-rejected': [
    ...['IncompleteSignature', 'IncompleteSignatureException', 'InvalidClientTokenId'],
    ...['MissingAuthenticationToken', 'MissingAuthenticationTokenException', 'OptInRequired'],
    ...['SignatureDoesNotMatch', 'UnrecognizedClientException'],
  ],
  'clock-skew': [
    ...['CERT_NOT_YET_VALID', 'InvalidSignatureException', 'RequestExpired', 'RequestInTheFuture'],
    'RequestTimeTooSkewed',
  ],
  offline: [
    ...['TimeoutError', 'RequestTimeout', 'RequestTimeoutException'],
    ...['EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'ENOTFOUND'],
    ...['ECONNABORTED', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EPROTO', 'ESOCKETTIMEDOUT', 'ETIMEDOUT'],
    ...['EADDRNOTAVAIL', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH'],
    // Something that is not AWS answered: a hotel's sign-in page.
    ...['ERR_SSL_WRONG_VERSION_NUMBER', 'SyntaxError'],
  ],
  'proxy-refused': ['PROXY_AUTHENTICATION_REQUIRED', 'PROXY_REFUSED', 'PROXY_UNSUPPORTED'],
  // Something between here and AWS answered: an inspecting proxy of a company's.
  'tls-untrusted': [
    ...['CERT_HAS_EXPIRED', 'CERT_REVOKED', 'CERT_UNTRUSTED', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ...['ERR_TLS_CERT_ALTNAME_INVALID', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT'],
    ...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ],
  cancelled: ['AbortError'],
  'kms-error': [
    ...['DependencyTimeoutException', 'KMSInternalException', 'ValidationException'],
    // The answer to a dry run that nobody asked for.
    'DryRunOperationException',
    // Of calls that this program does not make: of administrators, of signatures, of grants.
    ...['AlreadyExistsException', 'ConflictException', 'InvalidAliasNameException', 'InvalidMarkerException'],
    ...['InvalidGrantIdException', 'MalformedPolicyDocumentException'],
    ...['KMSInvalidMacException', 'KMSInvalidSignatureException', 'TagException'],
    ...['ExpiredImportTokenException', 'IncorrectKeyMaterialException', 'InvalidImportTokenException'],
    ...['CloudHsmClusterInUseException', 'CloudHsmClusterNotFoundException'],
    ...['CloudHsmClusterNotRelatedException', 'IncorrectTrustAnchorException'],
    ...[
      'CustomKeyStoreHasCMKsException',
      'CustomKeyStoreNameInUseException',
      'CustomKeyStoreNotFoundException',
    ],
    ...['XksKeyAlreadyInUseException', 'XksKeyInvalidConfigurationException', 'XksKeyNotFoundException'],
    ...['XksProxyInvalidConfigurationException', 'XksProxyUriEndpointInUseException'],
    ...['XksProxyUriInUseException', 'XksProxyVpcEndpointServiceInUseException'],
    ...[
      'XksProxyVpcEndpointServiceInvalidConfigurationException',
      'XksProxyVpcEndpointServiceNotFoundException',
    ],
  ],
};

/** The code of each name; a name that is not here was not foreseen. */
export const codeByName: ReadonlyMap<string, KmsErrorCode> = new Map(
  codes(names).flatMap((code) => (names[code] ?? []).map((name) => [name, code] as const)),
);

function codes<K extends string>(record: Partial<Record<K, unknown>>): readonly K[] {
  return Object.keys(record).filter((key): key is K => key in record);
}
