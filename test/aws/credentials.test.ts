import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type AccessOptions,
  createProfileAccesses,
  type ProfileAccess,
} from '../../electron/aws/credentials.ts';
import { AwsError } from '../../electron/aws/errors.ts';
import { createNetwork } from '../../electron/aws/network.ts';
import { createAwsKms } from '../../electron/kms/aws-kms.ts';
import { startKmsServer } from '../support/kms-server.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { type AwsHome, createAwsHome } from './aws-home.ts';

const STATIC = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n';
const SESSION =
  '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n';
const SSO = 'sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Reader\n';
const ROLE = 'role_arn = arn:aws:iam::444455556666:role/Writer\nregion = eu-west-1\n';
const fresh = { accessToken: 'token', expiresAt: new Date(Date.now() + 3_600_000).toISOString() };

let home: AwsHome;
let server: Server | null = null;

beforeEach(async () => {
  home = await createAwsHome();
});

afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = null;
  await home.close();
});

/** A profile as it is in the files now. */
function openProfile(name: string, options: Partial<AccessOptions> = {}): Promise<ProfileAccess> {
  return createProfileAccesses({ network: createNetwork(), ...options }).open(`aws:${name}`);
}

async function failureOf(promise: Promise<unknown>): Promise<AwsError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AwsError)) throw new Error('It did not fail with an AwsError');
  expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('SECRET');
  return error;
}

