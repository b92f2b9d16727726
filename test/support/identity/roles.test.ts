/** The portal and STS of the double: whose roles somebody gets, and that KMS takes the credentials as long as they last. */
import { KMS } from '@aws-sdk/client-kms';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Aws, startAws } from '../aws.ts';
import { owner } from '../kms-server.ts';
import { createPracticeKey } from '../practice-key.ts';
import type { TestCredentials } from '../sigv4.ts';
import { corp } from './organisation.ts';
import { sdkClients } from './program.ts';
import { signIn } from './signed-in.ts';

const PAYROLL = '111122223333';
const ARCHIVE = '444455556666';
const [writer = '', guarded = '', deploy = ''] = corp.roles.map(({ arn }) => arn);
const MFA = corp.roles[1]?.mfaDevice ?? '';

let aws: Aws;
let clients: ReturnType<typeof sdkClients>;
let accessToken: string;

beforeEach(async () => {
  aws = await startAws();
  clients = sdkClients(aws.center);
  ({ accessToken } = await signIn(aws.center));
});
afterEach(() => aws[Symbol.asyncDispose]());

const nameOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'nothing is wrong',
    (error: unknown) => (error instanceof Error ? error.name : error),
  );

function kms({ accessKeyId, secretAccessKey, sessionToken = '' }: TestCredentials): KMS {
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  return new KMS({ region: 'us-east-1', endpoint: aws.kms.url, maxAttempts: 1, credentials });
}

async function developer(): Promise<TestCredentials> {
  const asked = { accessToken, accountId: PAYROLL, roleName: 'Developer' };
  const { roleCredentials: given } = await clients.portal.getRoleCredentials(asked);
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = given ?? {};
  return { accessKeyId, secretAccessKey, sessionToken };
}

