/**
 * A home folder full of traps: every way to get credentials that a config can name, each of which leaves a trace when
 * it is used: a program is executed, or a server contacted, which counts connections and answers none.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { writeSsoToken } from './aws-home.ts';
import { CORP, KEYS, LEGACY, ROLE, SSO } from './menu/menu-case.ts';

export interface Trap {
  /** For the process that is tried; besides, its HOME is the folder. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names of the profiles, each another way to get credentials. */
  readonly names: readonly string[];
  /** How often the server was contacted. */
  readonly connections: () => number;
  /** Whether the program was executed. */
  readonly executed: () => boolean;
  readonly close: () => Promise<void>;
}

const token = { accessToken: 't', expiresAt: '2100-01-01T00:00:00Z' };

export async function setTrap(home: string): Promise<Trap> {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${portOf(server)}`;
  const trace = join(home, 'executed');
  const program = `touch ${trace}`;
  const profiles = {
    keys: KEYS,
    sso: SSO,
    legacy: LEGACY,
    role: `${ROLE}source_profile = keys\n`,
    chain: `${ROLE}source_profile = sso\n`,
    web: `${ROLE}web_identity_token_file = ${join(home, 'web-token')}\n`,
    program: `credential_process = ${program}\n`,
    'role-on-program': `${ROLE}source_profile = program\n`,
    instance: `${ROLE}credential_source = Ec2InstanceMetadata\n`,
    container: `${ROLE}credential_source = EcsContainer\n`,
    login: 'login_session = arn:aws:iam::111122223333:user/me\n',
  };
  const common = `region = eu-west-1\nendpoint_url = ${url}\n`;
  await mkdir(join(home, '.aws'), { recursive: true });
  await writeFile(
    join(home, '.aws', 'config'),
    CORP +
      Object.entries(profiles)
        .map(([name, text]) => `[profile ${name}]\n${text}${common}`)
        .join(''),
  );
  await writeFile(join(home, 'web-token'), 'token');
  await writeSsoToken(home, 'corp', token);
  await writeSsoToken(home, 'https://old.awsapps.com/start', token);
  const services = ['', '_KMS', '_STS', '_SSO', '_SSO_OIDC', '_SIGNIN'];
  return {
    environment: {
      ...Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL${service}`, url])),
      AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/credentials`,
      HTTP_PROXY: url,
      HTTPS_PROXY: url,
      http_proxy: url,
      https_proxy: url,
    },
    names: Object.keys(profiles),
    connections: () => connections,
    executed: () => existsSync(trace),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return address.port;
}
