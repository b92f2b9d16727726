/**
 * Connections whose received bytes are zeroed once the HTTP parser has copied them.
 *
 * KMS answers with plaintext data keys. The parser hands on copies, which `plaintext-tap.ts` zeroes; the buffers that
 * the socket read into would otherwise lie in memory until they happen to be used again.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';

/** The SDK's own. */
const options = { keepAlive: true, maxSockets: 50 } as const;
/** SSL_OP_CLEANSE_PLAINTEXT of OpenSSL's ssl.h, which Node.js has no name for: it zeroes what it has handed on. */
const CLEANSE_PLAINTEXT = 0x2;

/** Agents for both protocols, as options of the SDK's Node handler; close them by the client's `destroy`. */
export const wipingAgents = (): { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent } => ({
  httpAgent: wiping(new HttpAgent(options)),
  httpsAgent: wiping(new HttpsAgent({ ...options, secureOptions: CLEANSE_PLAINTEXT })),
});

function wiping<Agent extends HttpAgent>(agent: Agent): Agent {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (...args) => {
    const socket = connect(...args);
    if (socket) wipeReceived(socket);
    return socket;
  };
  return agent;
}

function wipeReceived(socket: Duplex): void {
  socket.on('data', (chunk: Buffer) => {
    // Listeners of this turn, the parser's among them, come first.
    process.nextTick(() => chunk.fill(0));
  });
}