/** A server for the sign-in and role services; answers its URL. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const made = createServer((request, response) => {
    request.resume();
    answer(request, response);
  });
  server = made;
  await new Promise<void>((resolve) => {
    made.listen(0, '127.0.0.1', resolve);
  });
  const address = made.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

describe('opening a profile', () => {
  it('gives its credentials, region and account', async () => {
    await writeFile(home.config, `[profile a]\n${STATIC}region = eu-west-1\n`);
    const access = await openProfile('a');
    expect(access.region).toBe('eu-west-1');
    expect(access.network.address('kms').endpoint).toBeUndefined();
    expect(access.profile).toMatchObject({
      id: 'aws:a',
      kind: 'static',
      state: { status: 'ready', until: null },
    });
    expect(await access.credentials()).toMatchObject({
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'secret',
    });
    expect(process.env['AWS_EC2_METADATA_DISABLED']).toBe('true');
  });

  it.each([
    ['nobody', 'profile-not-found'],
    ['constructor', 'profile-not-found'],
    ['circle', 'profile-unusable'],
    ['my profile', 'profile-unusable'],
    ['empty', 'profile-unusable'],
  ])('%s: %s', async (name, code) => {
    const config = `[profile circle]\n${ROLE}source_profile = circle\n[profile my profile]\n${STATIC}[profile empty]\n`;
    await writeFile(home.config, config);
    expect(await failureOf(openProfile(name))).toMatchObject({ code, details: { profile: name } });
  });

  it('fails with config-broken where the files are', async () => {
    await writeFile(home.config, '[__proto__]\n');
    expect((await failureOf(openProfile('a'))).code).toBe('config-broken');
  });

  it('works from the files to a data key', async () => {
    const kmsServer = await startKmsServer();
    const arn = await createPracticeKey(kmsServer.store, kmsServer.realm, 'payroll');
    const { accessKeyId, secretAccessKey } = kmsServer.credentials;
    await writeFile(
      home.config,
      `[default]\nendpoint_url = http://127.0.0.1:9\n[profile a]\naws_access_key_id = ${accessKeyId}\n` +
        `aws_secret_access_key = ${secretAccessKey}\nregion = us-east-1\nendpoint_url = ${kmsServer.url}\n`,
    );
    const { credentials, region, network } = await openProfile('a');
    const kms = createAwsKms({ credentials, region: region ?? '', ...network.address('kms') });
    const made = await kms.generateDataKey({
      keyId: 'alias/payroll',
      encryptionContext: new Map(),
      length: 32,
    });
    expect(made.keyArn).toBe(arn);
    kms.close();
    await kmsServer.close();
  });
});

describe('the endpoint', () => {
  it('is the chosen profile’s, and no other’s', async () => {
    await writeFile(
      home.config,
      `[default]\nendpoint_url = https://leak.example\n[profile a]\n${STATIC}\n[profile b]\n${STATIC}services = local\n` +
        '[services local]\nkms =\n  endpoint_url = https://kms.local.example\ns3 =\n  endpoint_url = https://s3.local\n',
    );
    expect((await openProfile('a')).network.address('kms').endpoint).toBeUndefined();
    expect((await openProfile('b')).network.address('kms').endpoint).toBe('https://kms.local.example');
  });
});

describe('an endpoint of the environment', () => {
  const variables = [
    ...['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_KMS', 'AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL_SSO'],
    ...['AWS_ENDPOINT_URL_SSO_OIDC', 'AWS_ENDPOINT_URL_SIGNIN'],
  ];
  const unsafe = ['http://kms.example', 'http://localhost.example', 'file:///etc/passwd', 'nonsense'];

  it.each(variables.flatMap((name) => unsafe.map((url) => [name, url] as const)))(
    '%s=%s makes every profile unusable',
    async (name, url) => {
      vi.stubEnv(name, url);
      await writeFile(home.config, `[profile a]\n${STATIC}endpoint_url = https://kms.example\n`);
      const error = await failureOf(openProfile('a'));
      expect(error).toMatchObject({ code: 'profile-unusable', details: { profile: 'a' } });
      expect(error.details.reason).toContain(`${name} `);
    },
  );

  it('that AWS tools are told to ignore is ignored', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_KMS', 'http://kms.example');
    vi.stubEnv('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'true');
    await writeFile(home.config, `[profile a]\n${STATIC}`);
    expect((await openProfile('a')).network.address('kms').endpoint).toBeUndefined();
  });

  it.each(variables)('%s may be https, or on this computer', async (name) => {
    await writeFile(home.config, `[profile a]\n${STATIC}`);
    for (const url of ['https://kms.example', 'http://127.0.0.1:4566', 'http://[::1]:4566', '']) {
      vi.stubEnv(name, url);
      expect((await openProfile('a')).profile.name).toBe('a');
    }
  });
});

describe('credentials that cannot be had', () => {
  async function credentialsFailure(config: string, options: Partial<AccessOptions> = {}): Promise<AwsError> {
    await writeFile(home.config, config);
    const { credentials } = await openProfile('a', options);
    return failureOf(credentials());
  }

  it('because nobody signed in', async () => {
    expect(await credentialsFailure(`${SESSION}[profile a]\n${SSO}`)).toMatchObject({
      code: 'sign-in-needed',
      details: { profile: 'a' },
    });
  });

  it('because the profile asks for a code and nobody can give one', async () => {
    const config = `[profile k]\n${STATIC}[profile a]\n${ROLE}source_profile = k\nmfa_serial = m\n`;
    expect((await credentialsFailure(config)).code).toBe('mfa-needed');
  });

  it('because the token file is missing', async () => {
    const config = `[profile a]\n${ROLE}web_identity_token_file = /nowhere/token\n`;
    expect((await credentialsFailure(config)).code).toBe('profile-unusable');
  });

  it.each([
    ['UnauthorizedException', 401, 'sign-in-needed'],
    ['ForbiddenException', 403, 'role-not-allowed'],
  ])('because the portal says %s', async (name, status, code) => {
    vi.stubEnv(
      'AWS_ENDPOINT_URL_SSO',
      await serve((_request, response) => {
        response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name });
        response.end(JSON.stringify({ __type: name, message: 'SECRET' }));
      }),
    );
    await home.signIn('corp', fresh);
    expect(await credentialsFailure(`${SESSION}[profile a]\n${SSO}`)).toMatchObject({ code });
  });

  it('because the portal cannot be reached', async () => {
    const url = await serve(() => {});
    await new Promise((resolve) => server?.close(resolve));
    vi.stubEnv('AWS_ENDPOINT_URL_SSO', url);
    await home.signIn('corp', fresh);
    expect((await credentialsFailure(`${SESSION}[profile a]\n${SSO}`)).code).toBe('offline');
  });

  it.each([
    ['AccessDenied', 403, 'role-not-allowed'],
    ['ExpiredToken', 403, 'sign-in-needed'],
    ['InvalidClientTokenId', 403, 'credentials-rejected'],
    ['RequestExpired', 400, 'clock-skew'],
  ])('because the role service says %s', async (name, status, code) => {
    vi.stubEnv(
      'AWS_ENDPOINT_URL_STS',
      await serve((_request, response) => {
        response.writeHead(status, { 'content-type': 'text/xml', 'x-amzn-requestid': 'r-1' });
        response.end(
          `<ErrorResponse><Error><Code>${name}</Code><Message>SECRET</Message></Error></ErrorResponse>`,
        );
      }),
    );
    const config = `[profile k]\n${STATIC}[profile a]\n${ROLE}source_profile = k\n`;
    expect(await credentialsFailure(config)).toMatchObject({
      code,
      details: { profile: 'a', requestId: 'r-1' },
    });
  });
});

describe('credentials by sign-in and role', () => {
  it('come from the portal with the token', async () => {
    const asked: string[] = [];
    const roleCredentials = {
      accessKeyId: 'ASIA',
      secretAccessKey: 's',
      sessionToken: 't',
      expiration: Date.now() + 60_000,
    };
    vi.stubEnv(
      'AWS_ENDPOINT_URL_SSO',
      await serve((request, response) => {
        asked.push(`${request.url} ${request.headers['x-amz-sso_bearer_token']}`);
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ roleCredentials }));
      }),
    );
    await home.signIn('corp', fresh);
    await writeFile(
      home.config,
      `[default]\nendpoint_url = http://127.0.0.1:9\n${SESSION}[profile a]\n${SSO}`,
    );
    const { credentials } = await openProfile('a');
    expect(await credentials()).toMatchObject({ accessKeyId: 'ASIA', sessionToken: 't' });
    expect(asked).toEqual(['/federation/credentials?account_id=111122223333&role_name=Reader token']);
  });

  it('come from the role service, with a code where it is asked for', async () => {
    const bodies: string[] = [];
    vi.stubEnv(
      'AWS_ENDPOINT_URL_STS',
      await serve((request, response) => {
        let body = '';
        request.on('data', (chunk) => {
          body += String(chunk);
        });
        request.on('end', () => {
          bodies.push(body);
          response.writeHead(200, { 'content-type': 'text/xml' });
          response.end(
            '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey>' +
              '<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>',
          );
        });
      }),
    );
    await writeFile(
      home.config,
      `[profile k]\n${STATIC}[profile a]\n${ROLE}source_profile = k\nmfa_serial = device\n`,
    );
    const { credentials } = await openProfile('a', {
      mfaCode: async (name, device) => `123456-${name}-${device}`,
    });
    expect(await credentials()).toMatchObject({ accessKeyId: 'ASIA' });
    expect(Object.fromEntries(new URLSearchParams(bodies[0]))).toMatchObject({
      Action: 'AssumeRole',
      RoleArn: 'arn:aws:iam::444455556666:role/Writer',
      TokenCode: '123456-a-device',
    });
  });
});
