/**
 * AWS's own addresses on this computer, for programs that cannot be told others: a proxy that brings every host here,
 * and HTTPS for AWS's names under a certificate that is its own authority. What arrives is handed to KMS or IAM Identity
 * Center with the host that it was signed for.
 */
import { once } from 'node:events';
import { request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Aws } from './aws.ts';
import { makeCertificate } from './certificate.ts';
import { startConnectProxy } from './connect-proxy.ts';

export interface AwsAddresses extends AsyncDisposable {
  /** Environment that brings a program here which keeps to HTTPS_PROXY and AWS_CA_BUNDLE, such as the AWS CLI. */
  readonly env: Readonly<Record<string, string>>;
  /** `host:port` of each connection that was asked for. */
  readonly asked: readonly string[];
}

/** Milliseconds; longer than a client waits between two questions, as AWS's. */
const IDLE = 60_000;
const services = ['oidc', 'portal.sso', 'sts', 'kms'];

/** @param folder For the certificate. */
export async function startAwsAddresses(
  { kms, center }: Pick<Aws, 'kms' | 'center'>,
  folder: string,
  regions: readonly string[] = ['us-east-1', 'eu-west-1'],
): Promise<AwsAddresses> {
  const regional = services.flatMap((service) =>
    regions.map((region) => `${service}.${region}.amazonaws.com`),
  );
  const names = ['sts.amazonaws.com', ...regional].map((name) => `DNS:${name}`);
  const { key, cert, file } = makeCertificate(folder, names.join(','));
  const front = createServer({ key, cert, keepAliveTimeout: IDLE }, (request, response) => {
    const { url } = request.headers.host?.startsWith('kms.') ? kms : center;
    pass(request, response, url);
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  const address = front.address();
  const proxy = await startConnectProxy({ to: typeof address === 'object' ? (address?.port ?? 0) : 0 });
  return {
    env: { HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: file },
    asked: proxy.asked,
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      front.close();
      front.closeAllConnections();
      await once(front, 'close');
    },
  };
}

/** A server that is not there is a connection that is cut. */
function pass(request: IncomingMessage, response: ServerResponse, url: string): void {
  const { method, headers, url: path } = request;
  const onwards = forward(new URL(path ?? '/', url), { method, headers, setHost: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onwards.on('error', () => response.destroy());
  request.pipe(onwards);
}
