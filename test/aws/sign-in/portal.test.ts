import { describe, expect, it } from 'vitest';
import { listAccounts, listRoles, roleCredentials } from '../../../electron/aws/sign-in/portal.ts';
import { corp } from '../../support/identity/organisation.ts';
import { network, session, signInSetting } from './setting.ts';
import { signedIn } from './tokens.ts';

const setting = signInSetting();
const PAYROLL = '111122223333';

/** The service answers this to the next one who asks. */
function answerWith(operation: string, value: unknown): void {
  const body = JSON.stringify(value);
  const fault = { kind: 'raw', status: 200, contentType: 'application/json', body } as const;
  setting().center.fail(fault, 1, operation);
}

describe('what a signed-in person may use', () => {
  it('is listed: accounts and roles, sorted', async () => {
    await signedIn();
    expect(await listAccounts(session, network)).toEqual([
      { accountId: '444455556666', name: 'Archive', email: 'archive@corp.example' },
      { accountId: PAYROLL, name: 'Payroll', email: 'payroll@corp.example' },
    ]);
    expect(await listRoles(session, PAYROLL, network)).toEqual(['Auditor', 'Developer']);
  });

  it('is listed whole where it is many pages', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => String(100_000_000_000 + index));
    const roles = Array.from({ length: 101 }, (_, index) => `Role${index}`);
    setting().center.change({
      ...corp,
      accounts: ids.map((id) => ({ id, name: `Account ${id}`, email: `${id}@corp.example` })),
      people: [{ name: 'alice', assignments: Object.fromEntries(ids.map((id) => [id, roles])) }],
    });
    await signedIn();
    expect((await listAccounts(session, network)).map(({ accountId }) => accountId)).toEqual(ids);
    expect(await listRoles(session, ids[0] ?? '', network)).toEqual([...roles].sort());
  });

  it('and the credentials of a role, for as long as AWS says', async () => {
    setting().center.setLifetimes({ roleCredentials: 1_800 });
    await signedIn();
    const role = { accountId: PAYROLL, roleName: 'Developer' };
    const { expiration, ...secrets } = await roleCredentials(session, role, network);
    expect(Object.values(secrets).every((one) => one.length > 10)).toBe(true);
    expect(Math.abs(expiration.getTime() - Date.now() - 1_800_000)).toBeLessThan(60_000);
  });
});

describe('what cannot be used', () => {
  it.each([
    [
      'a role that is not assigned',
      () => roleCredentials(session, { accountId: PAYROLL, roleName: 'Admin' }, network),
    ],
    ['an account that is not assigned', () => listRoles(session, '999999999999', network)],
  ])('%s', async (_, ask) => {
    await signedIn();
    await expect(ask()).rejects.toMatchObject({
      code: 'role-not-allowed',
      details: { errorName: 'ForbiddenException' },
    });
  });

  it.each([
    ['nobody answers', { kind: 'reset' }, 'offline'],
    ['it is too much', { kind: 'exception', type: 'TooManyRequestsException' }, 'throttled'],
    [
      'there are no credentials in it',
      { kind: 'raw', status: 200, contentType: 'application/json', body: '{}' },
      'offline',
    ],
  ] as const)('%s', async (_, fault, code) => {
    await signedIn();
    setting().center.fail(fault, 1, 'GetRoleCredentials');
    const role = { accountId: PAYROLL, roleName: 'Developer' };
    await expect(roleCredentials(session, role, network)).rejects.toMatchObject({ code });
  });

  it.each([
    { accessKeyId: {}, secretAccessKey: ['s'], sessionToken: 5, expiration: 4e12 },
    { accessKeyId: 'AKIA', secretAccessKey: 's', sessionToken: 'two\nlines', expiration: 4e12 },
    { accessKeyId: 'AKIA', secretAccessKey: 's', sessionToken: 't', expiration: 'soon' },
    { accessKeyId: 'AKIA', secretAccessKey: 's', sessionToken: 't', expiration: 1e300 },
  ])('credentials that are none: %j', async (given) => {
    await signedIn();
    answerWith('GetRoleCredentials', { roleCredentials: given });
    const role = { accountId: PAYROLL, roleName: 'Developer' };
    await expect(roleCredentials(session, role, network)).rejects.toMatchObject({ code: 'offline' });
  });

  it.each([5, [null], [5], [{ accountId: 111122223333 }], [{ accountId: '1' }], [{ accountName: 'x' }]])(
    'accounts that are none: %j',
    async (accountList) => {
      await signedIn();
      answerWith('ListAccounts', { accountList });
      const listed = await listAccounts(session, network).catch((error: unknown) => error);
      if (Array.isArray(listed)) expect(listed).toEqual([]);
      else expect(listed).toMatchObject({ code: 'offline' });
    },
  );

  it('names that are no text', async () => {
    await signedIn();
    answerWith('ListAccounts', { accountList: [{ accountId: PAYROLL, accountName: {}, emailAddress: [1] }] });
    expect(await listAccounts(session, network)).toEqual([
      { accountId: PAYROLL, name: PAYROLL, email: null },
    ]);
    answerWith('ListAccountRoles', {
      roleList: [null, { roleName: 5 }, { roleName: {} }, { roleName: 'R' }],
    });
    expect(await listRoles(session, PAYROLL, network)).toEqual(['R']);
  });

  it('a list without end', async () => {
    await signedIn();
    const body = JSON.stringify({ accountList: [], nextToken: 'again' });
    const fault = { kind: 'raw', status: 200, contentType: 'application/json', body } as const;
    setting().center.fail(fault, Number.POSITIVE_INFINITY, 'ListAccounts');
    await expect(listAccounts(session, network)).rejects.toMatchObject({ code: 'offline' });
  });

  it('a list that is not waited for any more', async () => {
    await signedIn();
    const call = { abortSignal: AbortSignal.abort() };
    await expect(listAccounts(session, network, call)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
