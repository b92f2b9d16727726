/** Requests and settings between HTTP and the KMS of the tests. */
import type { IncomingMessage } from 'node:http';
import type { KmsRequest } from '../../../electron/kms/practice/protocol.ts';
import type { SignedRequest, TestCredentials } from '../sigv4.ts';

/** The request with its whole body, as it was signed. */
export async function readRequest(request: IncomingMessage): Promise<SignedRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  const { method = '', url = '/', headers } = request;
  return { method, url, headers, body: Buffer.concat(chunks) };
}

export function kmsRequest({ method, headers, body }: SignedRequest): KmsRequest {
  const plain = Object.entries(headers).map(([name, value]) => [name, String(value ?? '')] as const);
  return { method, headers: Object.fromEntries(plain), body };
}

/** What sends every AWS SDK and the AWS CLI to `url`. */
export function environment(
  url: string,
  { accessKeyId, secretAccessKey, sessionToken }: TestCredentials,
  region: string,
): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_KMS: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