async function assume(
  as: TestCredentials,
  RoleArn: string,
  more: Partial<AssumeRoleCommandInput> = {},
): Promise<TestCredentials> {
  const { Credentials } = await clients.sts(as).assumeRole({ RoleArn, RoleSessionName: 'test', ...more });
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

const arnOf = async (as: TestCredentials) => (await clients.sts(as).getCallerIdentity({})).Arn;

describe('a signed-in person', () => {
  it('has accounts and roles, page by page', async () => {
    const first = await clients.portal.listAccounts({ accessToken, maxResults: 1 });
    expect(first.accountList).toEqual([
      { accountId: PAYROLL, accountName: 'Payroll', emailAddress: 'payroll@corp.example' },
    ]);
    const { nextToken } = first;
    const second = await clients.portal.listAccounts({ accessToken, maxResults: 1, nextToken });
    expect(second).toMatchObject({ accountList: [{ accountId: ARCHIVE }] });
    expect(second.nextToken ?? null).toBeNull();
    const { roleList } = await clients.portal.listAccountRoles({ accessToken, accountId: PAYROLL });
    expect(roleList).toEqual(['Developer', 'Auditor'].map((roleName) => ({ roleName, accountId: PAYROLL })));
  });

  it('gets the credentials of a role, which say who it is and make data keys until they end', async () => {
    const credentials = await developer();
    expect(await arnOf(credentials)).toBe(
      `arn:aws:sts::${PAYROLL}:assumed-role/AWSReservedSSO_Developer_0123456789abcdef/alice`,
    );
    const keyArn = await createPracticeKey(aws.kms.store, aws.kms.realm, 'payroll');
    const made = () => kms(credentials).generateDataKey({ KeyId: keyArn, KeySpec: 'AES_256' });
    expect((await made()).KeyId).toBe(keyArn);
    aws.center.expireCredentials();
    expect(await nameOf(made())).toBe('ExpiredTokenException');
    expect(await nameOf(arnOf(credentials))).toBe('ExpiredToken');
    expect(await nameOf(arnOf(await developer()))).toBe('nothing is wrong');
  });

  it.each([
    ['a role that is not assigned', { accountId: PAYROLL, roleName: 'Administrator' }, 'ForbiddenException'],
    ['another account', { accountId: '999988887777', roleName: 'Developer' }, 'ForbiddenException'],
    ['no account', { accountId: 'payroll', roleName: 'Developer' }, 'InvalidRequestException'],
  ])('does not get %s', async (_, asked, expected) => {
    expect(await nameOf(clients.portal.getRoleCredentials({ accessToken, ...asked }))).toBe(expected);
  });

  it('has what is assigned now', async () => {
    aws.center.change({ ...corp, people: [{ name: 'alice', assignments: {} }] });
    expect((await clients.portal.listAccounts({ accessToken })).accountList).toEqual([]);
    expect(await nameOf(developer())).toBe('ForbiddenException');
    const roles = clients.portal.listAccountRoles({ accessToken, accountId: PAYROLL });
    expect(await nameOf(roles)).toBe('ForbiddenException');
  });

  it.each([{ maxResults: 0 }, { maxResults: 101 }, { nextToken: 'page-99' }, { nextToken: 'constructor' }])(
    'has no page %o',
    async (page) => {
      const call = clients.portal.listAccounts({ accessToken, ...page });
      expect(await nameOf(call)).toBe('InvalidRequestException');
    },
  );

  it.each([
    ['guessed', () => (accessToken = 'guessed')],
    ['taken back', () => aws.center.revoke()],
    ['ended', () => aws.center.expireTokens()],
  ])('is nobody with a token that was %s', async (_, happens) => {
    happens();
    const { portal } = clients;
    expect(await nameOf(portal.listAccounts({ accessToken }))).toBe('UnauthorizedException');
    expect(await nameOf(portal.logout({ accessToken }))).toBe('UnauthorizedException');
  });
});

describe('a role', () => {
  it('is assumed by those whom it trusts, with keys or a role of their own', async () => {
    for (const as of [owner.credentials, await developer()]) {
      const credentials = await assume(as, writer);
      expect(await arnOf(credentials)).toBe(`arn:aws:sts::${ARCHIVE}:assumed-role/Writer/test`);
      expect((await kms(credentials).listKeys({})).Keys).toEqual([]);
    }
  });

  it('with MFA wants a code that the device shows, once', async () => {
    const code = aws.center.mfa.press(MFA);
    const withCode = (TokenCode: string) =>
      assume(owner.credentials, guarded, { SerialNumber: MFA, TokenCode });
    expect(await nameOf(assume(owner.credentials, guarded))).toBe('AccessDenied');
    expect(await nameOf(withCode(code === '000000' ? '000001' : '000000'))).toBe('AccessDenied');
    expect(await nameOf(withCode('12345'))).toBe('ValidationError');
    expect(await arnOf(await withCode(code))).toContain('assumed-role/Guarded/');
    expect(await nameOf(withCode(code))).toBe('AccessDenied');
    const [older, newer] = [aws.center.mfa.press(MFA), aws.center.mfa.press(MFA)];
    expect(await nameOf(withCode(newer))).toBe('nothing is wrong');
    expect(await nameOf(withCode(older))).toBe('AccessDenied');
  });

  it('with an external id wants that', async () => {
    const role = { arn: writer, trusts: [PAYROLL], externalId: 'for us' };
    aws.center.change({ ...corp, roles: [role] });
    expect(await nameOf(assume(owner.credentials, writer))).toBe('AccessDenied');
    const allowed = assume(owner.credentials, writer, { ExternalId: 'for us' });
    expect(await nameOf(allowed)).toBe('nothing is wrong');
  });

  it('lets do what it does not deny', async () => {
    aws.center.change({ ...corp, roles: [{ arn: writer, trusts: [PAYROLL], denied: ['kms:ListKeys'] }] });
    const client = kms(await assume(owner.credentials, writer));
    expect(await nameOf(client.listKeys({}))).toBe('AccessDeniedException');
    expect(await nameOf(client.listAliases({}))).toBe('nothing is wrong');
  });

  it.each<[string, string, Partial<AssumeRoleCommandInput>, string]>([
    ['that is not there', `arn:aws:iam::${ARCHIVE}:role/Nobody`, {}, 'AccessDenied'],
    ['that trusts others', deploy, {}, 'AccessDenied'],
    ['that is no role', 'Writer', {}, 'ValidationError'],
    ['under a name that is none', writer, { RoleSessionName: 'a b' }, 'ValidationError'],
    ['for too short a time', writer, { DurationSeconds: 60 }, 'ValidationError'],
  ])('%s is refused', async (_, arn, more, expected) => {
    expect(await nameOf(assume(owner.credentials, arn, more))).toBe(expected);
  });

  it('assumed with another one is an hour’s at most', async () => {
    const chained = assume(await developer(), writer, { DurationSeconds: 7200 });
    expect(await nameOf(chained)).toBe('ValidationError');
    const direct = assume(owner.credentials, writer, { DurationSeconds: 7200 });
    expect(await nameOf(direct)).toBe('nothing is wrong');
  });

  it('is given for its web identity token, without a signature', async () => {
    const assumed = (RoleArn: string, WebIdentityToken: string) =>
      clients
        .sts({ accessKeyId: '', secretAccessKey: '' })
        .assumeRoleWithWebIdentity({ RoleArn, RoleSessionName: 'build', WebIdentityToken });
    const { AssumedRoleUser } = await assumed(deploy, 'token-of-the-pipeline');
    expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${ARCHIVE}:assumed-role/Deploy/build`);
    expect(await nameOf(assumed(deploy, 'another token'))).toBe('InvalidIdentityTokenException');
    expect(await nameOf(assumed(writer, 'token-of-the-pipeline'))).toBe('AccessDenied');
  });
});

describe('STS', () => {
  it('knows the owner', async () => {
    expect(await clients.sts(owner.credentials).getCallerIdentity({})).toMatchObject({
      Account: PAYROLL,
      Arn: owner.arn,
    });
  });

  it.each<[string, Partial<TestCredentials>, string]>([
    ['unknown keys', { accessKeyId: 'AKIAI44QH8DHBEXAMPLE' }, 'InvalidClientTokenId'],
    ['another secret', { secretAccessKey: 'guessed' }, 'SignatureDoesNotMatch'],
    ['a token that is not theirs', { sessionToken: 'guessed' }, 'InvalidClientTokenId'],
  ])('refuses %s', async (_, wrong, expected) => {
    expect(await nameOf(arnOf({ ...owner.credentials, ...wrong }))).toBe(expected);
  });

  it('refuses temporary keys without their token', async () => {
    const { accessKeyId, secretAccessKey } = await developer();
    expect(await nameOf(arnOf({ accessKeyId, secretAccessKey }))).toBe('InvalidClientTokenId');
  });

  it('gives everybody one id, and each session of a role its own', async () => {
    const idOf = async (as: TestCredentials) => (await clients.sts(as).getCallerIdentity({})).UserId ?? '';
    const sessionOf = async (RoleSessionName: string) => {
      const [role, session] = (
        await idOf(await assume(owner.credentials, writer, { RoleSessionName }))
      ).split(':');
      return { role, session };
    };
    expect(await idOf(owner.credentials)).toBe(await idOf(owner.credentials));
    const [one, two] = [await sessionOf('one'), await sessionOf('two')];
    expect(one.role).toMatch(/^AROA[A-Z2-7]{16}$/);
    expect([one, two]).toEqual([
      { role: one.role, session: 'one' },
      { role: one.role, session: 'two' },
    ]);
  });

  it('refuses what nobody signed', async () => {
    const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' });
    const answered = await fetch(aws.center.url, { method: 'POST', body });
    expect(answered.status).toBe(403);
    expect(await answered.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });
});
