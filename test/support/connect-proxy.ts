/**
 * An HTTP proxy on 127.0.0.1 that knows only CONNECT and brings every host to one port of this computer, so that a test
 * can pretend to be any host of the world. It keeps whom it was asked for and every byte that went through.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ConnectProxyOptions {
  /** Port that all hosts are brought to. */
  readonly to: number;
  /** `name:password` that is demanded. */
  readonly user?: string;
  /** Answers so instead of connecting. */
  readonly status?: number;
  /** Never answers at all. */
  readonly silent?: boolean;
  /** Says something before it was asked. */
  readonly early?: string;
  /** For a proxy that is reached by https. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface ConnectProxy {
  readonly url: string;
  /** `host:port` of each CONNECT, refused ones included. */
  readonly asked: readonly string[];
  /** What went through, in both directions. */
  readonly seen: () => Buffer;
  readonly close: () => Promise<void>;
}

export async function startConnectProxy(options: ConnectProxyOptions): Promise<ConnectProxy> {
  const asked: string[] = [];
  const seen: Buffer[] = [];
  const open = new Set<Duplex>();
  const expected = options.user && `Basic ${Buffer.from(options.user).toString('base64')}`;
  const server: Server = options.tls ? createTlsServer(options.tls) : createServer();
  server.on('connection', (socket: Socket) => open.add(socket));
  server.on('connect', ({ url = '', headers }, client: Duplex) => {
    asked.push(url);
    client.on('error', () => undefined);
    if (options.silent) return;
    const status = options.status ?? (expected && headers['proxy-authorization'] !== expected ? 407 : 200);
    client.write(`HTTP/1.1 ${status} Said\r\n\r\n${status === 200 ? (options.early ?? '') : ''}`);
    if (status !== 200) {
      client.end();
      return;
    }
    const target = connect(options.to, '127.0.0.1').on('error', () => client.destroy());
    open.add(target);
    for (const side of [client, target]) side.on('data', (chunk: Buffer) => seen.push(Buffer.from(chunk)));
    client.pipe(target).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    asked,
    seen: () => Buffer.concat(seen),
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
