/** What goes wrong on the way to AWS, by the system's codes and by ours (tunnel.ts). */
import type { AwsErrorCode } from '../errors.ts';

const names: Partial<Record<AwsErrorCode, readonly string[]>> = {
  offline: [
    ...['EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'ENOTFOUND', 'TimeoutError', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'],
    ...['ECONNABORTED', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EPROTO', 'EADDRNOTAVAIL'],
    ...['EHOSTDOWN', 'EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH'],
    // Something that is not AWS answered: a hotel's sign-in page.
    ...['SyntaxError', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ResponseTooLarge'],
    ...['HPE_INVALID_CONSTANT', 'HPE_INVALID_HEADER_TOKEN', 'HPE_HEADER_OVERFLOW'],
  ],
  'tls-untrusted': [
    ...['CERT_HAS_EXPIRED', 'CERT_REVOKED', 'CERT_UNTRUSTED', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ...['ERR_TLS_CERT_ALTNAME_INVALID', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT'],
    ...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ],
  'proxy-refused': ['PROXY_AUTHENTICATION_REQUIRED', 'PROXY_REFUSED', 'PROXY_UNSUPPORTED'],
  'clock-skew': ['CERT_NOT_YET_VALID'],
};

/** The code of each name. */
export const networkCodes: ReadonlyMap<string, AwsErrorCode> = codesByName(names);

/** Turns a table of names by code around. */
export function codesByName(
  table: Partial<Record<AwsErrorCode, readonly string[]>>,
): ReadonlyMap<string, AwsErrorCode> {
  const codes = Object.keys(table).filter((key): key is AwsErrorCode => key in table);
  return new Map(codes.flatMap((code) => (table[code] ?? []).map((name) => [name, code] as const)));
}
