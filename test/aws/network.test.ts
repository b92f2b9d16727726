/** Real clients of the SDK's, through real proxies and TLS: AWS's host names lead to a server of the test's own. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer, get, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createSecureContext, getCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Settings } from '../../electron/aws/config-files.ts';
import type { SystemProxy } from '../../electron/aws/network/proxies.ts';
import { openTunnel } from '../../electron/aws/network/tunnel.ts';
import { createNetwork, type ProfileNetwork } from '../../electron/aws/network.ts';
import { wipingAgents } from '../../electron/kms/wire/wiping-agent.ts';
import { canMakeCertificate, makeCertificate } from '../support/certificate.ts';
import { type ConnectProxy, type ConnectProxyOptions, startConnectProxy } from '../support/connect-proxy.ts';

const NETWORK = fileURLToPath(new URL('../../electron/aws/network.ts', import.meta.url));
const HOST = 'sts.eu-west-1.amazonaws.com';
const SECRET = 'token-that-nobody-else-may-see';
const REASON = 'there is no program openssl to make a certificate with';
const without = !canMakeCertificate();
if (without) console.log(`skipped: ${REASON}`);

const answer: RequestListener = (request, response) => {
  request
    .resume()
    .on('end', () =>
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${SECRET}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
        ),
    );
};

describe.skipIf(without)('a client', () => {
  let folder: string;
  let bundle: string;
  let server: Server;
  let port: number;
  let tls: { readonly key: string; readonly cert: string };
  const proxies: ConnectProxy[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'network-'));
    const made = makeCertificate(folder, `DNS:${HOST},DNS:sts-fips.eu-west-1.amazonaws.com,IP:127.0.0.1`);
    ({ file: bundle, ...tls } = made);
    server = createServer(tls, answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });
  let env: Record<string, string>;
  beforeEach(() => {
    env = { AWS_CA_BUNDLE: bundle };
  });
  afterEach(async () => {
    for (const proxy of proxies.splice(0)) await proxy.close();
  });

  async function proxy(options: Partial<ConnectProxyOptions> = {}): Promise<ConnectProxy> {
    const started = await startConnectProxy({ to: port, ...options });
    proxies.push(started);
    return started;
  }

  function networkOf(settings: Settings, systemProxy?: SystemProxy): Promise<ProfileNetwork> {
    const profiles = new Map([['a', settings]]);
    const files = {
      profiles,
      ssoSessions: new Map(),
      services: new Map(),
      invisible: new Map(),
      problem: null,
    };
    return createNetwork(systemProxy, env).of(files, 'a');
  }

  /** The ARN that STS gives. */
  async function ask(settings: Settings = {}, systemProxy?: SystemProxy): Promise<string | undefined> {
    const network = await networkOf(settings, systemProxy);
    const credentials = { accessKeyId: 'AKIA', secretAccessKey: SECRET };
    const options = { region: 'eu-west-1', credentials, maxAttempts: 1, ...network.clientOptions('sts') };
    const client = new STSClient(options);
    return client
      .send(new GetCallerIdentityCommand({}))
      .then(({ Arn }) => Arn)
      .finally(() => client.destroy());
  }

  it('goes through the environment’s proxy, which sees the host’s name and nothing else', async () => {
    const { url, asked, seen } = await proxy();
    env['HTTPS_PROXY'] = url;
    expect(await ask()).toBe(SECRET);
    expect(asked).toEqual([`${HOST}:443`]);
    expect(seen().length).toBeGreaterThan(1000);
    expect(seen().includes(SECRET)).toBe(false);
    expect(seen().includes('GetCallerIdentity')).toBe(false);
  });

  it('keeps nothing of what came through a proxy, where its agents are made wiping ones', async () => {
    env['HTTPS_PROXY'] = (await proxy()).url;
    const { httpsAgent } = wipingAgents((await networkOf({})).agents());
    const received: Buffer[] = [];
    const request = get({ host: HOST, agent: httpsAgent });
    const [socket] = await once(request, 'socket');
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    const [response] = await once(request, 'response');
    expect(await text(response)).toContain(SECRET);
    await new Promise((resolve) => setImmediate(resolve));
    expect(Buffer.concat(received).length).toBeGreaterThan(SECRET.length);
    expect(Buffer.concat(received).every((byte) => byte === 0)).toBe(true);
    httpsAgent.destroy();
  });

  it('gives the proxy the user’s name and password, to a proxy that is reached by https too', async () => {
    const { url, asked } = await proxy({ user: 'me:p@ss', tls });
    env['HTTPS_PROXY'] = url.replace('//', '//me:p%40ss@');
    expect(await ask()).toBe(SECRET);
    expect(asked).toEqual([`${HOST}:443`]);
  });

  it('uses a way for several requests, one after the other', async () => {
    const { url, asked } = await proxy();
    env['HTTPS_PROXY'] = url;
    const { httpsAgent } = (await networkOf({})).agents();
    for (const _ of [1, 2, 3]) {
      const [response] = await once(get({ host: HOST, agent: httpsAgent }), 'response');
      expect(await text(response)).toContain(SECRET);
    }
    expect(asked).toEqual([`${HOST}:443`]);
    httpsAgent.destroy();
  });

  it('tries the system’s proxies in their order', async () => {
    const [broken, whole] = [await proxy({ status: 502 }), await proxy()];
    const words = [broken, whole].map(({ url }) => `PROXY ${new URL(url).host}`).join('; ');
    expect(await ask({}, async () => `PROXY 127.0.0.1:9; ${words}; DIRECT`)).toBe(SECRET);
    expect(broken.asked).toEqual(whole.asked);
  });

  it('asks AWS’s FIPS address where the profile says so', async () => {
    const { url, asked } = await proxy();
    env['HTTPS_PROXY'] = url;
    expect(await ask({ use_fips_endpoint: 'true' })).toBe(SECRET);
    expect(asked).toEqual(['sts-fips.eu-west-1.amazonaws.com:443']);
  });

  it('asks the endpoint that the profile names, FIPS or not, on this computer without any proxy', async () => {
    const { url, asked } = await proxy();
    env['HTTPS_PROXY'] = url;
    const endpoint_url = `https://127.0.0.1:${port}`;
    expect(await ask({ endpoint_url, use_fips_endpoint: 'true', use_dualstack_endpoint: 'true' })).toBe(
      SECRET,
    );
    expect(asked).toEqual([]);
  });

  it('believes the profile’s ca_bundle, and nobody without one', async () => {
    env = { HTTPS_PROXY: (await proxy()).url };
    await expect(ask()).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(await ask({ ca_bundle: bundle })).toBe(SECRET);
  });

  it.each([
    [{ user: 'me:pass' }, 'PROXY_AUTHENTICATION_REQUIRED'],
    [{ status: 403 }, 'PROXY_REFUSED'],
    [{ early: 'HTTP/1.1 200 OK\r\n\r\n' }, 'PROXY_REFUSED'],
  ])('says what a proxy %j did', async (options, code) => {
    env['HTTPS_PROXY'] = (await proxy(options)).url;
    await expect(ask()).rejects.toMatchObject({ code });
  });

  it('says that there is no proxy that it can use', async () => {
    await expect(ask({}, async () => 'SOCKS5 127.0.0.1:9')).rejects.toMatchObject({
      code: 'PROXY_UNSUPPORTED',
    });
  });

  it('does not wait for a proxy that says nothing', async () => {
    const { url } = await proxy({ silent: true });
    const context = () => createSecureContext();
    const tunnel = openTunnel({ proxy: new URL(url), host: HOST, port: 443, context, timeout: 20 });
    await expect(tunnel).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  it('believes the system’s certificates', async ({ skip }) => {
    const reason = 'here no variable says what the system’s certificates are, or Node.js is too old to ask';
    const cannot = process.platform !== 'linux' || typeof getCACertificates !== 'function';
    if (cannot) console.log(`skipped: ${reason}`);
    skip(cannot, reason);
    const { url } = await proxy();
    const code = `
      import { get } from 'node:https';
      import { createNetwork } from ${JSON.stringify(NETWORK)};
      const files = { profiles: new Map(), ssoSessions: new Map(), services: new Map(), invisible: new Map(), problem: null };
      const { httpsAgent } = (await createNetwork().of(files, null)).agents();
      get({ host: '${HOST}', agent: httpsAgent }, ({ statusCode }) => {
        console.log(statusCode);
        httpsAgent.destroy();
      }).on('error', ({ code }) => console.log(code));`;
    const run = promisify(execFile);
    const said = async (variables: Readonly<Record<string, string>>) => {
      const args = ['--input-type=module', '--eval', code];
      const { stdout } = await run(process.execPath, args, { env: { HTTPS_PROXY: url, ...variables } });
      return stdout.trim();
    };
    expect(await said({ SSL_CERT_FILE: bundle })).toBe('200');
    expect(await said({ NODE_EXTRA_CA_CERTS: bundle })).toBe('200');
    expect(await said({})).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  it('does not begin where the certificates cannot be read', async () => {
    const empty = join(folder, 'empty.pem');
    await writeFile(empty, 'nothing');
    for (const ca_bundle of [join(folder, 'missing.pem'), empty, folder]) {
      env = {};
      await expect(ask({ ca_bundle })).rejects.toMatchObject({
        code: 'profile-unusable',
        details: { profile: 'a', reason: expect.stringContaining('Its ca_bundle') },
      });
    }
    env = { AWS_CA_BUNDLE: empty };
    await expect(ask({ ca_bundle: bundle })).rejects.toMatchObject({
      details: { reason: expect.stringContaining('AWS_CA_BUNDLE') },
    });
  });
});
