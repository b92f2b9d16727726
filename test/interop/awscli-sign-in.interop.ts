/** `aws sso login` at our double, our app with the token that it keeps, and the AWS CLI with ours. */
import { stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { saveProfile, saveSession } from '../../electron/aws/save-identity.ts';
import { corp } from '../support/identity/organisation.ts';
import { tokenPath } from '../support/identity/signed-in.ts';
import { clisOrSkip, DEVELOPER, type Desk, startDesk } from './desk.ts';

const clis = clisOrSkip();
const signing = clis.filter(({ signsIn }) => signsIn);
const whoAmI = (name: string): readonly string[] => ['sts', 'get-caller-identity', '--profile', name];
const listAliases = ['kms', 'list-aliases', '--profile', 'dev'];
const payroll = { Aliases: [{ AliasName: 'alias/payroll' }] };
const listsPayroll = { code: 0, stdout: expect.stringContaining('payroll') };

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk[Symbol.asyncDispose]());

describe.each(signing)('aws sso login of $version', (cli) => {
  test('gives a token, with which the CLI is somebody and lists aliases, and our app lists keys', async () => {
    expect(await desk.login(cli, 'dev')).toMatchObject({ code: 0, stderr: '' });
    const { startUrl } = corp;
    expect(await desk.token('corp')).toMatchObject({ startUrl, refreshToken: expect.any(String) });
    expect(await desk.told(cli, whoAmI('dev'))).toMatchObject({ Account: '111122223333', Arn: DEVELOPER });
    expect(await desk.told(cli, listAliases)).toMatchObject(payroll);
    expect(await desk.ours(['keys', '--profile', 'dev'])).toMatchObject(listsPayroll);
    const hosts = ['oidc', 'portal.sso', 'sts', 'kms'].map((name) => `${name}.us-east-1.amazonaws.com:443`);
    expect(new Set(desk.addresses.asked)).toEqual(new Set(hosts));
  });

  test('serves our app at AWS’s own addresses, too', async () => {
    await desk.login(cli, 'dev');
    const before = desk.addresses.asked.length;
    const listed = await desk.ours(['keys', '--profile', 'dev'], { env: desk.addresses.env });
    expect(listed).toMatchObject(listsPayroll);
    const hosts = ['portal.sso', 'kms'].map((name) => `${name}.us-east-1.amazonaws.com:443`);
    expect(desk.addresses.asked.slice(before)).toEqual(expect.arrayContaining(hosts));
  });

  test('and our app renew each other’s tokens', async () => {
    desk.aws.center.setLifetimes({ accessToken: 60 });
    await desk.login(cli, 'dev');
    const refreshTokens = [(await desk.token('corp')).refreshToken];
    for (const use of [
      () => desk.ours(['keys', '--profile', 'dev']),
      () => desk.run(cli, whoAmI('dev')),
      () => desk.ours(['keys', '--profile', 'dev']),
    ]) {
      expect(await use()).toMatchObject({ code: 0, stderr: '' });
      refreshTokens.push((await desk.token('corp')).refreshToken);
    }
    expect(new Set(refreshTokens).size).toBe(4);
  });

  test('works with the session and the profile that our app adds to the config', async () => {
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, undefined);
    vi.stubEnv('HOME', desk.home.path);
    const { startUrl, region } = corp;
    const session = { name: 'added', startUrl, region };
    const role = { accountId: '111122223333', roleName: 'Developer', region };
    const id = await saveSession(session);
    await saveProfile({ name: 'added-dev', ...role }, { id, ...session });
    vi.unstubAllEnvs();
    expect(await desk.login(cli, 'added-dev')).toMatchObject({ code: 0, stderr: '' });
    expect(await desk.told(cli, whoAmI('added-dev'))).toMatchObject({ Arn: DEVELOPER });
    expect(await desk.token('added')).toMatchObject({ refreshToken: expect.any(String) });
  });

  test('without a session gives one that cannot be renewed, and roles', async () => {
    expect(await desk.login(cli, 'old')).toMatchObject({ code: 0, stderr: '' });
    expect(await desk.token(corp.startUrl)).not.toHaveProperty('refreshToken');
    expect(await desk.told(cli, whoAmI('assumed'))).toMatchObject({
      Arn: expect.stringMatching(/^arn:aws:sts::444455556666:assumed-role\/Writer\//),
    });
    expect(await desk.ours(['keys', '--profile', 'old'])).toMatchObject(listsPayroll);
  });

  test('is refused where the person refuses', async () => {
    const { code, stderr } = await desk.login(cli, 'dev', 'deny');
    expect(code).not.toBe(0);
    expect(stderr).toContain('(AccessDeniedException)');
    await expect(desk.token('corp')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('goes on where it is told to slow down, and ends with the code', async () => {
    desk.aws.center.fail({ kind: 'exception', type: 'SlowDownException' }, 1, 'CreateToken');
    expect(await desk.login(cli, 'dev')).toMatchObject({ code: 0, stderr: '' });
    desk.aws.center.fail({ kind: 'exception', type: 'ExpiredTokenException' }, 1, 'CreateToken');
    expect((await desk.login(cli, 'dev')).stderr).toContain('expired');
  });

  test('is undone by aws sso logout, here and at AWS', async () => {
    await desk.login(cli, 'dev');
    const { accessToken } = await desk.token('corp');
    expect(await desk.run(cli, ['sso', 'logout'])).toMatchObject({ code: 0, stderr: '' });
    await expect(desk.token('corp')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await desk.portalStatus(accessToken)).toBe(401);
  });
});

describe.each(clis)('aws $version with a token of our app', (cli) => {
  test.each<readonly [string, readonly string[]]>([
    ['in the browser', []],
    ['by a code', ['--device']],
  ])('got %s is somebody, lists aliases, and renews it', async (_, options) => {
    desk.aws.center.setLifetimes({ accessToken: 60 });
    expect(await desk.ourSignIn('corp', ...options)).toMatchObject({ code: 0 });
    const ours = await desk.token('corp');
    expect((await stat(tokenPath(desk.home.path, 'corp'))).mode & 0o777).toBe(0o600);
    expect(await desk.told(cli, whoAmI('dev'))).toMatchObject({ Arn: DEVELOPER });
    expect(await desk.told(cli, listAliases)).toMatchObject(payroll);
    const renewed = await desk.token('corp');
    expect(renewed).toMatchObject({ clientId: ours.clientId, clientSecret: ours.clientSecret });
    expect(renewed.refreshToken).not.toBe(ours.refreshToken);
  });
});

test.runIf(clis.length > 0)(
  'envelope sign-out ends a token that an AWS CLI uses, here and at AWS',
  async () => {
    await desk.ourSignIn('corp');
    const { accessToken } = await desk.token('corp');
    expect(await desk.ours(['sign-out', 'corp'])).toMatchObject({ code: 0, stderr: '' });
    expect(await desk.portalStatus(accessToken)).toBe(401);
    for (const cli of clis) expect((await desk.run(cli, whoAmI('dev'))).code).not.toBe(0);
  },
);

describe.each(signing)('aws sso logout of $version', (cli) => {
  test('ends a sign-in of our app, which knows', async () => {
    await desk.ourSignIn('corp');
    const { accessToken } = await desk.token('corp');
    expect(await desk.run(cli, ['sso', 'logout'])).toMatchObject({ code: 0, stderr: '' });
    expect(await desk.portalStatus(accessToken)).toBe(401);
    const { code, stderr } = await desk.ours(['keys', '--profile', 'dev']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('[sign-in-needed') });
  });
});
