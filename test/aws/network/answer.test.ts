/** Real clients, over loopback, and answers that never end. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectAnswer } from '../../../electron/aws/network/answer.ts';
import { createNetwork } from '../../../electron/aws/network.ts';
import { listAccounts } from '../../../electron/aws/sign-in/portal.ts';
import { signIn } from '../../../electron/aws/sign-in/sign-in.ts';
import { session, signInSetting } from '../sign-in/setting.ts';
import { signedIn } from '../sign-in/tokens.ts';

signInSetting();
const files = {
  profiles: new Map(),
  ssoSessions: new Map(),
  services: new Map(),
  invisible: new Map(),
  problem: null,
};
const PIECE = Buffer.alloc(65_536, ' ');

let server: Server;
let status: number;
beforeEach(async () => {
  status = 200;
  server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    Readable.from(
      (function* () {
        for (;;) yield PIECE;
      })(),
    )
      .on('error', () => undefined)
      .pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function network() {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return createNetwork(undefined, { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` }).of(files, null);
}

describe('an answer without end', () => {
  it.each([200, 400])('is no answer of the portal’s, nor of the sign-in service’s (%i)', async (code) => {
    status = code;
    await signedIn();
    const tooLarge = { code: 'offline', details: { errorName: 'ResponseTooLarge' } };
    await expect(listAccounts(session, await network())).rejects.toMatchObject(tooLarge);
    const options = { signal: new AbortController().signal, onPrompt: () => undefined };
    await expect(signIn(session, 'browser', await network(), options)).rejects.toMatchObject(tooLarge);
  });

  it.each([200, 400])('is none of STS’s (%i)', async (code) => {
    status = code;
    const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
    const options = { region: 'eu-west-1', credentials, ...(await network()).clientOptions('sts') };
    const client = new STSClient(options);
    const asked = client.send(new GetCallerIdentityCommand({})).finally(() => client.destroy());
    await expect(asked).rejects.toMatchObject({ code: 'ResponseTooLarge' });
  });

  it('is not waited for, where it does not even come', async () => {
    const body = new PassThrough();
    body.write('{');
    await expect(collectAnswer(body, 10)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(body.destroyed).toBe(true);
  });
});
