/**
 * A connection through an HTTP proxy (CONNECT, RFC 9110 section 9.3.6). What goes through it is TLS: the proxy sees the
 * host's name and nothing of what is said.
 */
import { request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';

export interface TunnelOptions {
  readonly proxy: URL;
  readonly host: string;
  readonly port: number;
  /** For a proxy that is itself reached by https. */
  readonly context: () => SecureContext;
  /** Milliseconds until the proxy has answered. */
  readonly timeout: number;
}

/**
 * Rejects with the system's error, or an Error whose `code` is PROXY_AUTHENTICATION_REQUIRED (407), PROXY_REFUSED (any
 * other answer) or ETIMEDOUT.
 */
export function openTunnel({ proxy, host, port, context, timeout }: TunnelOptions): Promise<Duplex> {
  const target = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const secure = proxy.protocol === 'https:';
  const options = {
    method: 'CONNECT',
    host: proxy.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: proxy.port || (secure ? 443 : 80),
    path: target,
    headers: { host: target, ...authorization(proxy) },
    agent: false,
    timeout,
  };
  return new Promise((resolve, reject) => {
    const secured = { ...options, ...(secure && { secureContext: context() }) };
    const asked = secure ? requestByHttps(secured) : requestByHttp(options);
    const limit = setTimeout(() => asked.destroy(failed('ETIMEDOUT')), timeout);
    asked.once('connect', ({ statusCode }, socket, head) => {
      clearTimeout(limit);
      // Nothing can come before we have said something.
      if (statusCode === 200 && head.length === 0) {
        socket.setTimeout(0);
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(failed(statusCode === 407 ? 'PROXY_AUTHENTICATION_REQUIRED' : 'PROXY_REFUSED'));
    });
    asked.once('error', (error) => {
      clearTimeout(limit);
      reject(error);
    });
    asked.end();
  });
}

/** Of a user's name and password in the proxy's address. */
function authorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {};
  const pair = Buffer.from(`${decode(username)}:${decode(password)}`).toString('base64');
  return { 'proxy-authorization': `Basic ${pair}` };
}

/** A percent sign that begins nothing stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What is wrong, as a code like the system's. */
export function failed(code: string): Error {
  return Object.assign(new Error(code), { code });
}
