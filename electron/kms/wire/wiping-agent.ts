/**
 * Connections that keep nothing of what goes through them.
 *
 * KMS answers with plaintext data keys. The parser hands on copies, which `plaintext-tap.ts` zeroes; the buffers that
 * the socket read into are zeroed here, which would otherwise lie in memory until they happen to be used again.
 *
 * Encrypt sends plaintext data keys, whose requests `plaintext-feed.ts` zeroes. Where Node's TLS has several pieces to
 * write at once, a request's header and its body, it copies them into memory that it frees as it is: so they are written
 * one by one.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';

/** The SDK's own. */
const options = { keepAlive: true, maxSockets: 50 } as const;
/** SSL_OP_CLEANSE_PLAINTEXT of OpenSSL's ssl.h, which Node.js has no name for: it zeroes what it has handed on. */
const CLEANSE_PLAINTEXT = 0x2;

export interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/**
 * Agents for both protocols, as options of the SDK's Node handler; close them by the client's `destroy`. Made of `agents`,
 * where connections are to take a way of their own: these must respect `secureOptions`.
 */
export const wipingAgents = (
  agents: Agents = { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) },
): Agents => ({ httpAgent: wiping(agents.httpAgent), httpsAgent: wiping(agents.httpsAgent) });

function wiping<Agent extends HttpAgent>(agent: Agent): Agent {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const cleansed = { ...options, secureOptions: CLEANSE_PLAINTEXT };
    const socket = connect(cleansed, (error, made) => {
      if (!error && made) protect(made);
      callback?.(error, made);
    });
    if (socket) protect(socket);
    return socket;
  };
  return agent;
}

function protect(socket: Duplex): void {
  wipeReceived(socket);
  writeSingly(socket);
}

function wipeReceived(socket: Duplex): void {
  socket.on('data', (chunk: Buffer) => {
    // Listeners of this turn, the parser's among them, come first.
    process.nextTick(() => chunk.fill(0));
  });
}

/** A stream that cannot write several pieces at once writes them one by one. */
function writeSingly(socket: Duplex): void {
  Object.assign(socket, { _writev: null });
}
