/** The AWS CLI with tokens of our double: what it gets for them, and how it words what the double refuses. */
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { corp } from '../support/identity/organisation.ts';
import { keepToken, signIn } from '../support/identity/signed-in.ts';
import type { IdentityCenter } from '../support/identity-center.ts';
import { clisOrSkip, DEVELOPER, type Desk, MFA, startDesk } from './desk.ts';

const whoAmI = (name: string): readonly string[] => ['sts', 'get-caller-identity', '--profile', name];

describe.each(clisOrSkip())('aws $version with a token that is there', (cli) => {
  let desk: Desk;
  let center: IdentityCenter;

  beforeEach(async () => {
    desk = await startDesk();
    ({ center } = desk.aws);
    await keepToken(desk.home.path, 'corp', await signIn(center));
    await keepToken(desk.home.path, corp.startUrl, await signIn(center, []));
  });
  afterEach(() => desk[Symbol.asyncDispose]());

  test('is somebody, lists aliases, and assumes roles', async () => {
    expect(await desk.told(cli, whoAmI('dev'))).toMatchObject({ Arn: DEVELOPER });
    expect(await desk.told(cli, ['kms', 'list-aliases', '--profile', 'dev'])).toMatchObject({
      Aliases: [{ AliasName: 'alias/payroll' }],
    });
    expect(await desk.told(cli, whoAmI('assumed'))).toMatchObject({ Account: '444455556666' });
  });

  test('lists accounts and roles page by page', async () => {
    const token = ['--access-token', (await desk.token('corp')).accessToken, '--region', corp.region];
    const pages = [...token, '--page-size', '1'];
    expect(await desk.told(cli, ['sso', 'list-accounts', ...pages])).toMatchObject({
      accountList: [{ accountName: 'Payroll' }, { accountName: 'Archive' }],
    });
    const roles = ['sso', 'list-account-roles', '--account-id', '111122223333', ...pages];
    expect(await desk.told(cli, roles)).toMatchObject({
      roleList: [{ roleName: 'Developer' }, { roleName: 'Auditor' }],
    });
    expect([center.calls.get('ListAccounts'), center.calls.get('ListAccountRoles')]).toEqual([2, 2]);
  });

  test('renews one that is about to end, and keeps the new one', async () => {
    center.setLifetimes({ accessToken: 60 });
    const before = await signIn(center);
    await keepToken(desk.home.path, 'corp', before);
    expect(await desk.told(cli, whoAmI('dev'))).toMatchObject({ Arn: DEVELOPER });
    const renewed = await desk.token('corp');
    expect(renewed.accessToken).not.toBe(before.accessToken);
    expect(renewed.refreshToken).not.toBe(before.refreshToken);
    expect(await desk.portalStatus(renewed.accessToken)).toBe(200);
  });

  test('gives a code of an MFA device, which is good once', async () => {
    const input = `${center.mfa.press(MFA)}\n`;
    expect(await desk.told(cli, whoAmI('coded'), { input })).toMatchObject({ Account: '444455556666' });
    // The CLI keeps what it got.
    await rm(desk.home.at('.aws/cli'), { recursive: true });
    const { stderr } = await desk.run(cli, whoAmI('coded'), { input });
    expect(stderr).toContain('MultiFactorAuthentication failed');
  });

  const nobody = { ...corp, people: [{ name: 'alice', assignments: {} }] };
  const throttling = { kind: 'exception', type: 'TooManyRequestsException' } as const;
  const refusals: readonly (readonly [string, string, () => void, string])[] = [
    ['a token that was taken back', 'dev', () => center.revoke(), 'has expired or is otherwise invalid'],
    ['a role that is not assigned', 'dev', () => center.change(nobody), '(ForbiddenException)'],
    ['throttling', 'dev', () => center.fail(throttling), '(TooManyRequestsException)'],
    ['a role that does not trust', 'assumed', () => center.change({ ...corp, roles: [] }), '(AccessDenied)'],
  ];
  test.each(refusals)('tells of %s', async (_, name, happens, expected) => {
    happens();
    const { code, stderr } = await desk.run(cli, whoAmI(name));
    expect(code).not.toBe(0);
    expect(stderr).toContain(expected);
  });
});
