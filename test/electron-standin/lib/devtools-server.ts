/**
 * The DevTools endpoint for clients such as Playwright (`--remote-debugging-port`): a small WebSocket server
 * (RFC 6455) whose clients each get a browser session of their own on the stand-in's pipe.
 *
 * Guarantees: loopback only, the path is unguessable; clients see the app's URLs (app://…), not the ones that
 * Chromium shows; their sessions never mix with each other's or the stand-in's.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Connection } from './cdp.ts';
import { chromium, pages } from './runtime-state.ts';
import { textToApp, textToPage } from './urls.ts';
import { acceptFrames, textFrame } from './web-socket.ts';

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

interface ClientMessage {
  readonly id: number;
  readonly method: string;
  readonly params?: { readonly features?: readonly { readonly name: string; readonly value: string }[] };
  readonly sessionId?: string;
}

/** Sessions under a client's: new ones join when Chromium attaches them. */
class Client {
  readonly #connection: Connection;
  readonly #socket: Duplex;
  readonly #root: string;
  readonly #sessions = new Map<string, string>();

  constructor(connection: Connection, socket: Duplex, root: string) {
    this.#connection = connection;
    this.#socket = socket;
    this.#root = root;
    this.#own(root, '');
    socket.on('close', () => this.#leave());
  }

  #own(sessionId: string, targetId: string): void {
    this.#sessions.set(sessionId, targetId);
    this.#connection.routes.set(sessionId, (text, from) => this.#toClient(text, from));
  }

  #toClient(text: string, from: string): void {
    if (text.includes('"Target.attachedToTarget"')) {
      const event = JSON.parse(text) as { params: { sessionId: string; targetInfo: { targetId: string } } };
      this.#own(event.params.sessionId, event.params.targetInfo.targetId);
    }
    let shown = textToApp(text);
    if (from === this.#root) shown = shown.replace(`,"sessionId":"${this.#root}"`, '');
    this.#socket.write(textFrame(shown));
  }

  fromClient(text: string): void {
    const message = JSON.parse(textToPage(text)) as ClientMessage;
    const sessionId = message.sessionId ?? this.#root;
    if (!this.#sessions.has(sessionId)) {
      const error = { code: -32001, message: 'Session with given id not found.' };
      this.#socket.write(textFrame(JSON.stringify({ id: message.id, sessionId, error })));
      return;
    }
    if (/^Page\.(navigate|reload|navigateToHistoryEntry)$/.test(message.method)) {
      const targetId = this.#sessions.get(sessionId);
      [...pages.values()].find((page) => page.targetId === targetId)?.expectNavigation();
    }
    this.#connection.raw(JSON.stringify({ ...message, ...keepTheme(message), sessionId }));
  }

  #leave(): void {
    this.#connection
      .send('Target.detachFromTarget', { sessionId: this.#root }, undefined)
      .catch(() => undefined);
    for (const sessionId of this.#sessions.keys()) this.#connection.routes.delete(sessionId);
  }
}

/** A client that does not emulate a colour scheme must not undo the one of nativeTheme, which uses the same command. */
function keepTheme(message: ClientMessage): Pick<ClientMessage, 'params'> | undefined {
  if (message.method !== 'Emulation.setEmulatedMedia' || !message.params?.features) return undefined;
  const features = message.params.features.filter(
    ({ name, value }) => name !== 'prefers-color-scheme' || value !== '',
  );
  return { params: { ...message.params, features } };
}

async function serve(socket: Duplex): Promise<void> {
  const early: string[] = [];
  let client: Client | undefined;
  acceptFrames(socket, (text) => {
    if (client) client.fromClient(text);
    else early.push(text);
  });
  const { connection } = await chromium;
  const { sessionId } = (await connection.send('Target.attachToBrowserTarget', {}, undefined)) as {
    sessionId: string;
  };
  client = new Client(connection, socket, sessionId);
  for (const text of early) client.fromClient(text);
}

/** Starts listening and prints the line that clients wait for. */
export function offerDevTools(port: number): void {
  const path = `/devtools/browser/${randomUUID()}`;
  const server = createServer((_request, response) => response.writeHead(404).end());
  server.on('upgrade', (request, socket) => {
    const key = request.headers['sec-websocket-key'];
    if (request.url !== path || key === undefined) return socket.destroy();
    const accept = createHash('sha1').update(`${key}${MAGIC}`).digest('base64');
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.write(`${[...lines, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
    socket.on('error', () => undefined);
    serve(socket).catch(() => socket.destroy());
  });
  server.listen(port, '127.0.0.1', () => {
    const { port: actual } = server.address() as AddressInfo;
    process.stderr.write(`\nDevTools listening on ws://127.0.0.1:${actual}${path}\n`);
  });
  server.unref();
}
