/** What a socket received is zeroed; what came out of it is whole. */
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { expect, test } from 'vitest';
import { wipingAgents } from '../../../electron/kms/wire/wiping-agent.ts';

test('an answer arrives whole, in any number of pieces, and nothing of it stays in the buffers of the socket', async () => {
  const pieces = ['{"Plaintext":"', 'c2VjcmV0'.repeat(2000), '"}'];
  const server = createServer(async (_, response) => {
    for (const piece of pieces) {
      response.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { httpAgent } = wipingAgents();
  const received: Buffer[] = [];
  try {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    for (let call = 0; call < 2; call++) {
      const request = get({ host: '127.0.0.1', port, agent: httpAgent });
      const [socket] = await once(request, 'socket');
      socket.on('data', (chunk: Buffer) => received.push(chunk));
      const [response] = await once(request, 'response');
      let text = '';
      for await (const chunk of response) text += chunk;
      expect(text).toBe(pieces.join(''));
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(Buffer.concat(received).length).toBeGreaterThan(pieces.join('').length);
    expect(Buffer.concat(received).every((byte) => byte === 0)).toBe(true);
  } finally {
    httpAgent.destroy();
    server.close();
  }
});
