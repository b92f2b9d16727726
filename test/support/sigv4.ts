/**
 * Verifies AWS Signature Version 4 of a request's header, as KMS would.
 *
 * Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface TestCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When temporary ones end. */
  readonly expiresAt?: Date;
}

export interface SignedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

export interface Refusal {
  readonly type: string;
  readonly message: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request, ?SignedHeaders=([a-z0-9;_-]+), ?Signature=([0-9a-f]{64})$/;
const DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
/** Milliseconds. */
const MAX_SKEW = 5 * 60_000;

/** Whose signature it is, and for which region. */
export interface Signer {
  readonly accessKeyId: string;
  readonly region: string;
}

/** Who signed the request, if it was signed by one of `credentials` for one of these regions; else why not. */
export function readSignature(
  request: SignedRequest,
  credentials: readonly TestCredentials[],
  scope: { readonly regions: readonly string[]; readonly service: string; readonly now: Date },
): Signer | Refusal {
  const authorization = header(request, 'authorization');
  if (authorization === '')
    return refusal('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const [, keyId = '', date = '', region = '', service = '', names = '', signature = ''] =
    AUTHORIZATION.exec(authorization) ?? [];
  const signed = names.split(';');
  const time = DATE.exec(header(request, 'x-amz-date'));
  if (signature === '' || !time || !signed.includes('host') || !signed.includes('x-amz-date')) {
    return refusal('IncompleteSignatureException', 'The signature is not complete');
  }
  const owner = credentials.find((candidate) => candidate.accessKeyId === keyId);
  if (!owner || header(request, 'x-amz-security-token') !== (owner.sessionToken ?? '')) {
    return refusal('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  if (owner.expiresAt && owner.expiresAt <= scope.now)
    return refusal('ExpiredTokenException', 'The security token included in the request is expired');
  if (!scope.regions.includes(region) || service !== scope.service || date !== time[0].slice(0, 8)) {
    return refusal('InvalidSignatureException', 'Credential should be scoped to a valid region.');
  }
  const [, y, mo, d, h, mi, s] = time.map(Number);
  const at = Date.UTC(y ?? 0, (mo ?? 0) - 1, d, h, mi, s);
  if (Math.abs(at - scope.now.getTime()) > MAX_SKEW) {
    const late = at < scope.now.getTime();
    return refusal(
      'InvalidSignatureException',
      `Signature ${late ? 'expired' : 'not yet current'}: ${time[0]}`,
    );
  }
  const expected = sign(owner.secretAccessKey, [date, region, service], time[0], canonical(request, signed));
  if (timingSafeEqual(Buffer.from(signature, 'hex'), expected)) return { accessKeyId: keyId, region };
  return refusal(
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided.',
  );
}

function sign(secret: string, scope: readonly string[], time: string, request: string): Buffer {
  const toSign = ['AWS4-HMAC-SHA256', time, [...scope, 'aws4_request'].join('/'), sha256(request)].join('\n');
  const seed: string | Buffer = `AWS4${secret}`;
  const key = [...scope, 'aws4_request'].reduce((k: string | Buffer, part) => hmac(k, part), seed);
  return hmac(key, toSign);
}

function canonical(request: SignedRequest, signed: readonly string[]): string {
  const [path = '/', query = ''] = request.url.split('?');
  const lines = signed.map((name) => `${name}:${header(request, name).trim().replace(/ +/g, ' ')}\n`);
  const parameters = query === '' ? '' : query.split('&').sort().join('&');
  return [request.method, path, parameters, lines.join(''), signed.join(';'), sha256(request.body)].join(
    '\n',
  );
}

function header(request: SignedRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : (value?.join(',') ?? '');
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function refusal(type: string, message: string): Refusal {
  return { type, message };
}
